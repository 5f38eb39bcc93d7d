"""Rows of the work screens, made ready in Python so that a page of fifty stays cheap, and several counts in one query."""

import uuid
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Case, OuterRef, Subquery, UUIDField, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from inspections import cases
from inspections.enums import IN_HANDS_STATES, PhotoStage
from inspections.models import CaseRule, RemediationTask, TaskPhoto
from tataboo_portal.clocks import limit_words
from tataboo_portal.enums import PhotoSize, PhotoStatus

# What a row prints; units and categories are few and read once beside it.
COLUMNS = ("id", "number", "version", "title", "state", "due_at", "unit_id", "category_id", "is_urgent", "is_forced")
COLUMNS += ("recurrence_of_id", "assignee__full_name")
ANY_NUMBER, ANY_TOKEN = "NUMBER", "00000000-0000-0000-0000-000000000000"
URGENT = cases.Flag("late", "alert-triangle", "紧急")
RECURRED = cases.Flag("back", "refresh", "反弹")
FORCED = cases.Flag("void", "check", "强制结案")
UNREADY = uuid.UUID(int=0)  # stands for a photo that is there and cannot be shown


def capped(queryset, cap):
    """The rows to be counted, to one beyond the cap, as SQL with its values."""
    return queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()


def capped_counts(querysets):
    """How many rows each of several (queryset, cap) has, counted to one beyond its cap, in one query."""
    return counts_of([capped(queryset, cap) for queryset, cap in querysets])


def counts_of(selects):
    """How many rows each of several (SQL, values) has, in one query."""
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) counted)" for sql, _ in selects)  # noqa: S608 - the ORM's own SQL
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in selects for value in values])
        return cursor.fetchone()


def moment_words(moment, zone=None):
    """A moment as tables print it: “11月26日 10:30”, “--” where there is none; `zone` is the present one, where it is known."""
    if not moment:
        return "--"
    local = timezone.localtime(moment, zone)
    return f"{local.month}月{local.day}日 {local.hour:02}:{local.minute:02}"


@dataclass(frozen=True)
class Addresses:
    """Addresses of tasks and their photos, reversed once."""

    detail: str
    photo: str

    @classmethod
    def ready(cls):
        """The two patterns with placeholders."""
        return cls(
            reverse("task_detail", args=(ANY_NUMBER,)),
            reverse("task_photo", args=(ANY_NUMBER, ANY_TOKEN, PhotoSize.SMALL)),
        )

    def of(self, number):
        """A task's page."""
        return self.detail.replace(ANY_NUMBER, number)

    def thumb(self, number, token):
        """A task's small photo; nothing where none can be shown."""
        return self.photo.replace(ANY_NUMBER, number).replace(ANY_TOKEN, str(token)) if can_be_shown(token) else ""


def first_photo():
    """The token of a task's newest before photo, UNREADY until it can be shown; as a column of the tasks' own query."""
    return RawSQL(*first_photo_sql(), output_field=UUIDField())  # noqa: S611 - the ORM's own SQL


@cache
def first_photo_sql():
    """The column as the ORM words it, with its values; drawn up once, since that costs more than a page's other columns together."""
    photos = TaskPhoto.objects.filter(task=OuterRef("pk"), stage=PhotoStage.BEFORE).order_by("-id")
    unready = Value(UNREADY, output_field=UUIDField())
    tokens = photos.values(token=Case(When(photo__status=PhotoStatus.READY, then="photo__token"), default=unready))
    sql, values = RemediationTask.objects.order_by().values_list(Subquery(tokens[:1])).query.sql_with_params()
    return sql.removeprefix("SELECT ").rpartition(" AS ")[0], values


def first_photos(task_ids):
    """{task id: token} of the newest before photo, UNREADY until it can be shown, in one query whatever their number."""
    rows = TaskPhoto.objects.filter(task__in=task_ids, stage=PhotoStage.BEFORE).order_by("id")
    newest = {
        task: (token, status) for task, token, status in rows.values_list("task", "photo__token", "photo__status")
    }
    return {task: token if status == PhotoStatus.READY else UNREADY for task, (token, status) in newest.items()}


def can_be_shown(token):
    """Whether there is a photo and it is drawn."""
    return bool(token) and token != UNREADY


def unseen_words(token):
    """What stands in the place of a photo that is not shown."""
    return "还不能看" if token else "无照片"


def marks(task):
    """What a row says beside the state: urgent, come back, closed by force."""
    found = ((task.is_urgent, URGENT), (task.recurrence_of_id, RECURRED), (task.is_forced, FORCED))
    return [flag for holds, flag in found if holds]


def list_rows(tasks, now, unit_names, category_names):
    """Rows of COLUMNS and their `thumb` as the list prints them."""
    rows, addresses, zone = [], Addresses.ready(), timezone.get_current_timezone()
    for task in tasks:
        flags = cases.flags(task, now)
        rows.append(
            {
                "task": task,
                "url": addresses.of(task.number),
                "thumb": addresses.thumb(task.number, task.thumb),
                "unseen": unseen_words(task.thumb),
                "is_open": task.state in IN_HANDS_STATES and task.due_at,
                "unit": unit_names.get(task.unit_id, ""),
                "category": category_names.get(task.category_id, ""),
                "due": moment_words(task.due_at, zone),
                "assignee": task.assignee__full_name or "--",
                "flags": [*flags, *marks(task)],
                "is_late": flags[0].kind == "late",
            }
        )
    return rows


def default_limits():
    """{category id: the limit of its first rule in use, in words}."""
    rules = CaseRule.objects.filter(is_active=True).order_by("-position", "-id")
    return {rule.category_id: rule.limit for rule in rules}


def limit_of(task, defaults):
    """The limit a row of the dispatch desk will get: its own condition's, else its category's."""
    if task.rule__limit_value:
        return limit_words(task.rule__limit_value, task.rule__limit_kind)
    return defaults.get(task.category_id, "")
