"""What a photo says of itself, held against its task: claims, never facts; what a photo does not say is never a hint."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from inspections.enums import HintKind, PhotoStage, TaskAction
from inspections.evidence.distances import between
from tataboo_portal.reference import read_rows

EDITORS = Path(__file__).parent.parent / "data" / "editing_software.csv"
BEFORE_MARGIN = timedelta(days=1)  # seen in the evening, reported in the morning
CLOCK_MARGIN = timedelta(minutes=10)  # phones and servers tell the time a little differently
FAR_METRES = 300


def of(row):
    """(kind, sentence) of every claim that does not fit the task; `row` comes with photo, step, task and place."""
    judged = (
        (HintKind.OUT_OF_WINDOW, out_of_window(row)),
        (HintKind.EDITED, edited(row.photo)),
        (HintKind.FAR_AWAY, far_away(row.photo, row.task.place)),
        (HintKind.SCREENSHOT, "照片像手机截屏：文件里写着截屏。" if row.photo.is_screenshot_like else ""),
    )
    return [(kind, words) for kind, words in judged if words]


def out_of_window(row):
    """Why the claimed time lies outside the task's, or ""."""
    taken, received = row.photo.taken_at, row.photo.received_at
    if not taken:
        return ""
    if taken > received + CLOCK_MARGIN:
        return f"照片自述 {when(taken)} 拍，比服务器收到（{when(received)}）还晚 {gap(taken - received)}。"
    start, what, margin = opening(row)
    if start and taken < start - margin:
        return f"照片自述 {when(taken)} 拍，比{what}（{when(start)}）早 {gap(start - taken)}。"
    return ""


def opening(row):
    """(moment, what happened then, margin) before which a photo was hardly taken for this step of the task."""
    if row.stage == PhotoStage.BEFORE:
        return row.task.reported_at, "上报", BEFORE_MARGIN
    earlier = row.task.steps.filter(pk__lt=row.step_id)
    sent_back = earlier.filter(action=TaskAction.SEND_BACK).order_by("-pk").first()
    if sent_back:
        return sent_back.at, "退回返工", CLOCK_MARGIN
    assigned = earlier.filter(action=TaskAction.ASSIGN).order_by("pk").first()
    return (assigned.at if assigned else None), "派单", CLOCK_MARGIN


@lru_cache(maxsize=1)
def editors():
    """[(what the tag holds, the name people know)] of software that edits pictures; firmware of phones is none."""
    return [(row["words"], row["name"]) for row in read_rows(EDITORS)]


def edited(photo):
    """Which editing software the photo names, or ""."""
    tag = photo.software.lower()
    name = next((name for words, name in editors() if words in tag), "")
    return f"照片自述用修图软件处理过：{name}（{photo.software}）。" if name else ""


def far_away(photo, place):
    """How far from the place the photo says it was taken, or "" when that is near or not known."""
    known = point_of(place) if place else None
    # A phone that has not found itself writes zeros.
    if not known or photo.latitude is None or photo.longitude is None or photo.latitude == photo.longitude == 0:
        return ""
    metres = between((photo.latitude, photo.longitude), known)
    if metres <= FAR_METRES:
        return ""
    words = f"{metres / 1000:.1f} 公里" if metres >= 1000 else f"{round(metres, -1):.0f} 米"
    return f"照片自述的拍摄地点离点位“{place.name}”至少 {words}。"


def point_of(place):
    """Where a place lies, or else the compound it belongs to, or None."""
    for spot in filter(None, (place, place.parent)):
        if spot.latitude is not None and spot.longitude is not None:
            return spot.latitude, spot.longitude
    return None


def when(moment):
    """A moment with its year: “2026年11月25日 10:00”."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def gap(length):
    """A length of time in its largest whole unit."""
    minutes = int(length / timedelta(minutes=1))
    if minutes >= 24 * 60:
        return f"{minutes // (24 * 60)} 天"
    return f"{minutes // 60} 小时" if minutes >= 60 else f"{minutes} 分钟"
