"""Acts on tasks, their requests, checks, rounds, places and residents' reports: each done once, rightly."""

from datetime import timedelta

from django.utils import timezone

from inspections import actions, recalculation
from inspections.actions import checklists as sheets_acts
from inspections.actions import checks, evidence, patrols, places, public
from inspections.enums import LookBackOutcome, PublicRating
from inspections.models import (
    EvidenceHint,
    FivePledgeItem,
    LookBack,
    LookBackRule,
    RemediationTask,
    SavedFilter,
    TaskCategory,
)
from inspections.places import fingerprint
from tataboo_portal.models import Place, WorkCalendarDay
from tests import makers, registers
from tests.audit.acts import given, on
from tests.audit.of_ledgers import new
from tests.inspections import residents, sheets
from tests.people import person, unit_of


def step(who, task, **values):
    """A step somebody takes."""
    return given(by=person(who), task=task, client_uuid=new(), **values)


def category(code="dead_corner"):
    return TaskCategory.objects.get(code=code)


def place():
    return Place.objects.create(name="示例小区", kind="compound", community=unit_of("1"), patrol_days=7)


def round_of(*seen):
    return patrols.record_round(by=person("li"), client_uuid=new(), places=seen or [place()])


def look():
    return LookBack.objects.create(task=makers.closed(), rule=LookBackRule.objects.first(), due_on=timezone.localdate())


def hint():
    task = makers.fixed()
    makers.process_photos()
    return EvidenceHint.objects.create(task_photo=task.photos.get(stage="after"), kind="edited", words="示例")


def given_out(category):
    """A task with the deadline of its own rule."""
    return actions.assign(
        by=person("wang"), task=makers.reported(category=category), client_uuid=new(), unit=unit_of("1")
    )


def moved_calendar():
    """A task with a limit of working days, and holidays entered since."""
    task = makers.reported()
    task.category.rules.update(limit_value=5, limit_kind="work_day")
    actions.assign(by=person("wang"), task=task, client_uuid=new(), unit=task.unit)
    for ahead in range(1, 9):
        day = timezone.localdate() + timedelta(days=ahead)
        WorkCalendarDay.objects.update_or_create(day=day, defaults={"is_workday": False, "name": "示例"})
    return given(by=person("wang"), digest=recalculation.digest(recalculation.changes()), client_uuid=new())


def shop_check():
    items = list(FivePledgeItem.objects.all())
    return given(by=person("li"), shop=registers.shop(), client_uuid=new(), results=[(item, True) for item in items])


def bad_station():
    found = registers.station()
    checks.check_station(by=person("li"), station=found, client_uuid=new(), status="damaged", day=timezone.localdate())
    return found


def extension():
    return makers.asked("extension")


def waiting_extension():
    request = extension()
    task = RemediationTask.objects.filter(pk=request.task_id)
    chosen = [(task.get().number, task.get().version)]
    return given(by=person("wang"), tasks=task, chosen=chosen, note="同意", client_uuid=new())


def chosen_tasks():
    task = makers.reported()
    rows = RemediationTask.objects.filter(pk=task.pk)
    return given(
        by=person("wang"), tasks=rows, chosen=[(task.number, task.version)], unit=unit_of("1"), client_uuid=new()
    )


def broken():
    """A task whose photo cannot be opened."""
    task = makers.reported()
    row = task.photos.get().photo
    row.status, row.refusal = "refused", "打不开"
    row.save()
    return task


def plan():
    return type("Plan", (), {"new_places": [Place(name="示例楼", kind="building", community=unit_of("1"))]})()


def unhappy():
    found = residents.resolved()
    public.rate(report=found, rating=PublicRating.DISSATISFIED)
    return found


def inspected():
    at = sheets.place()
    return given(
        by=person("li"),
        client_uuid=new(),
        place=at,
        standard=sheets.standard(),
        results=sheets.judged(sheets.sheet_of(at)),
    )


def changed_place():
    at = place()
    return given(by=person("wang"), place=at, seen=fingerprint(at), name="示例新小区")


def saved():
    return SavedFilter.objects.create(user=person("li"), name="示例", query="state=new")


def sample():
    sheets.place("示例小区二")
    return given(
        by=person("liu"), client_uuid=new(), name="示例抽查", standard=sheets.standard(), counts={"compound": 1}
    )


