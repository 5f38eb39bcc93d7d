"""The site map: every room's pages in one place (the rooms are named by string only)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tataboo_portal import views

admin.site.site_title = admin.site.site_header = "塔塔埠街道“双创”工作平台 管理"
admin.site.index_title = "基础数据"

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("account/", views.account, name="account"),
    path("account/text-size/", views.text_size, name="text_size"),
    path("healthz", views.healthz, name="healthz"),
    path("manage/zones/", views.manage_zones, name="manage_zones"),
    # Signing in and out and passwords go one way, so that each leaves its event in the trail.
    path("admin/login/", views.admin_door),
    path("admin/logout/", views.SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account")),
    path("admin/", admin.site.urls),
    path("", include("campaigns.urls")),
    path("", include("inspections.urls")),
    path("", include("publicity.urls")),
    path("", include("reports.urls")),
]
