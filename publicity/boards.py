"""宣传栏: which boards have to be renewed, what the next issue is called, and who is told of it."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from publicity.models import Board
from tataboo_portal import inbox
from tataboo_portal.models import Notice, Unit, User
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Flag

AGAIN_AFTER = 7
SOON = timedelta(days=7)
ISSUE_COLUMN = "issue"  # 期号 in the ledger of a form that has such a column
AT_ONCE = 500


def next_number(board, year):
    """The number of the next issue of a year: one more than the highest that counts."""
    return (board.issues.live().filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def follow_issues(board):
    """Keep the board's newest issue and next day in step with its issues that count; the caller has locked the board."""
    newest = board.issues.live().aggregate(day=Max("day"))["day"]
    if newest != board.last_issue_on:
        board.last_issue_on = newest
        board.save(update_fields=("last_issue_on",))


def follow_cycle(kind):
    """Keep the next days of all boards of a kind in step with its cycle."""
    for board in Board.objects.select_for_update().filter(kind=kind).order_by("pk"):
        board.kind = kind
        board.save(update_fields=("next_due_on",))


def tells_issue(kind):
    """Whether the ledger of this form has a column for the number of an issue."""
    return kind.indicator.detail_columns.filter(code=ISSUE_COLUMN, is_active=True).exists()


def details_of(kind, words):
    """The own columns of the placement of an issue: its number, where there is a column for it."""
    return {ISSUE_COLUMN: words} if tells_issue(kind) else {}


def days_late(board, today=None):
    """How many days ago the board had to be renewed; negative while there is time."""
    return ((today or timezone.localdate()) - board.next_due_on).days


def flags(board):
    """Late by so many days, due today or soon, or in good time; a board out of use is none of these."""
    if not board.is_in_use:
        return [Flag("void", "circle-dashed", "停用")]
    days = days_late(board)
    if days > 0:
        return [Flag("late", "alert-triangle", f"逾期 {days} 天")]
    if days == 0:
        return [Flag("soon", "clock", "今天该更新")]
    return [Flag("soon", "clock", f"{-days} 天后更新") if -days <= SOON.days else Flag("done", "circle-check", "按期")]


def rows_for(boards, today):
    """Boards with how late each is, as cards show them."""
    return [{"board": board, "days_late": days_late(board, today), "flags": flags(board)} for board in boards]


def by_unit(boards, today):
    """[(unit, how many are late, how many come up)] of the units that have any, in one query, the fixed order of units."""
    late = Count("pk", filter=Q(next_due_on__lt=today))
    counted = boards.order_by().values_list("unit").annotate(late=late, all=Count("pk"))
    found = {unit: (late, total) for unit, late, total in counted}
    units = Unit.objects.filter(pk__in=found).order_by("position", "code")
    return [(unit, found[unit.pk][0], found[unit.pk][1] - found[unit.pk][0]) for unit in units]


def remind(today=None):
    """Tell whoever renews a board that its day has come, and again every seven days; returns how many notices were written.

    What was said stands in the inbox under a key per board, day and week, so a run may be repeated, doubled or missed.
    """
    today, told, people = today or timezone.localdate(), 0, People()
    due = list(Board.objects.due(today).select_related("kind", "unit", "place", "keeper").order_by("next_due_on", "id"))
    for start in range(0, len(due), AT_ONCE):
        keys = {board: key_of(board, today) for board in due[start : start + AT_ONCE]}
        said = set(Notice.objects.filter(key__in=keys.values()).values_list("recipient_id", "key"))
        for board, key in keys.items():
            for person in people.behind(board):
                if (person.pk, key) not in said:
                    inbox.tell(person=person, key=key, url=way(board), **words(board, today))
                    told += 1
    return told


def key_of(board, today):
    """The same for a board and its day through seven days: what is said once in them."""
    return f"board:{board.pk}:{board.next_due_on}:{days_late(board, today) // AGAIN_AFTER}"


def words(board, today):
    """What a reminder says."""
    days = days_late(board, today)
    when = f"逾期 {days} 天" if days else "今天"
    body = f"{board.unit.name} {board.where} {board.kind}，{board.kind.cycle_words}更新一次。".replace("  ", " ")
    return {"title": f"{board.name}该更新了，{when}", "body": body}


def way(board):
    """Where a reminder leads: the board's own page."""
    return reverse("register_detail", args=("boards", board.pk))


class People:
    """Who renews boards; one query whatever the number of boards."""

    def __init__(self):
        self.units = defaultdict(list)
        for person in User.objects.filter(is_active=True, unit__isnull=False).order_by("pk"):
            if person.may(Permission.LOG_WORK):
                self.units[person.unit_id].append(person)

    def behind(self, board):
        """The board's keeper while they are here, else the unit's people."""
        return [board.keeper] if board.keeper and board.keeper.is_active else self.units[board.unit_id]
