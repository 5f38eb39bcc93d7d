"""Pages of the roof."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.home, name="workbench"),
    path("areas/", views.areas, name="grid"),
    path("dashboard/", views.board, name="dashboard"),
    path("dashboard/refresh/", views.refresh, name="dashboard_refresh"),
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/<str:monday>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<str:monday>/build/", views.meeting_build, name="meeting_build"),
    path("meetings/<str:monday>/report.docx", views.meeting_docx, name="meeting_docx"),
    path("photos/", views.pair_list, name="pair_list"),
    path("photos/print/", views.pair_print, name="pair_print"),
    path("photos/word/", views.pair_word, name="pair_word"),
    path("photos/zip/", views.pair_zip, name="pair_zip"),
    path("photos/<slug:number>/<uuid:token>/", views.pair_photo, name="pair_photo"),
]
