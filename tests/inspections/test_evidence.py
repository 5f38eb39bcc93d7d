"""留意: what deserves a second look about a photo is found, is told to verifiers alone, and their answer is kept."""

import io
import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from inspections import actions, evidence
from inspections.actions.evidence import answer_hint
from inspections.evidence import claims, distances
from inspections.models import EvidenceHint, RemediationTask, TaskPhoto
from tataboo_portal.models import AuditEvent, Job, Photo, Place
from tataboo_portal.refusals import StaleEdit
from tests import makers
from tests.counting import count_queries
from tests.people import person, unit_of

LIES_AT = (30.650, 113.160)


def scene(seed, rubbish=0):
    """A corner of walls and ground with things in it, and bags of rubbish in front."""
    chance = random.Random(seed)
    picture = Image.frombytes("RGB", (16, 12), chance.randbytes(576)).resize((800, 600), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y = chance.randrange(760), chance.randrange(560)
        pen.rectangle(
            [x, y, x + chance.randrange(10, 90), y + chance.randrange(10, 70)], fill=tuple(chance.randbytes(3))
        )
    for number in range(rubbish):
        pen.ellipse([300 + 70 * number, 420, 380 + 70 * number, 500], fill=(30, 34, 40))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def by_hand(picture):
    """The same spot shot once more by hand: a little turned, shifted and darker."""
    turned = picture.rotate(0.6, Image.Resampling.BICUBIC).crop((34, 24, 790, 584))
    return ImageEnhance.Brightness(turned).enhance(0.93)


def upload(picture, quality=88, **claims):
    """The picture as a phone sends it."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **claims)
    return SimpleUploadedFile("现场.jpg", buffer.getvalue(), "image/jpeg")


def examine_all():
    """Every job of examining, as the worker would run them."""
    for row in TaskPhoto.objects.order_by("pk"):
        evidence.examine(row.pk)


def handed_in(before=None, after=None, **values):
    """A task with these photos, handed in by 李."""
    task = actions.report_problem(
        by=person("li"),
        client_uuid=uuid.uuid4(),
        unit=unit_of("1"),
        category=makers.TaskCategory.objects.get(code="dead_corner"),
        photo=upload(before or scene(uuid.uuid4().int)),
        **values,
    )
    photo = after if isinstance(after, SimpleUploadedFile) else upload(after or scene(uuid.uuid4().int))
    return actions.fix(by=person("li"), task=makers.assigned(task), client_uuid=uuid.uuid4(), photo=photo, quantity=1)


def found(task):
    """The kinds of the hints about a task's photos."""
    return sorted(EvidenceHint.objects.filter(task_photo__task=task).values_list("kind", flat=True))


def test_ordinary_photos_without_a_word_of_themselves_give_no_hint(li):
    place = Place.objects.create(name="示例巷", kind="lane", community=unit_of("1"), latitude=30.65, longitude=113.16)
    task = handed_in(place=place)
    examine_all()
    assert found(task) == []


def test_a_photo_hung_on_a_step_is_examined_by_a_job_whatever_ran_first(li):
    task = handed_in(scene(1), scene(1))
    wanted = [job.arguments for job in Job.objects.filter(task=evidence.EXAMINE_TASK).order_by("pk")]
    assert wanted == [{"task_photo_id": row.pk} for row in task.photos.all()]
    assert not Photo.objects.filter(status="ready").exists()
    evidence.examine(task.photos.last().pk)
    assert found(task) == ["unchanged"]
    assert Photo.objects.filter(status="ready").count() == 2


COPIES = {
    "recompressed": lambda picture: upload(picture, 45),
    "smaller": lambda picture: upload(picture.resize((500, 375)), 70),
    "cropped": lambda picture: upload(picture.crop((24, 12, 800, 588))),
    "brighter": lambda picture: upload(ImageEnhance.Brightness(picture).enhance(1.12)),
    "the file itself": upload,
}


@pytest.mark.parametrize("name", COPIES)
def test_an_after_photo_that_is_the_before_photo_is_told(li, name):
    picture = scene(5, rubbish=3)
    task = handed_in(picture, COPIES[name](picture))
    examine_all()
    hint = EvidenceHint.objects.get(task_photo__task=task)
    assert (hint.kind, hint.task_photo.stage, hint.other_photo.stage) == ("unchanged", "after", "before")
    assert hint.words.startswith("整改后的照片和整改前的")


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_the_same_spot_put_right_is_no_hint(li, seed):
    aligned = handed_in(scene(seed, rubbish=3), scene(seed))
    by_a_hand = handed_in(scene(seed + 10, rubbish=1), by_hand(scene(seed + 10)))
    examine_all()
    assert found(aligned) == found(by_a_hand) == []


def test_a_picture_used_in_another_task_is_told_of_the_later_use_only(li):
    first = handed_in(after=scene(21))
    second = handed_in(after=upload(scene(21), 60))
    examine_all()
    assert found(first) == []
    hint = EvidenceHint.objects.get(task_photo__task=second)
    assert (hint.kind, hint.other_photo.task) == ("reused", first)
    assert f"和任务 {first.number} 的整改后照片画面几乎一样（256 处里 " in hint.words


def test_the_later_use_is_told_also_when_it_was_examined_first(li):
    first, second = handed_in(after=scene(22)), handed_in(after=upload(scene(22), 60))
    for row in TaskPhoto.objects.order_by("-pk"):
        evidence.examine(row.pk)
    assert (found(first), found(second)) == ([], ["reused"])


def test_the_same_file_is_known_even_with_too_little_to_see(li):
    plain = Image.new("RGB", (200, 150), "gray")
    first, second = handed_in(after=plain), handed_in(after=plain)
    examine_all()
    hint = EvidenceHint.objects.get()
    assert (hint.task_photo.task, hint.other_photo.task) == (second, first)
    assert "是同一个文件" in hint.words


def rework(task, photo):
    """Sent back and handed in again."""
    sent = actions.send_back(by=person("liu"), task=task, client_uuid=uuid.uuid4(), note="还有残留")
    return actions.fix(by=person("li"), task=sent, client_uuid=uuid.uuid4(), photo=upload(photo), quantity=1)


def test_the_picture_of_the_round_before_is_told_and_a_new_one_of_the_spot_is_not(li, liu):
    same = rework(handed_in(after=scene(31)), scene(31))
    new = rework(handed_in(after=scene(32, rubbish=2)), by_hand(scene(32)))
    examine_all()
    assert (found(same), found(new)) == (["reused"], [])
    assert "和这条任务上一轮的整改后照片是同一个文件" in EvidenceHint.objects.get().words


def test_a_fix_taken_back_and_handed_in_again_is_no_reuse(li):
    task = handed_in(after=scene(33))
    task = actions.undo(by=li, task=task, client_uuid=uuid.uuid4())
    actions.fix(by=li, task=task, client_uuid=uuid.uuid4(), photo=upload(scene(33)), quantity=1)
    examine_all()
    assert found(task) == []


def test_a_picture_used_many_times_gives_a_few_hints(li):
    for _ in range(5):
        last = handed_in(after=scene(41))
    evidence.examine(last.photos.last().pk)
    assert found(last) == ["reused"] * 3


def row_with(stage="after", place=None, **facts):
    """A photo of a handed-in task that claims these facts; the task was reported two days and dispatched one day ago."""
    task = makers.fixed(makers.assigned(makers.reported(place=place)))
    now = timezone.now()
    RemediationTask.objects.filter(pk=task.pk).update(reported_at=now - timedelta(days=2))
    task.steps.filter(action="assign").update(at=now - timedelta(days=1))
    Photo.objects.filter(pk=task.photos.get(stage=stage).photo_id).update(received_at=now, **facts)
    return TaskPhoto.objects.select_related("photo", "task__place__parent").get(task=task, stage=stage)


@pytest.mark.parametrize(
    ("stage", "ago", "words"),
    [
        ("after", timedelta(days=5), "早 4 天。"),
        ("after", timedelta(hours=26), "早 2 小时。"),
        ("after", timedelta(hours=24, minutes=5), ""),
        ("after", timedelta(minutes=3), ""),
        ("after", timedelta(minutes=-9), ""),
        ("after", timedelta(minutes=-30), "还晚 30 分钟。"),
        ("before", timedelta(days=2, hours=23), ""),
        ("before", timedelta(days=9), "早 7 天。"),
    ],
)
def test_a_claimed_time_outside_the_tasks_is_told_with_its_distance(li, stage, ago, words):
    row = row_with(stage)
    row.photo.taken_at = row.photo.received_at - ago
    told = claims.out_of_window(row)
    assert told.endswith(words)
    assert bool(told) == bool(words)


def test_an_after_photo_from_before_the_rework_is_told(li, liu):
    task = rework(handed_in(), scene(51))
    row = task.photos.last()
    row.photo.taken_at = task.steps.get(action="send_back").at - timedelta(hours=3)
    assert "比退回返工（" in claims.out_of_window(row)


@pytest.mark.parametrize("tag", ["Adobe Photoshop 25.0 (Windows)", "美图秀秀 9.8", "Snapseed 2.0", "PicsArt", "醒图"])
def test_editing_software_is_named(tag):
    assert tag in claims.edited(Photo(software=tag))


@pytest.mark.parametrize(
    "tag", ["", "MIUI V14.0.6", "iOS 17.1", "17.1", "HarmonyOS 4.0.0", "G9980ZHU5EWH1", "水印相机"]
)
def test_firmware_of_phones_is_no_hint(tag):
    assert claims.edited(Photo(software=tag)) == ""


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ((30.668, 113.160), "至少 1.8 公里。"),
        ((30.6455, 113.160), "米。"),
        ((30.652, 113.161), ""),
        ((0, 0), ""),
        ((None, None), ""),
    ],
)
def test_a_photo_taken_far_from_the_place_is_told_in_metres(point, words):
    place = Place(name="示例巷", latitude=LIES_AT[0], longitude=LIES_AT[1])
    told = claims.far_away(Photo(latitude=point[0], longitude=point[1]), place)
    assert told.endswith(words)
    assert bool(told) == bool(words)


