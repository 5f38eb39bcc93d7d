"""综合文化服务中心 beside its register: what is missing, and the sheet for the door."""

from django.urls import path

from publicity.views import centres as views

patterns = [
    path("publicity/centres/", views.centre_board, name="centre_board"),
    path("publicity/centres/<int:pk>/door/", views.centre_door, name="centre_door"),
]
