"""Places, coverage and patrols."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
