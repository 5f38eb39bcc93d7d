"""The lists of this floor as sheets."""

from django.urls import path

from tataboo_portal import export_views

patterns = [
    path("tasks/export.xlsx", export_views.take_out, {"slug": "tasks"}, name="task_export"),
    path("places/export.xlsx", export_views.take_out, {"slug": "places"}, name="place_export"),
    path("patrols/export.xlsx", export_views.take_out, {"slug": "patrols"}, name="patrol_export"),
    path("checks/export.xlsx", export_views.take_out, {"slug": "checks"}, name="check_export"),
    path("samples/export.xlsx", export_views.take_out, {"slug": "samples"}, name="sample_export"),
    path("registers/<slug:slug>/export.xlsx", export_views.take_out, name="register_export"),
]
