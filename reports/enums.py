"""Choices of the reports floor that code branches on."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    DRAFT = "draft", "草稿"