def test_distance_needs_both_points_and_a_building_lies_at_its_compound():
    compound = Place(name="示例小区一", latitude=LIES_AT[0], longitude=LIES_AT[1])
    building, photo = Place(name="示例小区一3号楼", parent=compound), Photo(latitude=30.7, longitude=113.16)
    assert "示例小区一3号楼" in claims.far_away(photo, building)
    assert claims.far_away(photo, Place(name="示例巷")) == claims.far_away(photo, None) == ""


def test_numbers_of_a_chinese_map_are_not_taken_for_a_distance():
    # Tiananmen as a receiver and as a Chinese map give it, some 550 m apart.
    receiver, chinese_map = (39.90734, 116.39109), (39.90874, 116.39733)
    assert distances.haversine(receiver, chinese_map) > 500
    assert distances.between(receiver, chinese_map) < 50


def test_what_a_photo_claims_is_read_from_its_file_and_every_kind_is_told_once(li):
    place = Place.objects.create(name="示例巷", kind="lane", community=unit_of("1"), latitude=30.65, longitude=113.16)
    exif = Image.Exif()
    exif[0x0131] = "Adobe Photoshop 25.0"
    exif.get_ifd(0x8769).update({0x9003: "2025:01:02 03:04:05", 0x9286: b"Screenshot"})
    exif.get_ifd(0x8825).update({1: "N", 2: (31, 0, 0), 3: "E", 4: (113, 9, 36)})
    task = handed_in(after=upload(scene(61), exif=exif), place=place)
    for _ in range(2):
        examine_all()
    assert found(task) == ["edited", "far_away", "out_of_window", "screenshot"]


