"""The site map: every room's pages in one place (the rooms are named by string only)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tataboo_portal import (
    account_views,
    audit_views,
    export_views,
    health_views,
    import_checks,
    import_views,
    sign_in_views,
    upload_views,
    views,
)

admin.site.site_title = admin.site.site_header = "塔塔埠街道“双创”工作平台 管理"
admin.site.index_title = "基础数据"

handler500 = "tataboo_portal.error_views.stopped"

urlpatterns = [
    path("login/", sign_in_views.SignIn.as_view(), name="login"),
    path("login/second/", sign_in_views.login_second, name="login_second"),
    path("logout/", sign_in_views.SignOut.as_view(), name="logout"),
    path("account/", views.account, name="account"),
    path("account/unsent/", sign_in_views.unsent_form, name="unsent"),
    path("account/second/", account_views.account_second, name="account_second"),
    path("account/sign-out-others/", account_views.account_sign_out_others, name="account_sign_out_others"),
    path("account/text-size/", views.text_size, name="text_size"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sw.js", upload_views.service_worker, name="service_worker"),
    path("outbox/", upload_views.outbox, name="outbox"),
    path("uploads/", upload_views.upload_begin, name="upload_begin"),
    path("uploads/token/", upload_views.upload_token, name="upload_token"),
    path("uploads/<uuid:client_uuid>/", upload_views.upload_piece, name="upload_piece"),
    path("exports/", export_views.export_list, name="export_list"),
    path("exports/<uuid:token>/", export_views.export_file, name="export_file"),
    path("imports/", import_views.import_list, name="import_list"),
    path("imports/new/<slug:slug>/", import_views.import_new, name="import_new"),
    path("imports/<int:pk>/columns/", import_views.import_columns, name="import_columns"),
    path("imports/<int:pk>/check/", import_checks.import_check, name="import_check"),
    path("imports/<int:pk>/done/", import_views.import_done, name="import_done"),
    path("imports/<int:pk>/file/", import_views.import_file, name="import_file"),
    path("imports/<int:pk>/errors.xlsx", import_views.import_errors, name="import_errors"),
    path("imports/<slug:slug>/template.xlsx", export_views.import_template, name="import_template"),
    path("manage/people/", views.manage_people_list, name="manage_people_list"),
    path("manage/people/export.xlsx", export_views.take_out, {"slug": "people"}, name="manage_people_export"),
    path("manage/people/stale/", account_views.manage_people_stale, name="manage_people_stale"),
    path("manage/people/<int:pk>/", account_views.manage_person, name="manage_person"),
    path("manage/people/<int:pk>/sign-out/", account_views.manage_person_sign_out, name="manage_person_sign_out"),
    path("manage/people/<int:pk>/stop/", account_views.manage_person_stop, name="manage_person_stop"),
    path("manage/people/<int:pk>/second/", account_views.manage_person_second, name="manage_person_second"),
    path("manage/people/<int:pk>/card/", account_views.manage_person_card, name="manage_person_card"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/read/", views.notice_read_all, name="notice_read_all"),
    path("notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("manage/zones/", views.manage_zones, name="manage_zones"),
    path("manage/audit/", audit_views.manage_audit, name="manage_audit"),
    path("manage/health/", health_views.manage_health, name="manage_health"),
    path("manage/calendar/", views.manage_calendar, name="manage_calendar"),
    path("manage/calendar/hours/", views.manage_hours, name="manage_hours"),
    # Signing in and out and passwords go one way, so that each leaves its event in the trail.
    path("admin/login/", views.admin_door),
    path("admin/logout/", sign_in_views.SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account")),
    path("admin/", admin.site.urls),
    path("", include("campaigns.urls")),
    path("", include("inspections.urls")),
    path("", include("publicity.urls")),
    path("", include("reports.urls")),
]
