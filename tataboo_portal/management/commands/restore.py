"""Put an archive in the place of what is here."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tataboo_portal.backups import archives, keeping, office_settings, restoring
from tataboo_portal.refusals import Refusal


def named(archive):
    """The archive the person wrote; a sentence when there was none."""
    if archive is None:
        raise CommandError(
            "写上备份文件：make restore FROM=备份文件（正式的服务器上是 sudo tataboo restore 备份文件）。"
        )
    return archive


class Command(BaseCommand):
    """Asks for the site's name before anything is replaced; carries on a swap that was broken off."""

    help = "恢复：先停掉平台。备份先整份检查，再恢复到旁边，最后换过来；原来的留在旁边。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", type=Path, help="备份文件")
        parser.add_argument("--site", help="已经有数据时，写上这个站点的名字")
        parser.add_argument("--other-key", action="store_true", help="备份用的 SECRET_KEY 找不到了，也要恢复")
        parser.add_argument("--settings-only", action="store_true", help="只看备份里的设置，什么都不动")

    def handle(self, *args, archive, site, other_key, settings_only, **options):
        try:
            if settings_only:
                self.stdout.write(office_settings.shown(named(archive)), ending="")
                return
            if restoring.finish():
                self.stdout.write("上一次恢复换到一半停住了，现在接着换完了。")
                return
            restoring.looked_at(named(archive), other_key=other_key)
            if site is None and not restoring.is_empty():
                site = self.asked()
            run = restoring.restore(archive, site=site or "", other_key=other_key)
        except Refusal as refusal:
            raise CommandError(archives.plain(refusal.sentence)) from None
        self.stdout.write(f"{archives.plain(run.sentence)}原来的数据留在旁边，名字里有 before；确认没事以后再删。")
        if names := self.set_otherwise(archive):
            self.stdout.write(
                f"设置没有动。备份里和这里不一样的有：{'、'.join(names)}。看备份里的：加上 --settings-only 再运行一次。"
            )

    def set_otherwise(self, archive):
        """The settings to compare by hand; none to speak of for an archive of a version that packed none."""
        try:
            return office_settings.differing(archive)
        except Refusal:
            return []

    def asked(self):
        """The site's name as the person types it."""
        try:
            return input(f"这里已经有数据，会被换掉。确定的话，输入站点的名字 {keeping.site_name()}：").strip()
        except EOFError:
            return ""