def hinted(number=1):
    """A handed-in task with so many hints about its after photo."""
    other, task = makers.fixed(), makers.fixed()
    makers.process_photos()
    row = task.photos.get(stage="after")
    kinds = [("reused", other.photos.get(stage="after")), ("edited", None), ("screenshot", None)]
    for kind, picture in kinds[:number]:
        EvidenceHint.objects.create(task_photo=row, kind=kind, words=f"示例：{kind}。", other_photo=picture)
    return task


def answered(client, task, answer="fine", **values):
    hint = EvidenceHint.objects.filter(task_photo__task=task).first()
    data = {"answer": answer, "seen": "", "page": "verify"} | values
    return client.post(f"/tasks/{task.number}/hints/{hint.pk}/", data)


@pytest.mark.parametrize("who", ["wang", "liu"])
def test_who_verifies_reads_the_hint_beside_the_photos_and_the_other_task(sign_in, request, who):
    task = hinted()
    RemediationTask.objects.exclude(pk=task.pk).update(state="processing")
    taken = datetime(2026, 11, 20, 1, 10, tzinfo=UTC)
    Photo.objects.filter(pk=task.photos.last().photo_id).update(taken_at=taken)
    client, other = sign_in(request.getfixturevalue(who)), EvidenceHint.objects.get().other_photo
    for page in (f"/tasks/{task.number}/verify/", "/tasks/verify/"):
        html = client.get(page).content.decode()
        assert "<b>留意：</b>示例：reused。" in html
        assert f'href="/tasks/{other.task.number}/"' in html
        assert f"/tasks/{other.task.number}/photos/{other.photo.token}/1600/" in html
        assert "照片自述 2026年11月20日 09:10，服务器收到 " in html
    assert "留意" not in client.get(f"/tasks/{task.number}/").content.decode()


