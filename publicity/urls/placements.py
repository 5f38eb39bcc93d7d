"""宣传台账."""

from django.urls import path

from publicity.views import placements as views
from tataboo_portal import export_views

patterns = [
    path("publicity/", views.placement_list, name="placement_list"),
    path("publicity/export.xlsx", export_views.take_out, {"slug": "placements"}, name="placement_export"),
    path("publicity/<int:pk>/", views.placement_detail, name="placement_detail"),
    path("publicity/<int:pk>/void/", views.placement_void, name="placement_void"),
    path("publicity/<int:pk>/photos/<uuid:token>/<str:size>/", views.placement_photo, name="placement_photo"),
]