ACTS = {
    actions.report_problem: lambda: given(
        by=person("li"), client_uuid=new(), unit=unit_of("1"), photo=makers.photo_upload(), category=category()
    ),
    actions.accept: lambda: step("wang", makers.reported()),
    actions.reject: lambda: step("wang", makers.reported(), note="不属实"),
    actions.mark_duplicate: lambda: step("wang", makers.reported(), original=makers.reported()),
    actions.void: lambda: step("wang", makers.reported(), note="示例"),
    actions.say: lambda: step("li", makers.assigned(), note="示例"),
    actions.assign: lambda: step("wang", makers.reported(), unit=unit_of("1")),
    actions.receive: lambda: step("li", makers.assigned()),
    actions.hand_over: lambda: step("li", makers.assigned(), assignee=person("li")),
    actions.return_to_office: lambda: step("li", makers.assigned(), note="不归我们"),
    actions.finish_stage: lambda: step("li", given_out("zombie_vehicle")),
    actions.fix: lambda: step("li", makers.assigned(), photo=makers.photo_upload("green"), quantity=2),
    actions.verify: lambda: step("liu", makers.fixed(), quantity=2),
    actions.send_back: lambda: step("liu", makers.fixed(), note="没清干净"),
    actions.force_close: lambda: step("wang", makers.assigned(), note="示例"),
    actions.replace_photo: lambda: step("li", broken(), photo=makers.photo_upload("red")),
    actions.undo: lambda: step("li", makers.fixed()),
    actions.ask_extension: lambda: step("li", makers.assigned(), note="等材料"),
    actions.ask_suspension: lambda: step(
        "li", makers.assigned(), note="等材料", until=timezone.localdate() + timedelta(days=9)
    ),
    actions.ask_appeal: lambda: step("li", makers.assigned(), note="等材料"),
    actions.decide: lambda: given(
        by=person("wang"), request=extension(), approved=True, note="同意", client_uuid=new()
    ),
    actions.resume: lambda: step("wang", makers.suspended()),
    actions.assign_each: chosen_tasks,
    actions.extend_each: waiting_extension,
    actions.judge_look_back: lambda: given(
        by=person("liu"), look_back=look(), outcome=LookBackOutcome.HELD, client_uuid=new()
    ),
    actions.recalculate: moved_calendar,
    actions.save_filter: lambda: given(by=person("li"), name="示例", query="state=new"),
    actions.remove_filter: lambda: given(by=person("li"), saved=saved()),
    sheets_acts.record_inspection: inspected,
    sheets_acts.void_inspection: lambda: given(by=person("li"), inspection=sheets.checked(), reason="示例"),
    sheets_acts.draw_sample: sample,
    checks.check_shop: shop_check,
    checks.check_station: lambda: given(
        by=person("li"), station=registers.station(), client_uuid=new(), status="good", day=timezone.localdate()
    ),
    checks.file_station: lambda: on(bad_station(), by=person("li")),
    checks.file_long_case: lambda: on(registers.vehicle(), by=person("li"), category="zombie_vehicle"),
    checks.check_market: lambda: given(
        by=person("li"),
        place=registers.market(),
        unit=unit_of("1"),
        client_uuid=new(),
        day=timezone.localdate(),
        out_of_zone=0,
    ),
    evidence.answer_hint: lambda: given(by=person("liu"), hint=hint(), seen="", answer="fine"),
    patrols.record_round: lambda: given(by=person("li"), client_uuid=new(), places=[place()]),
    patrols.void_round: lambda: given(by=person("li"), patrol=round_of(), reason="示例"),
    places.add_place: lambda: given(by=person("wang"), name="示例小区", kind="compound", community=unit_of("1")),
    places.change_place: changed_place,
    places.import_places: lambda: given(by=person("wang"), plan=plan()),
    public.take_in: lambda: given(client_uuid=new(), place=residents.place(), sender="示例", photo=residents.photo()),
    public.accept_report: lambda: given(
        by=person("wang"), report=residents.report(), client_uuid=new(), unit=unit_of("1"), category=category()
    ),
    public.decline_report: lambda: given(by=person("wang"), report=residents.report(), note="不归这里管"),
    public.rate: lambda: given(report=residents.resolved(), rating=PublicRating.SATISFIED),
    public.decide_reopening: lambda: given(
        by=person("wang"), report=unhappy(), client_uuid=new(), approved=True, note="再整改"
    ),
    public.see_phone: lambda: given(by=person("wang"), report=residents.report()),
    public.erase: lambda: given(by=person("wang"), report=residents.report()),
}