@pytest.mark.parametrize("who", ["li", "sun", "qian", "zhang", "chen"])
def test_nobody_else_ever_learns_of_a_hint(sign_in, request, who):
    task = hinted()
    answered(sign_in(person("liu")), task, "doubtful", note="问一下")
    task = makers.closed(task)
    client = sign_in(request.getfixturevalue(who))
    for page in ("", "verify/", "photos/"):
        for headers in ({}, {"HTTP_ACCEPT": "application/json"}):
            answer = client.get(f"/tasks/{task.number}/{page}", **headers).content.decode()
            assert not [words for words in ("留意", "示例：reused", "问一下", "/hints/") if words in answer]
    assert answered(client, task).status_code in {403, 404}
    assert EvidenceHint.objects.get().answer == "doubtful"


def test_a_hint_about_ones_own_photo_or_fix_is_left_to_a_colleague(sign_in, wang, liu):
    task = hinted()
    Photo.objects.filter(pk=task.photos.last().photo_id).update(uploaded_by=wang)
    assert evidence.hints_for(wang, task) == []
    assert len(evidence.hints_for(liu, task)) == 1
    assert answered(sign_in(wang), task).status_code == 404
    task.fixed_by = liu
    assert evidence.hints_for(liu, task) == []


def test_a_hint_about_a_photo_that_no_longer_counts_is_not_shown_with_the_new_one(li, liu):
    task = hinted()
    again = rework(task, scene(71))
    assert evidence.hints_for(liu, again, current=True) == []
    assert len(evidence.hints_for(liu, again)) == 1


def test_an_answer_is_kept_once_with_its_trace_and_shown_after_closing(sign_in, liu):
    task, client = hinted(), sign_in(liu)
    before = AuditEvent.objects.count()
    for _ in range(2):
        response = answered(client, task, "doubtful", note="角度一样")
        assert response.url == f"/tasks/{task.number}/verify/#h-hints"
    hint = EvidenceHint.objects.get()
    assert (hint.answer, hint.note, hint.answered_by) == ("doubtful", "角度一样", liu)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.before["answer"], event.after["answer"]) == ("", "doubtful")
    makers.closed(task)
    html = client.get(f"/tasks/{task.number}/").content.decode()
    assert "<b>有疑问</b>：角度一样（刘 " in html


def test_who_answered_first_is_named_to_the_second(wang, liu):
    hint = EvidenceHint.objects.get(task_photo__task=hinted())
    answer_hint(by=liu, hint=hint, seen="", answer="fine")
    with pytest.raises(StaleEdit, match=r"刘 .* 已答“说得通”，看看再改。"):
        answer_hint(by=wang, hint=hint, seen="", answer="doubtful")
    assert answer_hint(by=wang, hint=hint, seen="fine", answer="doubtful").answer == "doubtful"


@pytest.mark.parametrize("values", [{"answer": ""}, {"answer": "guilty"}, {"note": "长" * 201}, {"seen": "\x00"}])
def test_an_answer_that_makes_no_sense_is_asked_for_again(sign_in, liu, values):
    task, client = hinted(), sign_in(liu)
    response = client.post(
        f"/tasks/{task.number}/hints/{EvidenceHint.objects.get().pk}/", {"answer": "fine", "page": "desk"} | values
    )
    assert response.url == "/tasks/verify/#h-hints"
    assert "点“说得通”或者“有疑问”" in client.get("/tasks/verify/").content.decode()
    assert EvidenceHint.objects.get().answer == ""


def test_judging_needs_no_answer(sign_in, liu):
    task = hinted(3)
    data = {"client_uuid": str(uuid.uuid4()), "version": task.version, "decision": "pass", "quantity": "1"}
    assert sign_in(liu).post(f"/tasks/{task.number}/verify/", data).status_code == 302
    task.refresh_from_db()
    assert task.state == "closed"


@pytest.mark.parametrize("page", ["/tasks/{}/verify/", "/tasks/verify/", "/tasks/{}/"])
def test_three_hints_cost_as_many_queries_as_one(sign_in, liu, page):
    counts = []
    for number in (1, 3):
        task = hinted(number)
        RemediationTask.objects.exclude(pk=task.pk).update(state="processing")
        if page == "/tasks/{}/":
            task = makers.closed(task)
        counts.append(count_queries(sign_in(liu), page.format(task.number)))
    assert counts[0] == counts[1]
