"""宣传栏: what is due, and the next issue."""

from django.urls import path

from publicity.views import boards as views

patterns = [
    path("publicity/boards/due/", views.board_due, name="board_due"),
    path("publicity/boards/<int:pk>/issue/", views.board_issue_add, name="board_issue_add"),
]
