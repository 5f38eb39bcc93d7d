"""控烟 by place."""

from django.urls import path

from publicity.views import smoking as views

patterns = [path("publicity/smoking/", views.register_smoking, name="register_smoking")]
