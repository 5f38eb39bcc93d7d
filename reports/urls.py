"""Pages of the roof."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.home, name="workbench"),
    path("areas/", views.areas, name="grid"),
    path("dashboard/", views.board, name="dashboard"),
    path("dashboard/refresh/", views.refresh, name="dashboard_refresh"),
    path("decisions/", views.decision_list, name="decision_list"),
    path("decisions/orders/<int:pk>/", views.order_detail, name="order_detail"),
    path("decisions/orders/<int:pk>/sign/", views.order_sign, name="order_sign"),
    path("decisions/<int:pk>/", views.decision_detail, name="decision_detail"),
    path("decisions/<int:pk>/<slug:step>/", views.decision_step, name="decision_step"),
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/<str:monday>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<str:monday>/build/", views.meeting_build, name="meeting_build"),
    path("meetings/<str:monday>/compare/", views.meeting_compare, name="meeting_compare"),
    path("meetings/<str:monday>/edit/<slug:section>/", views.meeting_edit, name="meeting_edit"),
    path("meetings/<str:monday>/publish/", views.meeting_publish, name="meeting_publish"),
    path("meetings/<str:monday>/versions/<int:number>/", views.meeting_version, name="meeting_version"),
    path("meetings/<str:monday>/withdraw/", views.meeting_withdraw, name="meeting_withdraw"),
    path("meetings/<str:monday>/attendance/", views.meeting_attendance, name="meeting_attendance"),
    path("meetings/<str:monday>/minutes.docx", views.meeting_minutes, name="meeting_minutes"),
    path("meetings/<str:monday>/present/", views.meeting_present, name="meeting_present"),
    path("meetings/<str:monday>/record/", views.meeting_record, name="meeting_record"),
    path("meetings/<str:monday>/report.docx", views.meeting_docx, name="meeting_docx"),
    path("meetings/<str:monday>/submissions/", views.submission_list, name="meeting_submissions"),
    path("meetings/<str:monday>/submissions/remind/", views.submission_remind, name="meeting_submission_remind"),
    path("meetings/<str:monday>/submit/<str:code>/", views.submit, name="meeting_submit"),
    path(
        "meetings/<str:monday>/submit/<str:code>/take-back/",
        views.submission_take_back,
        name="meeting_submission_take_back",
    ),
    path("meetings/<str:monday>/submit/<str:code>/return/", views.submission_return, name="meeting_submission_return"),
    path("photos/", views.pair_list, name="pair_list"),
    path("photos/print/", views.pair_print, name="pair_print"),
    path("photos/word/", views.pair_word, name="pair_word"),
    path("photos/zip/", views.pair_zip, name="pair_zip"),
    path("photos/<slug:number>/<uuid:token>/", views.pair_photo, name="pair_photo"),
]
