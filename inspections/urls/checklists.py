"""Checklists, inspections and samples."""

from django.urls import path

from inspections.views import checklists, samples

patterns = [
    path("checks/", checklists.check_list, name="check_list"),
    path("checks/new/", checklists.check_new, name="check_new"),
    path("checks/<int:pk>/", checklists.check_detail, name="check_detail"),
    path("checks/<int:pk>/void/", checklists.check_void, name="check_void"),
    path("checks/<int:pk>/photos/<uuid:token>/<str:size>/", checklists.check_photo, name="check_photo"),
    path("samples/", samples.sample_list, name="sample_list"),
    path("samples/new/", samples.sample_new, name="sample_new"),
    path("samples/<int:pk>/", samples.sample_detail, name="sample_detail"),
]
