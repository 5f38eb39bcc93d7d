"""僵尸车 and 违章搭建: stages with their proof, and the task filed from the register in one tap."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inspections import registers as shown
from inspections.enums import TaskSource, VehicleStatus
from inspections.models import IllegalStructure, RemediationTask, ZombieVehicle
from tataboo_portal.models import AuditEvent
from tataboo_portal.registers import change
from tests import registers

CASES = [("vehicles", "zombie_vehicle", registers.vehicle), ("structures", "illegal_structure", registers.structure)]


@pytest.mark.parametrize(("slug", "category", "make"), CASES, ids=[case[0] for case in CASES])
def test_one_tap_files_the_task_with_the_photo_and_links_it(sign_in, li, slug, category, make):
    row = change(make(location="示例路口"), by=li, version=1, photo=registers.picture())
    client, url = sign_in(li), reverse("register_task", args=[slug, row.pk])
    answers = [client.post(url).url for _ in range(2)]
    task = RemediationTask.objects.get()
    assert answers == [reverse("task_detail", args=[task.number])] * 2
    row.refresh_from_db()
    assert (row.task, row.version) == (task, 3)
    assert (task.category.code, task.source, task.unit, task.location) == (
        category,
        TaskSource.PATROL,
        row.unit,
        "示例路口",
    )
    assert task.photos.get().photo == row.photos.get()
    assert AuditEvent.objects.filter(object_type=row._meta.label, object_id=str(row.pk), action="change").count() == 2
    opened = client.get(reverse("register_detail", args=[slug, row.pk]))
    assert task.number in opened.content.decode()
    assert opened.context["may_file"] is False


@pytest.mark.parametrize(("slug", "category", "make"), CASES, ids=[case[0] for case in CASES])
def test_rows_without_a_task_are_found_and_a_voided_one_takes_none(sign_in, li, wang, slug, category, make):
    first, second = make(), make()
    client = sign_in(li)
    client.post(reverse("register_task", args=[slug, first.pk]))
    rows = client.get(reverse("register_list", args=[slug]), {"group": "without_task"}).context["rows"]
    assert [one["row"] for one in rows] == [second]
    registers.ground_void(second, by=wang)
    page = client.post(reverse("register_task", args=[slug, second.pk]), follow=True).content.decode()
    assert "已经作废" in page
    assert RemediationTask.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "name", "words"),
    [
        ({"status": "notified"}, "notice_posted_on", "填一下告知书哪天贴的"),
        ({"status": "towed", "announced_until": "2026-12-01"}, "storage_yard", "填一下拖到哪个停放场"),
        ({"status": "gone", "disposal": "towed"}, "gone_on", "填一下哪天处置的"),
        ({"notice_posted_on": "2001-01-01"}, "notice_posted_on", "不能早于首次发现的日期"),
    ],
)
def test_a_stage_is_reached_with_what_proves_it(sign_in, wang, sent, name, words):
    url = reverse("register_add", args=["vehicles"])
    response = sign_in(wang).post(url, registers.typed("vehicles") | sent)
    assert words in str(response.context["form"].errors[name])
    assert not ZombieVehicle.objects.exists()


def test_the_stages_of_a_vehicle_show_how_far_it_has_come(db):
    day = registers.today()
    vehicle = registers.vehicle(status=VehicleStatus.NOTIFIED, notice_posted_on=day, owner_contact="打不通")
    stages = shown.vehicle_stages(vehicle)
    assert [stage["css"] for stage in stages] == ["is-done", "is-done", "is-now", ""]
    assert (stages[1]["day"], stages[1]["hint"]) == (day, "打不通")


def test_an_announcement_that_has_run_out_presses(db):
    yesterday = registers.today() - timedelta(days=1)
    vehicle = registers.vehicle(status=VehicleStatus.TOWED, announced_until=yesterday)
    assert [flag.words for flag in shown.vehicle_flags(vehicle)] == ["公告已期满", "已拖移公告"]
    vehicle.announced_until = registers.today()
    assert [flag.words for flag in shown.vehicle_flags(vehicle)] == ["已拖移公告"]


@pytest.mark.parametrize(
    ("values", "css", "words"),
    [
        ({}, ["is-done", "is-now", ""], ["没送告知书"]),
        ({"is_new": True}, ["is-done", "is-now", ""], ["没送告知书", "新增"]),
        ({"notice_on": registers.today()}, ["is-done", "is-done", "is-now"], ["已送告知书"]),
        ({"demolished_on": registers.today(), "demolition": "by_owner"}, ["is-done"] * 3, ["已拆除"]),
    ],
)
def test_the_stages_of_a_structure_show_how_far_it_has_come(db, values, css, words):
    structure = registers.structure(**values)
    assert [stage["css"] for stage in shown.structure_stages(structure)] == css
    assert [flag.words for flag in shown.structure_flags(structure)] == words


@pytest.mark.parametrize(
    ("sent", "name", "words"),
    [
        ({"demolished_on": registers.today().isoformat()}, "demolition", "选一下是自拆、助拆还是强拆"),
        ({"demolished_on": "2001-01-01", "demolition": "forced"}, "demolished_on", "拆除不能早于发现的日期"),
        ({"area": "1234567.5"}, "area", ""),
        ({"area": "十二"}, "area", "要填数字"),
    ],
)
def test_a_structure_that_makes_no_sense_gets_its_sentence(sign_in, wang, sent, name, words):
    url = reverse("register_add", args=["structures"])
    response = sign_in(wang).post(url, registers.typed("structures") | sent)
    assert words in str(response.context["form"].errors[name])
    assert not IllegalStructure.objects.exists()


def test_a_street_turn_ends_after_it_began(sign_in, wang):
    url = reverse("register_add", args=["streets"])
    response = sign_in(wang).post(url, registers.typed("streets") | {"ended_at": "04:00"})
    assert "结束要晚于开始" in str(response.context["form"].errors["ended_at"])
