"""任务详情 and its step pages: what each person is offered, what they see of the photos, and at what cost."""

import io
import uuid
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from inspections import actions, cases
from inspections.enums import TaskState
from tataboo_portal.models import Photo
from tests import makers
from tests.ground.test_photos import phone_jpeg
from tests.people import PEOPLE, person


def page(client, task, name="task_detail"):
    return client.get(reverse(name, args=[task.number]))


OFFERS = {
    "fix": "拍整改后",
    "verify": "核查",
    "assign": "派单",
}


def offered(html):
    """The words of the docked button, or an empty string."""
    dock = html.split('<div class="dock">')
    return next((words for words in OFFERS.values() if len(dock) > 1 and words in dock[1].split("</div>")[0]), "")


@pytest.mark.parametrize(
    ("make", "who_is_offered"),
    [
        (makers.reported, {"wang": "派单"}),
        (makers.assigned, {"li": "拍整改后"}),
        (makers.fixed, {"wang": "核查", "liu": "核查"}),
        (makers.closed, {}),
    ],
)
def test_everybody_is_offered_their_own_next_step_and_nobody_else_one(client, db, make, who_is_offered):
    task = make()
    for who in set(PEOPLE) - {"zhang", "zhao", "chen"}:
        client.force_login(person(who))
        assert offered(page(client, task).content.decode()) == who_is_offered.get(who, ""), who


def test_the_assignee_of_the_unit_may_fix_and_the_next_area_may_only_look(sign_in, wang, li, zhao):
    place = li.unit.places_in_area.create(name="农贸市场", kind="market", market_group=zhao.unit)
    task = makers.assigned(makers.reported(unit="A", by=zhao, place=place))
    client = sign_in(li)
    assert offered(page(client, task).content.decode()) == ""
    assert page(client, task, "task_fix").status_code == 403
    assert page(sign_in(zhao), task, "task_fix").status_code == 200


def test_a_stranger_may_not_know_of_the_task_nor_of_its_photos(sign_in, zhang):
    task = makers.closed()
    makers.process_photos()
    client = sign_in(zhang)
    for name in ("detail", "assign", "fix", "verify", "void", "reshoot"):
        assert page(client, task, f"task_{name}").status_code == 404
    photo = task.photos.first().photo
    assert client.get(reverse("task_photo", args=[task.number, photo.token, "320"])).status_code == 404


def test_a_task_shows_no_photo_of_another_task(sign_in, li):
    task, other = makers.reported(), makers.reported()
    makers.process_photos()
    token = other.photos.get().photo.token
    assert sign_in(li).get(reverse("task_photo", args=[task.number, token, "320"])).status_code == 404


def test_served_photos_are_upright_and_carry_nothing_along(sign_in, li):
    client = sign_in(li)
    task = makers.assigned()
    data = {"client_uuid": str(uuid.uuid4()), "quantity": "1"}
    data["photo_camera"] = SimpleUploadedFile("手机.jpg", phone_jpeg(), "image/jpeg")
    client.post(reverse("task_fix", args=[task.number]), data)
    makers.process_photos()
    photo = task.photos.latest("pk").photo
    for size in ("320", "720", "1600"):
        response = client.get(reverse("task_photo", args=[task.number, photo.token, size]))
        content = b"".join(response.streaming_content)
        assert response["Content-Type"] == "image/jpeg"
        for secret in (b"SECRET", b"Exif", b"GPS"):
            assert secret not in content
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (30, 40)
            assert not image.getexif()


def test_before_the_worker_is_done_a_placeholder_says_so(sign_in, li):
    task = makers.reported()
    client = sign_in(li)
    html = page(client, task).content.decode()
    assert "照片处理中，几秒后刷新就能看到。" in html
    token = task.photos.get().photo.token
    assert client.get(reverse("task_photo", args=[task.number, token, "320"])).status_code == 404


def test_the_pair_can_be_compared_without_scripts_too(sign_in, li):
    task = makers.fixed()
    makers.process_photos()
    html = page(sign_in(li), task).content.decode()
    for photo in Photo.objects.all():
        assert reverse("task_photo", args=[task.number, photo.token, "720"]) in html
    assert 'aria-label="前后对比，左右移动"' in html


def test_rework_shows_the_reason_and_the_before_photo_to_shoot_from(sign_in, li, liu):
    task = actions.send_back(by=liu, task=makers.fixed(), client_uuid=uuid.uuid4(), note="墙角还有一堆木板")
    makers.process_photos()
    client = sign_in(li)
    for name in ("task_detail", "task_fix"):
        html = page(client, task, name).content.decode()
        assert "<b>退回原因：</b>墙角还有一堆木板" in html
        assert "data-compare" not in html.split("以前的照片")[0]
    assert page(client, task).content.decode().split("以前的照片")[1].count("data-compare") == 1


def test_the_trail_tells_who_did_what_newest_first(sign_in, sun):
    html = page(sign_in(sun), makers.closed()).content.decode()
    places = [html.index(words) for words in ("核查合格 · 刘", "整改 · 李", "派单 · 王", "上报 · 李")]
    assert places == sorted(places)


