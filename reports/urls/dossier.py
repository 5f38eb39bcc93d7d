"""Pages of 迎检资料."""

from django.urls import path

from reports.views import dossier, dossier_files, dossier_filing, dossier_keeping

patterns = [
    path("dossier/", dossier.dossier, name="dossier"),
    path("dossier/pack/", dossier.dossier_pack, name="dossier_pack"),
    path("dossier/new/", dossier_keeping.dossier_clause_new, name="dossier_clause_new"),
    path("dossier/papers/<int:pk>/", dossier_files.dossier_paper, name="dossier_paper"),
    path("dossier/file/<slug:source>/<int:pk>/", dossier_filing.dossier_file, name="dossier_file"),
    path(
        "dossier/photos/<slug:source>/<int:pk>/<uuid:token>/release/",
        dossier_files.dossier_release,
        name="dossier_release",
    ),
    path(
        "dossier/photos/<slug:source>/<int:pk>/<uuid:token>/<str:size>/",
        dossier_files.dossier_photo,
        name="dossier_photo",
    ),
    path("dossier/<int:pk>/", dossier.dossier_clause, name="dossier_clause"),
    path("dossier/<int:pk>/edit/", dossier_keeping.dossier_clause_edit, name="dossier_clause_edit"),
    path("dossier/<int:pk>/rules/", dossier_keeping.dossier_rule_add, name="dossier_rule_add"),
    path("dossier/<int:pk>/rules/<int:rule>/retire/", dossier_keeping.dossier_rule_retire, name="dossier_rule_retire"),
    path("dossier/<int:pk>/upload/", dossier_filing.dossier_upload, name="dossier_upload"),
    path("dossier/<int:pk>/pick/<slug:source>/", dossier_filing.dossier_pick, name="dossier_pick"),
    path(
        "dossier/<int:pk>/remove/<slug:source>/<int:key>/<slug:kind>/",
        dossier_filing.dossier_remove,
        name="dossier_remove",
    ),
]
