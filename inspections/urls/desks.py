"""Work screens over many tasks: dispatching, judging, looking back, evaluation."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
