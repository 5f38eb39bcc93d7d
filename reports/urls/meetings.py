"""Pages of 周例会, what it decides, and 督办单."""

from django.urls import path

from reports import views
from reports.views import orders

patterns = [
    path("decisions/", views.decision_list, name="decision_list"),
    path("decisions/orders/", views.order_list, name="order_list"),
    path("decisions/orders/new/", views.order_new, name="order_new"),
    path("decisions/orders/new/task/<slug:number>/", views.order_task, name="order_task"),
    path("decisions/orders/new/unit/<str:code>/", views.order_unit, name="order_unit"),
    path("decisions/orders/<int:pk>/", views.order_detail, name="order_detail"),
    path("decisions/orders/<int:pk>/photo/<uuid:token>/<str:size>/", views.order_photo, name="order_photo"),
    path("decisions/orders/<int:pk>/sign/", views.order_sign, name="order_sign"),
    path("decisions/orders/<int:pk>/phone/", orders.order_phone, name="order_phone"),
    path("decisions/orders/<int:pk>/<slug:step>/", views.order_step, name="order_step"),
    path("decisions/<int:pk>/", views.decision_detail, name="decision_detail"),
    path("decisions/<int:pk>/<slug:step>/", views.decision_step, name="decision_step"),
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/times/", views.meeting_times, name="meeting_times"),
    path("meetings/<str:monday>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<str:monday>/annexes.xlsx", views.meeting_annexes, name="meeting_annexes"),
    path("meetings/<str:monday>/build/", views.meeting_build, name="meeting_build"),
    path("meetings/<str:monday>/compare/", views.meeting_compare, name="meeting_compare"),
    path("meetings/<str:monday>/edit/<slug:section>/", views.meeting_edit, name="meeting_edit"),
    path("meetings/<str:monday>/pairs/", views.meeting_pairs, name="meeting_pairs"),
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
]
