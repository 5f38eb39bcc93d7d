"""Checklists, inspections and samples."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
