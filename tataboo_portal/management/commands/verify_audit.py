"""Walk the whole audit chain and say whether it holds."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tataboo_portal import audit
from tataboo_portal.health import data
from tataboo_portal.models import AuditEvent

BROKEN = "操作日志从第 {position} 条起对不上：{what}。先不要再动数据库，把最近的备份恢复到另一处，对照这一条。"
ANCHOR_BROKEN = "第 {position} 条的校验码和记下来的不一样：这一条或它前面的被改过、被删过。先不要再动数据库，把那天以前的备份恢复到另一处，对照着找。"
CUT_OFF = "记下来的是第 {position} 条，现在只有 {last} 条：操作日志的末尾被截掉了。先不要再动数据库，把那天以后的备份恢复到另一处，看少了哪些。"
HOW = {
    audit.ALTERED: "这一条的内容被改过",
    audit.NOT_ITS_TURN: "它前面接的不是原来那一条，这里插进过、换过或者调过顺序",
}
LEAST_DIGITS = 8
MOST_DIGITS = 19  # of a position a database can be asked for


class Command(BaseCommand):
    """Ends with an error that names the first row that does not hold."""

    help = "核对操作日志有没有被改过、删过。--anchor 位置:校验码 另外核对一个以前记下来的（周例会材料里印的）校验码。"

    def add_arguments(self, parser):
        parser.add_argument("--anchor", action="append", default=[], help="例如 1203:3fa9c2d4e5f60718，可以写几个")

    def handle(self, *args, **options):
        anchors = [self.read(words) for words in options["anchor"]]
        found = audit.first_break()
        data.note_chain(found and found.position)
        if found:
            raise CommandError(BROKEN.format(position=found.position, what=self.what(found)))
        last, waiting = audit.head(), AuditEvent.objects.filter(position__isnull=True).count()
        for position, digest in anchors:
            held = audit.holds(position, digest)
            if held is None:
                raise CommandError(CUT_OFF.format(position=position, last=last.position if last else 0))
            if not held:
                raise CommandError(ANCHOR_BROKEN.format(position=position))
        if last:
            self.stdout.write(f"操作日志完整，共 {last.position} 条，末条校验码 {last.digest}。")
        self.stdout.write(f"还有 {waiting} 条等着封存（每 5 分钟封存一次）。")

    def read(self, words):
        """A position and its digest, as the paper has them."""
        position, _, digest = words.partition(":")
        if not (
            position.isascii() and position.isdecimal() and len(position) < MOST_DIGITS and len(digest) >= LEAST_DIGITS
        ):
            raise CommandError("校验码写成“位置:校验码”，例如 1203:3fa9c2d4e5f60718。")
        return int(position), digest

    def what(self, found):
        """The row at the break in words, and how it does not hold."""
        position, event, kind = found
        if kind == audit.MISSING:
            return f"第 {position} 条不见了，后面接的是第 {event.position} 条"
        at = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
        said = f"{event.actor_name}{event.get_action_display()}“{event.object_label}”"
        return f"编号 {event.pk}，{at} {said}，{HOW[kind]}"
