"""How Django knows this floor."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = label = "reports"
    verbose_name = "统计与例会"
    default_auto_field = "django.db.models.BigAutoField"
