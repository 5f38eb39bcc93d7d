"""Pages of 简报, 奋进篇 and 通报."""

from django.urls import path

from reports.views import bulletin_edit, bulletin_files, bulletin_steps, bulletins

patterns = [
    path("bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("bulletins/new/", bulletins.bulletin_new, name="bulletin_new"),
    path("bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path("bulletins/<int:pk>/build/", bulletin_steps.bulletin_build, name="bulletin_build"),
    path("bulletins/<int:pk>/bulletin.docx", bulletin_files.bulletin_docx, name="bulletin_docx"),
    path("bulletins/<int:pk>/bulletin.html", bulletin_files.bulletin_html, name="bulletin_html"),
    path("bulletins/<int:pk>/edit/", bulletin_edit.bulletin_facts, name="bulletin_facts"),
    path("bulletins/<int:pk>/edit/<slug:section>/", bulletin_edit.bulletin_edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/pairs/", bulletin_edit.bulletin_pairs, name="bulletin_pairs"),
    path("bulletins/<int:pk>/photos/<uuid:token>/", bulletin_files.bulletin_photo, name="bulletin_photo"),
    path("bulletins/<int:pk>/publish/", bulletin_steps.bulletin_publish, name="bulletin_publish"),
    path("bulletins/<int:pk>/versions/<int:number>/", bulletins.bulletin_version, name="bulletin_version"),
    path("bulletins/<int:pk>/void/", bulletin_steps.bulletin_void, name="bulletin_void"),
    path("bulletins/<int:pk>/withdraw/", bulletin_steps.bulletin_withdraw, name="bulletin_withdraw"),
]
