"""How Django knows this floor."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = label = "publicity"
    verbose_name = "宣传文明"
    default_auto_field = "django.db.models.BigAutoField"
