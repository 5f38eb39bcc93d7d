"""How Django knows this floor."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = label = "inspections"
    verbose_name = "排查整改"
    default_auto_field = "django.db.models.BigAutoField"
