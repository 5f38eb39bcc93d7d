"""How Django knows this floor."""

from django.apps import AppConfig
from django.core import checks

from tataboo_portal import deploy_checks


class PortalConfig(AppConfig):
    name = label = "tataboo_portal"
    verbose_name = "基础管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Have `check --deploy` ask what this house asks of its settings."""
        checks.register(deploy_checks.redis_asks_for_a_password, checks.Tags.security, deploy=True)
