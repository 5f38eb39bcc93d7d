"""Hints about photos, for those who verify."""

from django.urls import path

from inspections.views import evidence

patterns = [
    path("tasks/<slug:number>/hints/<int:pk>/", evidence.task_hint, name="task_hint"),
]
