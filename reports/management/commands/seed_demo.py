"""Load the demo."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.demo import seed


class Command(BaseCommand):
    """Makes the demo once; running it again changes nothing people have entered."""

    help = "载入演示数据（示例）。正式运行时拒绝。可以重复运行。"

    def handle(self, *args, **options):
        if not settings.DEMO_MODE:
            raise CommandError("正式运行的平台不载入演示数据。")
        call_command("load_reference", verbosity=0)
        seed.make(self.stdout.write)
