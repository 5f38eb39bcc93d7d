"""Pages of search, the meter of burden and suggestions."""

from django.urls import path

from reports.views import burden, suggestions
from reports.views import search as searching

patterns = [
    path("burden/", burden.burden_board, name="burden_board"),
    path("burden/<str:code>/", burden.burden_unit, name="burden_unit"),
    path("search/", searching.search, name="search"),
    path("suggestions/", suggestions.suggestion_list, name="suggestion_list"),
    path("suggestions/new/", suggestions.suggestion_new, name="suggestion_new"),
    path("suggestions/<int:pk>/", suggestions.suggestion_detail, name="suggestion_detail"),
    path("suggestions/<int:pk>/answer/", suggestions.suggestion_answer, name="suggestion_answer"),
    path("suggestions/<int:pk>/void/", suggestions.suggestion_void, name="suggestion_void"),
]
