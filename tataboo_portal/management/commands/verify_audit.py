"""Walk the whole audit chain and say whether it holds."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tataboo_portal import audit
from tataboo_portal.models import AuditEvent

BROKEN = "操作日志从第 {position} 条起对不上：{what}。先不要再动数据库，把最近的备份恢复到另一处，对照这一条。"
ANCHOR_BROKEN = "第 {position} 条的校验码和记下来的不一样：这一条或它前面的被改过、被删过。"


class Command(BaseCommand):
    """Ends with an error that names the first row that does not hold."""

    help = "核对操作日志有没有被改过、删过。--anchor 位置:校验码 另外核对一个以前记下来的（周例会材料里印的）校验码。"

    def add_arguments(self, parser):
        parser.add_argument("--anchor", action="append", default=[], help="例如 1203:3fa9c2d4e5f60718，可以写几个")

    def handle(self, *args, **options):
        anchors = [self.read(words) for words in options["anchor"]]
        if found := audit.first_break():
            raise CommandError(BROKEN.format(position=found[0], what=self.what(*found)))
        for position, digest in anchors:
            if not audit.holds(position, digest):
                raise CommandError(ANCHOR_BROKEN.format(position=position))
        last, waiting = audit.head(), AuditEvent.objects.filter(position__isnull=True).count()
        if last:
            self.stdout.write(f"操作日志完整，共 {last.position} 条，末条校验码 {last.digest}。")
        self.stdout.write(f"还有 {waiting} 条等着封存（每 5 分钟封存一次）。")

    def read(self, words):
        """A position and its digest, as the paper has them."""
        position, colon, digest = words.partition(":")
        if not (position.isascii() and position.isdecimal() and colon and digest):
            raise CommandError("校验码写成“位置:校验码”，例如 1203:3fa9c2d4e5f60718。")
        return int(position), digest

    def what(self, position, event):
        """The row at the break in words."""
        if event.position != position:
            return f"第 {position} 条不见了，后面接的是第 {event.position} 条"
        at = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
        return f"编号 {event.pk}，{at} {event.actor_name}{event.get_action_display()}“{event.object_label}”"
