"""Places, coverage and patrols."""

from django.urls import path

from inspections.views import patrols, places

patterns = [
    path("coverage/", patrols.coverage_board, name="coverage"),
    path("patrols/", patrols.patrol_list, name="patrol_list"),
    path("patrols/new/", patrols.patrol_new, name="patrol_new"),
    path("patrols/<int:pk>/void/", patrols.patrol_void, name="patrol_void"),
    path("places/", places.place_list, name="place_list"),
    path("places/new/", places.place_new, name="place_new"),
    path("places/import/", places.place_import, name="place_import"),
    path("places/cards/", places.place_cards, name="place_cards"),
    path("places/<slug:code>/edit/", places.place_edit, name="place_edit"),
    path("places/<slug:code>/qr.svg", places.place_qr, name="place_qr"),
    path("places/<slug:code>/poster/", places.place_poster, name="place_poster"),
    path("p/<slug:code>/", places.place_page, name="place_page"),
    path("p/<slug:code>/seen/", places.place_seen, name="place_seen"),
]
