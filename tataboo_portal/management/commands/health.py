"""Say how the portal is, as its page does."""

from django.core.management.base import BaseCommand

from tataboo_portal.enums import HealthLevel
from tataboo_portal.health import looking


class Command(BaseCommand):
    """Prints every thing with its level; ends with 1 where something has to be done, so that a monitor can tell."""

    help = "运行状况：逐项打印，有要处理的就以 1 结束，可以让监控定时运行。"
    requires_system_checks = []

    def handle(self, *args, **options):
        lines = looking.look()
        for line in lines:
            self.stdout.write(f"{line.finding.level.label}\t{line.title}：{line.finding.figure}")
            if line.finding.advice:
                self.stdout.write(f"\t→ {line.finding.advice}")
        if looking.worst(lines) == HealthLevel.ACT:
            raise SystemExit(1)
