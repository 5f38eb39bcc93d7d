"""Make one archive of everything now."""

import contextlib

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from tataboo_portal.backups import keeping
from tataboo_portal.refusals import Refusal

AWAY_SENTENCE = "数据库连不上，备份没有做成：看看数据库在不在运行，再来一次。"


class Command(BaseCommand):
    """Writes the archive and says where it lies; keeps the record of a bad end too, where the database takes one."""

    help = "备份：数据库、照片、附件和设置做成一个文件，平台可以开着。"

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="放到哪个文件夹，不写就用 BACKUP_DIR")
        parser.add_argument(
            "--with-key", action="store_true", help="把 SECRET_KEY 和带密码的设置也放进去，备份文件就要锁起来"
        )

    def handle(self, *args, to, with_key, **options):
        started = timezone.now()
        try:
            folder = keeping.folder_of(to)
            run = keeping.back_up(folder, with_key=with_key)
        except Refusal as refusal:
            with contextlib.suppress(DatabaseError):  # what was wrong is said all the same
                keeping.note_not_made(started, refusal)
            raise CommandError(refusal.sentence) from None
        except DatabaseError:
            raise CommandError(AWAY_SENTENCE) from None
        self.stdout.write(f"{run.sentence}\n{folder / run.archive}")
