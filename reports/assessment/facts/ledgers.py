"""Facts of what units write down: records entered soon after the day they speak of, boards renewed in time."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Count, DateField, ExpressionWrapper, F, Max, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaigns.models import WorkRecord
from publicity.models import Board, Placement
from reports.assessment.samples import Event, Fact, from_events

USUAL_DAYS = 3
LEDGERS = (("work", WorkRecord, "drive"), ("placement", Placement, "board_issue"))


def entered_soon(units, span, now, params):
    """台账及时: records entered within so many days; what came with an import or with an event is left out."""
    wholes, events = Counter(), defaultdict(list)
    for kind, model, part_of in LEDGERS:
        rows = model.objects.live().in_period(span.start, span.end)
        rows = rows.filter(unit__in=units, import_batch__isnull=True, **{f"{part_of}__isnull": True}).order_by()
        wholes.update(dict(rows.values_list("unit").annotate(count=Count("pk"))))
        for record in late(rows, params.get("days", USUAL_DAYS)).for_list().order_by("day", "pk"):
            entered = timezone.localdate(record.created_at)
            words = f"{record}，{record.day.month}月{record.day.day}日的，{entered.month}月{entered.day}日才记"
            events[record.unit_id].append(Event(kind, str(record.pk), words[:200]))
    return from_events(wholes, events)


def late(rows, days):
    """Records entered more than so many days after their day."""
    last = ExpressionWrapper(F("day") + timedelta(days=days), output_field=DateField())
    entered = TruncDate("created_at", tzinfo=timezone.get_default_timezone())
    return rows.annotate(entered=entered, last=last).filter(entered__gt=F("last"))


def boards_renewed(units, span, now, params):
    """宣传栏按期更新: boards whose day had not passed at the end of the period, told by their issues up to then."""
    day = min(span.end, timezone.localdate(now))
    newest = Max("issues__day", filter=Q(issues__voided_at__isnull=True, issues__day__lte=day))
    boards = Board.objects.live().filter(unit__in=units, is_in_use=True, set_up_on__lte=day)
    wholes, events = Counter(), defaultdict(list)
    for board in boards.annotate(newest=newest).select_related("kind").order_by("pk"):
        wholes[board.unit_id] += 1
        due = board.kind.next_after(board.newest) if board.newest else board.set_up_on
        if due < day:
            words = f"{board.name}应在{due.month}月{due.day}日前更新"
            events[board.unit_id].append(Event("board", str(board.pk), words))
    return from_events(wholes, events)


FACTS = (
    Fact(
        "entered_soon",
        "台账及时率",
        "考核期内的整治、宣传记录，规定天数内记上的 ÷ 全部；导入的和随清扫活动、宣传栏记的不算。",
        entered_soon,
        ("days",),
    ),
    Fact(
        "boards_renewed",
        "宣传栏按期更新",
        "考核期末没有过更新期限的 ÷ 在用的宣传栏；按考核期末以前出的期次看。",
        boards_renewed,
        is_sampled=False,
    ),
)
