"""Pages of 创建活动 and the work ledger."""

from django.urls import path

from campaigns import views
from tataboo_portal import export_views

urlpatterns = [
    path("cleanups/", views.work_list, name="work_list"),
    path("cleanups/export.xlsx", export_views.take_out, {"slug": "works"}, name="work_export"),
    path("cleanups/<int:pk>/", views.work_detail, name="work_detail"),
    path("cleanups/<int:pk>/void/", views.work_void, name="work_void"),
    path("cleanups/<int:pk>/photos/<uuid:token>/<str:size>/", views.work_photo, name="work_photo"),
    path("drives/export.xlsx", export_views.take_out, {"slug": "drives"}, name="drive_export"),
    path("campaigns/", views.campaign_list, name="campaign_list"),
    path("campaigns/export.xlsx", export_views.take_out, {"slug": "figures"}, name="campaign_export"),
    path("campaigns/<slug:code>/", views.campaign_detail, name="campaign_detail"),
]
