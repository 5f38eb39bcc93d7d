"""Check every photo now, without waiting for the night."""

from django.core.management.base import BaseCommand

from tataboo_portal import photo_integrity


class Command(BaseCommand):
    """Walks all photos in this process and says how far it is, so that it can go on from there."""

    help = "检查全部照片：原图在不在、变没变，缺的显示图重新画。中断后用 --after 从报出的编号接着查。"

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, help="从这个编号之后开始")

    def handle(self, *args, **options):
        last, found = options["after"], 0
        while last is not None:
            last, fresh = photo_integrity.check(last)
            found += fresh
            if last is not None:
                self.stdout.write(f"查到编号 {last}")
        self.stdout.write(f"查完了，新发现 {found} 张原图有问题。")
