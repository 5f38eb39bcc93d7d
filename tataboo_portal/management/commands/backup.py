"""Make one archive of everything now."""

from django.core.management.base import BaseCommand, CommandError

from tataboo_portal.backups import keeping
from tataboo_portal.refusals import Refusal


class Command(BaseCommand):
    """Writes the archive and says where it lies."""

    help = "备份：数据库、照片和附件做成一个文件，平台可以开着。"

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="放到哪个文件夹，不写就用 BACKUP_DIR")
        parser.add_argument("--with-key", action="store_true", help="把 SECRET_KEY 也放进去，备份文件就要锁起来")

    def handle(self, *args, to, with_key, **options):
        try:
            folder = keeping.folder_of(to)
            run = keeping.back_up(folder, with_key=with_key)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{run.sentence}\n{folder / run.archive}")
