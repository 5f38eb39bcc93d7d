"""Escalation: rules in words and a preview of what would be sent."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
