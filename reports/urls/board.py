"""Pages of the workbench, the board, units and pairs of photos."""

from django.urls import path

from reports import views
from reports.views import zones

patterns = [
    path("", views.home, name="workbench"),
    path("areas/", views.areas, name="grid"),
    path("areas/crossing/", zones.area_crossing, name="area_crossing"),
    path("areas/<str:code>/", zones.area_detail, name="area_detail"),
    path("areas/<str:code>/phones/", zones.area_phones, name="area_phones"),
    path("dashboard/", views.board, name="dashboard"),
    path("dashboard/refresh/", views.refresh, name="dashboard_refresh"),
    path("photos/", views.pair_list, name="pair_list"),
    path("photos/print/", views.pair_print, name="pair_print"),
    path("photos/word/", views.pair_word, name="pair_word"),
    path("photos/zip/", views.pair_zip, name="pair_zip"),
    path("photos/<slug:number>/<uuid:token>/", views.pair_photo, name="pair_photo"),
]
