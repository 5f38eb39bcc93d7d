"""Pages of 考核评比."""

from django.urls import path

from reports.views import schemes, score_steps, scores

patterns = [
    path("manage/scores/", schemes.score_switch, name="manage_scores"),
    path("scores/", scores.score_list, name="score_list"),
    path("scores/compute/", score_steps.score_compute, name="score_compute"),
    path("scores/items/<int:pk>/", scores.score_item, name="score_item"),
    path("scores/items/<int:pk>/appeal/", score_steps.score_appeal, name="score_appeal"),
    path("scores/items/<int:pk>/<slug:verdict>/", score_steps.score_decide, name="score_decide"),
    path("scores/results/<int:pk>/<slug:step>/", score_steps.score_step, name="score_step"),
    path("scores/schemes/", schemes.scheme_list, name="scheme_list"),
    path("scores/schemes/edit/<int:pk>/", schemes.scheme_edit, name="scheme_edit"),
    path("scores/schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("scores/schemes/<int:pk>/", schemes.scheme_version, name="scheme_version"),
    path("scores/schemes/<int:pk>/items/<slug:code>/", schemes.scheme_item, name="scheme_item"),
    path("scores/schemes/<int:pk>/items/<slug:code>/drop/", schemes.scheme_item_drop, name="scheme_item_drop"),
    path("scores/schemes/<int:pk>/rules/", schemes.scheme_rules, name="scheme_rules"),
    path("scores/schemes/<int:pk>/trial/<str:period>/", score_steps.score_trial, name="score_trial"),
    path("scores/schemes/<int:pk>/<slug:step>/", schemes.scheme_step, name="scheme_step"),
    path("scores/<str:period>/", scores.score_detail, name="score_detail"),
    path("scores/<str:period>/compare/", scores.score_compare, name="score_compare"),
    path("scores/<str:period>/scores.xlsx", scores.score_xlsx, name="score_xlsx"),
]
