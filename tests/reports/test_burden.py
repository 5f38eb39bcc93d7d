"""The meter of burden is a plain recount of the trail and the rows; it names units and never persons."""

from collections import Counter
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from inspections.models import RemediationTask
from reports import burden
from reports.models import BurdenWeek
from tataboo_portal.models import AuditEvent, Photo
from tataboo_portal.weeks import Week
from tests import makers
from tests.counting import count_queries
from tests.people import person, unit_of


def row(code, week=None):
    """One unit's row of this week."""
    return BurdenWeek.objects.get(unit__code=code, monday=(week or Week.current()).monday)


def moved(model, rows, field, when):
    """Put rows into another week; the trail of the portal knows no such way."""
    QuerySet(model).filter(pk__in=[one.pk for one in rows]).update(**{field: when})


def test_forms_and_photos_are_those_of_the_units_people_in_that_week(db):
    li, zhang = person("li"), person("zhang")
    for _ in range(3):
        makers.reported(by=li)
    makers.work("2", by=zhang)
    makers.work("1", by=person("wang"))
    start = timezone.now().replace(microsecond=0)
    for number, event in enumerate(AuditEvent.objects.order_by("pk")):
        moved(AuditEvent, [event], "at", start - timedelta(seconds=number))
    twin = AuditEvent.objects.filter(actor_id=li.pk).order_by("pk").first()
    twin.pk, twin.position = None, None
    twin.save()
    moved(AuditEvent, [twin], "at", AuditEvent.objects.filter(actor_id=li.pk).order_by("pk").first().at)
    burden.count(Week.of(timezone.localdate(start)))
    expected = Counter(
        event.unit_code for event in AuditEvent.objects.filter(actor_id__isnull=False).exclude(pk=twin.pk)
    )
    assert row("1").forms == expected["1"] == 3
    assert row("2").forms == expected["2"] == 1
    assert row("1").photos == Photo.objects.filter(uploaded_by=li).count() == 3
    assert sum(row("1").kinds.values()) == row("1").forms
    moved(AuditEvent, AuditEvent.objects.all(), "at", start - timedelta(days=8))
    burden.count(Week.current())
    assert row("1").forms == 0


def test_the_same_typed_again_is_a_double_and_is_named(db, sign_in, sun):
    first = makers.work("1", quantity=5, location="示例路口")
    second = makers.work("1", quantity=5, location="示例路口")
    makers.work("1", quantity=6, location="示例路口")
    makers.work("2", quantity=5, location="示例路口")
    makers.placement("1", quantity=5)
    makers.placement("1", quantity=5)
    burden.count_due()
    assert row("1").typed_twice == 2
    assert row("2").typed_twice == 0
    page = sign_in(sun).get(f"/burden/1/?week={Week.current().monday}").content.decode()
    assert f"/cleanups/{second.pk}/" in page
    assert f"/cleanups/{first.pk}/" not in page


def test_minutes_run_from_dispatch_to_handing_in_and_the_median_is_told(db):
    now = timezone.now()
    tasks = [makers.fixed() for _ in range(3)]
    for minutes, task in zip((30, 90, 3000), tasks, strict=True):
        RemediationTask.objects.filter(pk=task.pk).update(fixed_at=now, dispatched_at=now - timedelta(minutes=minutes))
    burden.count(Week.of(timezone.localdate(now)))
    found = row("1", Week.of(timezone.localdate(now)))
    assert (found.handed_in, found.median_minutes) == (3, 90)
    assert {number for number, _ in found.listed["tasks"]} == {task.number for task in tasks}
    assert [burden.minutes_words(minutes) for minutes in (None, 45, 120, 200, 3120)] == [
        "--",
        "45分钟",
        "2小时",
        "3小时20分",
        "2天4小时",
    ]


def test_the_page_reads_kept_rows_alone_names_no_person_and_asks_equally_often(sign_in, sun):
    client = sign_in(sun)
    address = f"/burden/?week={Week.current().monday}"
    makers.work("1", by=person("li"))
    empty = count_queries(client, address)
    burden.count_due()
    page = client.get(address).content.decode()
    assert "绣品厂社区" in page
    assert "李" not in page.split("<main")[1]
    assert count_queries(client, address) == empty <= 8
    burden.count_due()
    assert BurdenWeek.objects.filter(unit=unit_of("1")).count() == burden.WEEKS_COUNTED
