"""Tell, and on request delete, the photos and papers no record speaks of."""

from django.core.management.base import BaseCommand

from tataboo_portal import leftovers


class Command(BaseCommand):
    """Deletes nothing unless it is told to."""

    help = "找出三十天以前留下、没有任何记录的原图和附件（平台被强行关掉时留下的）；加 --delete 才删。"

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="删掉找到的文件，删了就没有了")

    def handle(self, *args, **options):
        paths = list(leftovers.found())
        for path in paths:
            self.stdout.write(path)
        if options["delete"]:
            self.stdout.write(f"删掉了 {leftovers.remove(paths)} 个文件。")
        else:
            self.stdout.write(f"有 {len(paths)} 个文件没有记录。" + ("加 --delete 删掉。" if paths else ""))
