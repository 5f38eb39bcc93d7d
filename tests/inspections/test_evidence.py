"""留意: what deserves a second look about a photo is found, and what is ordinary is not."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image, ImageEnhance

from inspections import actions, evidence
from inspections.evidence import claims, distances
from inspections.models import EvidenceHint, RemediationTask, TaskPhoto
from tataboo_portal.models import Job, Photo, Place
from tests import makers
from tests.inspections.evidence_photos import LIES_AT, by_hand, examine_all, found, handed_in, rework, scene, upload
from tests.people import unit_of


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
