"""Reporting what somebody already reported: the page says so once, and nothing is lost by the question."""

import uuid

import pytest
from django.urls import reverse

from inspections import actions
from inspections.enums import TaskSource
from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.models import Photo
from tests import makers
from tests.inspections.pages import place_of

URL = reverse("task_report")
QUESTION = "这里已经有一条在办的卫生死角"


def typed(**changes):
    """What a phone sends for a problem at 示例小区一."""
    data = {
        "client_uuid": str(uuid.uuid4()),
        "category": TaskCategory.objects.get(code="dead_corner").pk,
        "where": "示例小区一",
        "quantity": "1",
        "photo_camera": makers.photo_upload(),
    }
    return data | changes


def test_an_open_problem_of_the_kind_at_the_place_is_shown_and_asked_about_once(sign_in, li):
    known, client, data = makers.reported(place=place_of()), sign_in(li), typed()
    makers.process_photos()
    asked = client.post(URL, data)
    page = asked.content.decode()
    assert asked.status_code == 400
    assert f"{QUESTION}（{known.number}），还要报吗？" in page
    assert reverse("task_detail", args=[known.number]) in page
    assert reverse("task_photo", args=[known.number, known.photos.get().photo.token, "320"]) in page
    assert RemediationTask.objects.count() == 1
    kept = Photo.objects.latest("pk")
    again = data | {"alike_confirmed": "on", "photo_kept": str(kept.token)}
    del again["photo_camera"]
    assert client.post(URL, again).status_code == 302
    assert RemediationTask.objects.latest("pk").photos.get().photo == kept


def test_the_same_report_arriving_again_is_not_asked_about_itself(sign_in, li):
    place_of()
    client, data = sign_in(li), typed()
    first = client.post(URL, data)
    second = client.post(URL, data | {"photo_camera": makers.photo_upload()})
    assert (first.status_code, second.status_code) == (302, 302)
    assert RemediationTask.objects.count() == 1


@pytest.mark.parametrize("change", ["closed", "another kind", "another place", "no place"])
def test_nobody_is_asked_without_need(sign_in, li, change):
    place_of(name="示例小区二")
    place = None if change == "no place" else place_of(name="示例小区二" if change == "another place" else "示例小区一")
    place_of()
    task = makers.reported(place=place, category="sticker" if change == "another kind" else "dead_corner")
    if change == "closed":
        makers.closed(makers.fixed(makers.assigned(task)))
    where = "墙角" if change == "no place" else "示例小区一"
    assert sign_in(li).post(URL, typed(where=where)).status_code == 302


def test_a_voided_report_does_not_count_as_known(sign_in, li, wang):
    actions.void(by=wang, task=makers.reported(place=place_of()), client_uuid=uuid.uuid4(), note="报错了")
    assert sign_in(li).post(URL, typed()).status_code == 302


@pytest.mark.parametrize(("who", "default"), [("wang", TaskSource.OFFICE), ("liu", TaskSource.PATROL)])
def test_office_and_inspector_say_where_it_came_from(sign_in, request, li, who, default):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(URL).context["form"]["source"].value() == default
    data = typed(unit=li.unit.pk, where="墙角", source="higher", source_number="市创办〔2026〕9号")
    assert client.post(URL, data).status_code == 302
    task = RemediationTask.objects.get()
    assert (task.source, task.source_number) == (TaskSource.HIGHER, "市创办〔2026〕9号")


def test_a_units_report_is_a_patrol_whatever_it_sends(sign_in, li):
    client = sign_in(li)
    assert "来源" not in client.get(URL).content.decode()
    client.post(URL, typed(where="墙角", source="leader", source_number="1"))
    task = RemediationTask.objects.get()
    assert (task.source, task.source_number) == (TaskSource.PATROL, "")
