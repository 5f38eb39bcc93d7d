"""文化活动与志愿服务 beside their register: the calendar, and how a planned one went."""

from django.urls import path

from publicity.views import activities as views

patterns = [
    path("activities/", views.activity_calendar, name="activity_calendar"),
    path("activities/<int:pk>/held/", views.activity_held, name="activity_held"),
]
