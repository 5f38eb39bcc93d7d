"""Registers with their own columns."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
