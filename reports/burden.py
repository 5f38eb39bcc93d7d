"""减负: what forms and photos cost each unit, counted by night from the trail and the rows; units alone, never persons.

Several events of one person in one second are one form: an event and its results are typed once.
"""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from statistics import median

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.models import RemediationTask
from publicity.models import Placement
from reports.models import BurdenWeek
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, Photo, Unit
from tataboo_portal.weeks import Week

WRITES = (AuditAction.ADD, AuditAction.CHANGE, AuditAction.STEP, AuditAction.IMPORT)
WEEKS_SHOWN = 8
WEEKS_COUNTED = 2  # the running one, and the one before, whose last evening came after the last count
LEDGERS = (("works", WorkRecord, "indicator"), ("placements", Placement, "kind"))
SAME = ("unit", "day", "place", "location", "quantity")
MOST_LISTED = 500


def count_due(today=None):
    """Count the running week and the one before; safe to run any number of times."""
    week = Week.of(today or timezone.localdate())
    for back in range(WEEKS_COUNTED):
        count(week.shifted(-back))


@transaction.atomic
def count(week):
    """Write the week's row of every unit again."""
    units = list(Unit.objects.active())
    forms, photos, twice, tasks = forms_of(week), photos_of(week), doubles_of(week), tasks_of(week)
    BurdenWeek.objects.select_for_update().filter(monday=week.monday).delete()
    BurdenWeek.objects.bulk_create(
        BurdenWeek(
            unit=unit,
            monday=week.monday,
            forms=sum(forms[unit.code].values()),
            kinds=dict(forms[unit.code].most_common()),
            photos=photos[unit.pk],
            typed_twice=len(twice[unit.pk]),
            handed_in=len(tasks[unit.pk]),
            median_minutes=round(median(minutes for _, minutes in tasks[unit.pk])) if tasks[unit.pk] else None,
            listed={"twice": twice[unit.pk][:MOST_LISTED], "tasks": tasks[unit.pk][:MOST_LISTED]},
        )
        for unit in units
    )


def moments(week):
    """The week as a half open interval of moments."""
    start = timezone.make_aware(datetime.combine(week.monday, time.min))
    return start, start + timedelta(days=7)


def forms_of(week):
    """{unit code: Counter of what was filled in}: one form for each second in which one person wrote."""
    start, end = moments(week)
    events = AuditEvent.objects.filter(at__gte=start, at__lt=end, action__in=WRITES, actor_id__isnull=False)
    told = events.exclude(unit_code="").order_by("id").values_list("unit_code", "actor_id", "at", "object_type")
    found, seen = defaultdict(Counter), set()
    for code, actor, at, table in told.iterator():
        form = (actor, at.replace(microsecond=0))
        if form not in seen:
            seen.add(form)
            found[code][table] += 1
    return found


def photos_of(week):
    """{unit: photos its people sent}."""
    start, end = moments(week)
    sent = Photo.objects.filter(received_at__gte=start, received_at__lt=end, uploaded_by__unit__isnull=False)
    return Counter(sent.values_list("uploaded_by__unit", flat=True).iterator())


def doubles_of(week):
    """{unit: [[ledger, row]]} of what was typed in this week although the same stood there already."""
    start, end = moments(week)
    found = defaultdict(list)
    for slug, model, subject in LEDGERS:
        typed = model.objects.live().filter(created_at__gte=start, created_at__lt=end, import_batch__isnull=True)
        typed = list(typed.order_by("pk").values_list("pk", *SAME, subject))
        days, first = {day for _, _, day, *_ in typed}, {}
        for pk, *same in model.objects.live().filter(day__in=days).order_by("-pk").values_list("pk", *SAME, subject):
            first[tuple(same)] = pk
        for pk, unit, *same in typed:
            if first[unit, *same] < pk:
                found[unit].append([slug, pk])
    return found


def tasks_of(week):
    """{unit: [[number, minutes]]} of the tasks handed in, from their dispatch on, the longest first."""
    start, end = moments(week)
    done = RemediationTask.objects.filter(fixed_at__gte=start, fixed_at__lt=end, dispatched_at__isnull=False)
    found = defaultdict(list)
    for unit, number, begun, fixed in done.values_list("unit", "number", "dispatched_at", "fixed_at"):
        found[unit].append([number, max(0, round((fixed - begun).total_seconds() / 60))])
    return defaultdict(list, {unit: sorted(some, key=lambda one: -one[1]) for unit, some in found.items()})


def minutes_words(minutes):
    """A span as people say it: “45分钟”, “3小时20分”, “2天4小时”."""
    if minutes is None:
        return "--"
    hours, rest = divmod(minutes, 60)
    days, over = divmod(hours, 24)
    if days:
        return f"{days}天{over}小时" if over else f"{days}天"
    return f"{hours}小时{rest}分" if hours and rest else f"{hours}小时" if hours else f"{rest}分钟"


def kind_words(table):
    """What a table is called in the portal."""
    try:
        return str(apps.get_model(table)._meta.verbose_name)
    except (LookupError, ValueError):
        return table
