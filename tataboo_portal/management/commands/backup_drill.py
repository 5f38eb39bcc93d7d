"""Prove that an archive can be restored."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tataboo_portal.backups import archives, drills, keeping
from tataboo_portal.refusals import Refusal


class Command(BaseCommand):
    """Restores into an empty place, compares, keeps the record; ends badly when the drill did."""

    help = "恢复演练：把最新的备份恢复到一个空地方，行数、文件、照片逐项对一遍，记下结果。平台可以开着。"

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", type=Path, help="备份文件，不写就是最新的")

    def handle(self, *args, archive, **options):
        try:
            folder = archive.parent if archive else keeping.folder_of()
            run = drills.drill(folder, archive)
        except Refusal as refusal:
            raise CommandError(archives.plain(refusal.sentence)) from None
        if not run.is_good:
            raise CommandError(archives.plain(run.sentence))
        self.stdout.write(run.sentence)
