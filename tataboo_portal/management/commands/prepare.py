"""What a release needs before its first page: tables, reference rows, search, static files."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """All of it in one process; what is there already stays."""

    help = "准备好一个版本要用的东西：数据表、基础数据、搜索、静态文件。可以重复运行。"

    def handle(self, *args, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("reindex", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
