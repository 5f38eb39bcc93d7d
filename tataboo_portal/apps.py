"""How Django knows this floor."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = label = "tataboo_portal"
    verbose_name = "基础管理"
    default_auto_field = "django.db.models.BigAutoField"
