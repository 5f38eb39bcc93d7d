"""Escalation: rules in words and a preview of what would be sent."""

from django.urls import path

from inspections.views import alarms

patterns = [path("manage/alarms/", alarms.alarm_preview, name="alarm_preview")]
