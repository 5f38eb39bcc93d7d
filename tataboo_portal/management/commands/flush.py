"""`manage.py flush` would empty every table, the trail among them: the portal has no such command."""

from django.core.management.base import CommandError
from django.core.management.commands import flush

REFUSED = "flush 会清空所有的表，连操作日志在内，这里不做。要回到以前的样子，用 make restore FROM=备份文件（正式的服务器上是 sudo tataboo restore 备份文件）。"


class Command(flush.Command):
    """Refused from the command line; Django's own tests empty their database through it."""

    def run_from_argv(self, argv):
        self.stderr.write(REFUSED)
        raise SystemExit(CommandError(REFUSED).returncode)
