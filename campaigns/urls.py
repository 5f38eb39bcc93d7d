"""Pages of 创建活动 and the work ledger."""

from django.urls import path

from campaigns.views import campaigns, drives, goals, works
from tataboo_portal import export_views

urlpatterns = [
    path("cleanups/", works.work_list, name="work_list"),
    path("cleanups/export.xlsx", export_views.take_out, {"slug": "works"}, name="work_export"),
    path("cleanups/<int:pk>/", works.work_detail, name="work_detail"),
    path("cleanups/<int:pk>/void/", works.work_void, name="work_void"),
    path("cleanups/<int:pk>/photos/<uuid:token>/<str:size>/", works.work_photo, name="work_photo"),
    path("cleanups/drives/export.xlsx", export_views.take_out, {"slug": "drives"}, name="drive_export"),
    path("cleanups/drives/", drives.drive_list, name="drive_list"),
    path("cleanups/drives/<int:pk>/", drives.drive_detail, name="drive_detail"),
    path("cleanups/drives/<int:pk>/void/", drives.drive_void, name="drive_void"),
    path("cleanups/drives/<int:pk>/photos/<uuid:token>/<str:size>/", drives.drive_photo, name="drive_photo"),
    path("campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("campaigns/export.xlsx", export_views.take_out, {"slug": "figures"}, name="campaign_export"),
    path("campaigns/<slug:code>/", campaigns.campaign_detail, name="campaign_detail"),
    path("campaigns/<slug:code>/figures/", campaigns.figure_list, name="figure_list"),
    path("campaigns/<slug:code>/figures/<int:pk>/", campaigns.figure_detail, name="figure_detail"),
    path("campaigns/<slug:code>/figures/<int:pk>/switch/", campaigns.figure_switch, name="figure_switch"),
    path("goals/", goals.goal_list, name="goal_list"),
    path("goals/export.xlsx", export_views.take_out, {"slug": "goals"}, name="goal_export"),
    path("goals/<int:pk>/", goals.goal_detail, name="goal_detail"),
    path("goals/<int:pk>/switch/", goals.goal_switch, name="goal_switch"),
]
