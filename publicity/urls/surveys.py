"""满意度调查: the office's pages, and the one behind a resident's code."""

from django.urls import path

from publicity.views import survey_answer, surveys
from tataboo_portal import export_views

patterns = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/new/", surveys.survey_new, name="survey_new"),
    path("surveys/export.xlsx", export_views.take_out, {"slug": "survey_results"}, name="survey_export"),
    path("surveys/responses/<int:pk>/forget/", surveys.response_forget, name="response_forget"),
    path("surveys/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("surveys/<int:pk>/links/", surveys.survey_links, name="survey_links"),
    path("surveys/<int:pk>/cards/", surveys.survey_cards, name="survey_cards"),
    path("surveys/<int:pk>/results/", surveys.survey_results, name="survey_results"),
    path("v/<public:code>/", survey_answer.survey_answer, name="survey_answer"),
]
