"""Tasks, ledgers, registers, decisions and orders as search knows them."""

from functools import partial, reduce
from operator import attrgetter

from django.urls import reverse
from django.utils import timezone

from campaigns.models import CleanupDrive, WorkRecord
from inspections.enums import TaskState
from inspections.models import RemediationTask
from publicity.models import Placement
from reports.models import Decision, SupervisionOrder
from reports.search.nouns import Facts, Noun, page
from tataboo_portal.registers import all_registers

AT_PLACE = {"tataboo_portal.Place": ("place", ("name",))}
OF_UNIT = {"tataboo_portal.Unit": ("unit", ("name",))}
CODES = ("code", "plate", "number")
NAMELESS = ("responses",)  # an answer to a survey has no name it could be found by
# Registers whose rows a person knows of beside the unit, the area and the line, as their `visible_to` says.
READERS = {"boards": attrgetter("keeper_id"), "issues": attrgetter("board.keeper_id")}


def tasks():
    """Every task but the voided."""
    rows = RemediationTask.objects.exclude(state=TaskState.VOID).select_related("category", "place")
    return rows.prefetch_related("assisting_units")


def task_facts(task):
    """Found by number, problem, spot and what was written about it; who reported it and who helps know of it."""
    return Facts(
        title=task.title,
        words=(task.number, task.category.name, task.where, task.description, task.source_number),
        line=" ".join(part for part in (task.number, task.get_state_display(), task.where) if part),
        day=timezone.localdate(task.reported_at),
        code=task.number,
        address=task.number,
        reader_id=task.reported_by_id,
        helpers=tuple(unit.pk for unit in task.assisting_units.all()),
    )


def ledger_facts(row):
    """An entry of a countable ledger: how much of what, where, and its own columns."""
    name, details = row.counted.name, getattr(row, "details", None) or {}
    return Facts(
        title=f"{name} {row.quantity}{row.counted.unit_word}",
        words=(row.where, row.note, getattr(row, "topic", ""), *map(str, details.values())),
        line=row.where,
        day=row.day,
    )


def works():
    """Live entries of 整治台账."""
    return WorkRecord.objects.live().select_related("indicator", "place")


def placements():
    """Live entries of 宣传台账."""
    return Placement.objects.live().select_related("kind__indicator", "place")


def drives():
    """Live 清扫活动."""
    return CleanupDrive.objects.live().select_related("place")


def drive_facts(drive):
    """A clean-up event by its name, or as what it is."""
    return Facts(title=drive.name or "清扫活动", words=(drive.where, drive.note), line=drive.where, day=drive.day)


def decisions():
    """Decisions that were not taken back."""
    return Decision.objects.live().select_related("meeting")


def decision_facts(decision):
    """By its words and who answers for it."""
    line = f"{decision.meeting.day.month}月{decision.meeting.day.day}日周例会 {decision.get_state_display()}"
    return Facts(title=decision.words, words=(decision.person,), line=line, day=decision.meeting.day)


def orders():
    """督办单 that were not taken back."""
    return SupervisionOrder.objects.live()


def order_facts(order):
    """By number and matter, never by the phone on it."""
    return Facts(
        title=order.matter,
        words=(order.number, order.problem, order.demand),
        line=order.number,
        day=order.issued_on,
        code=order.number,
    )


def register_rows(register):
    """The live rows of a register, with what its search looks at."""
    paths = [path.rsplit("__", 1)[0] for path in register.search if "__" in path]
    return register.model.objects.for_list().select_related("unit", "place", *paths).live()


def register_facts(register, row):
    """A row of a register by the fields its own list searches."""
    code = next((getattr(row, name) for name in CODES if name in register.search), "")
    return Facts(
        title=str(row),
        words=(*(value_at(row, path) for path in register.search), row.where, row.note),
        line=row.where,
        day=getattr(row, register.day or "day", None) or timezone.localdate(row.created_at),
        code=code,
        reader_id=READERS[register.slug](row) if register.slug in READERS else None,
    )


def value_at(row, path):
    """The value at the end of a path as queries write it."""
    return reduce(getattr, path.split("__"), row)


def register_page(register, entry, user):
    """The row's page in its register."""
    return reverse("register_detail", args=[register.slug, entry.key])


def parents_of(register):
    """The tables whose words the register's search looks at."""
    found = dict(AT_PLACE | OF_UNIT)
    for path in register.search:
        model, *way = register.model, *path.split("__")
        for step, name in enumerate(way[:-1], start=1):
            model = model._meta.get_field(name).related_model
            fields = found.get(model._meta.label, ("", ()))[1]
            found[model._meta.label] = ("__".join(way[:step]), (*fields, way[step], "keeper"))
    return found


def of_register(register):
    """A register as a noun."""
    return Noun(
        register.slug,
        register.title,
        register.icon,
        register.model,
        partial(register_rows, register),
        partial(register_facts, register),
        partial(register_page, register),
        parents=parents_of(register),
    )


OWN = (
    Noun(
        "tasks",
        "任务",
        "list-check",
        RemediationTask,
        tasks,
        task_facts,
        page("task_detail", by="address"),
        parents=AT_PLACE | {"inspections.TaskCategory": ("category", ("name",))},
    ),
    Noun(
        "works",
        "整治台账",
        "bucket",
        WorkRecord,
        works,
        ledger_facts,
        page("work_detail"),
        parents=AT_PLACE | {"campaigns.Indicator": ("indicator", ("name", "unit_word"))},
        carried={"inspections.RemediationTask": "work_record"},
    ),
    Noun("drives", "清扫活动", "bucket", CleanupDrive, drives, drive_facts, page("drive_detail"), parents=AT_PLACE),
    Noun(
        "placements",
        "宣传台账",
        "speakerphone",
        Placement,
        placements,
        ledger_facts,
        page("placement_detail"),
        parents=AT_PLACE | {"campaigns.Indicator": ("kind__indicator", ("name", "unit_word"))},
    ),
    Noun(
        "decisions",
        "议定事项",
        "file-type-docx",
        Decision,
        decisions,
        decision_facts,
        page("decision_detail"),
        parents={"reports.Meeting": ("meeting", ("day",))},
    ),
    Noun("orders", "督办单", "alert-triangle", SupervisionOrder, orders, order_facts, page("order_detail")),
)


def nouns():
    """The records that can be found, in the order their kinds are offered."""
    found = (register for register in all_registers().values() if register.slug not in NAMELESS)
    return (*OWN, *(of_register(register) for register in found))