def test_a_voided_task_shows_its_reason_and_no_steps(sign_in, wang):
    task = actions.void(by=wang, task=makers.reported(), client_uuid=uuid.uuid4(), note="和上一条是同一处")
    html = page(sign_in(wang), task).content.decode()
    assert "和上一条是同一处" in html
    assert 'class="steps"' not in html


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (timedelta(days=-3), "逾期 3 天"),
        (timedelta(days=3), None),
    ],
)
def test_the_deadline_is_said_when_it_presses(db, shift, words):
    task = makers.assigned(due_at=timezone.now() + shift)
    assert [flag.words for flag in cases.flags(task)] == [words or "待签收"]


def test_a_deadline_of_today_is_said_before_and_after_its_hour(db):
    noon = timezone.localtime().replace(hour=12, minute=0)
    task = makers.assigned(due_at=noon)
    assert cases.deadline_flag(task, noon - timedelta(hours=1)).words == "今天到期"
    assert cases.deadline_flag(task, noon + timedelta(hours=1)).words == "今天已逾期"
    assert cases.deadline_flag(makers.fixed(task), noon + timedelta(hours=1)) is None


def test_three_rounds_cost_as_many_queries_as_one(sign_in, liu, count_queries):
    client = sign_in(liu)
    task = makers.fixed()
    makers.process_photos()
    one = count_queries(lambda: page(client, task))
    for _ in range(2):
        actions.send_back(by=liu, task=task, client_uuid=uuid.uuid4(), note="没清干净")
        makers.fixed(task)
    makers.process_photos()
    assert task.photos.count() == 4
    assert count_queries(lambda: page(client, task)) == one
    assert one <= 11


def test_the_fix_page_keeps_the_photo_when_the_quantity_is_wrong(sign_in, li):
    task, client = makers.assigned(), sign_in(li)
    url = reverse("task_fix", args=[task.number])
    data = {"client_uuid": str(uuid.uuid4()), "quantity": "-2", "photo_camera": makers.photo_upload()}
    response = client.post(url, data)
    assert response.status_code == 400
    kept = Photo.objects.latest("pk")
    assert str(kept.token) in response.content.decode()
    again = data | {"quantity": "2", "photo_camera": "", "photo_kept": str(kept.token)}
    assert client.post(url, again).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.quantity, task.photos.latest("pk").photo) == (TaskState.RESOLVED, 2, kept)


def test_the_fix_needs_a_photo(sign_in, li):
    task = makers.assigned()
    response = sign_in(li).post(reverse("task_fix", args=[task.number]), {"quantity": "2"})
    assert "还没有整改后的照片，先拍一张。" in response.content.decode()


def assignment(task, **changes):
    due = timezone.localtime() + timedelta(days=2)
    data = {"unit": task.unit_id, "due_at": due.strftime("%Y-%m-%dT%H:%M"), "client_uuid": str(uuid.uuid4())}
    return data | changes


def test_a_deadline_left_empty_is_the_categorys(sign_in, wang, monkeypatch):
    friday = datetime(2026, 11, 20, 10, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: friday)
    task = makers.reported(category="signboard")
    client, rule = sign_in(wang), task.category.rules.get()
    form = page(client, task, "task_assign").context["form"]
    assert (form["rule"].value(), form["due_at"].value()) == (rule.pk, None)
    data = assignment(task, due_at="", rule=rule.pk)
    assert client.post(reverse("task_assign", args=[task.number]), data).status_code == 302
    task.refresh_from_db()
    assert (task.rule, timezone.localtime(task.due_at)) == (rule, friday + timedelta(days=4))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_at": "2026-01-01T10:00"}, "期限已经过了，选一个以后的时间。"),
        ({"due_at": "明天"}, "期限要写成日期和时间。"),
        ({"unit": ""}, "选一下派给哪个单位。"),
    ],
)
def test_a_wrong_assignment_is_refused_with_a_sentence(sign_in, wang, changes, sentence):
    task = makers.reported()
    response = sign_in(wang).post(reverse("task_assign", args=[task.number]), assignment(task, **changes))
    assert response.status_code == 400
    assert sentence in response.content.decode()
    task.refresh_from_db()
    assert (task.state, task.due_at) == (TaskState.REPORTED, None)


def test_the_person_must_belong_to_the_unit(sign_in, wang, li, zhang):
    task = makers.reported()
    client, url = sign_in(wang), reverse("task_assign", args=[task.number])
    refused = client.post(url, assignment(task, assignee=zhang.pk))
    assert f"张不在{task.unit.name}，换一个人或者不选。" in refused.content.decode()
    assert client.post(url, assignment(task, assignee=li.pk)).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.state) == (li, TaskState.DISPATCHED)


def test_an_overdue_task_changes_hands_without_losing_its_deadline(sign_in, wang, li):
    due = timezone.now() - timedelta(days=3)
    task = makers.assigned(due_at=due)
    shown = timezone.localtime(due).strftime("%Y-%m-%dT%H:%M")
    client, url = sign_in(wang), reverse("task_assign", args=[task.number])
    assert client.post(url, assignment(task, assignee=li.pk, due_at=shown)).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.due_at) == (li, due)
