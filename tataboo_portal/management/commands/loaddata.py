"""`manage.py loaddata` writes rows past every rule, those of the trail too: the portal has no such command."""

from django.core.management.base import CommandError
from django.core.management.commands import loaddata

REFUSED = "loaddata 会绕过平台直接改表，连操作日志在内，这里不做。表格从“导入”进来；要恢复数据，用 make restore FROM=备份文件（正式的服务器上是 sudo tataboo restore 备份文件）。"


class Command(loaddata.Command):
    """Refused from the command line."""

    def run_from_argv(self, argv):
        self.stderr.write(REFUSED)
        raise SystemExit(CommandError(REFUSED).returncode)
