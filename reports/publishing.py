"""What a published report is: its content frozen, its hash, and whether what is kept is still what was published."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from reports import sentences, weekly
from tataboo_portal import audit

DRAFT = "draft"
MOST_DAILY_ANCHORS = 14


def frozen(report):
    """The content as it is published: everything a reader sees, which issue of which week it is, and where the trail stood."""
    issue = {"number": report.number, "meeting_week": report.meeting_week.isoformat()}
    anchors = {
        "anchor": audit.anchor(),
        "daily_anchors": audit.daily_anchors(_days_before(report, timezone.localdate())),
    }
    return weekly.shown(report) | issue | {"data_as_of": report.data_as_of.isoformat()} | anchors


def _days_before(report, today):
    """The days whose anchors a report prints: from the week it tells of to yesterday, or the first two weeks of them."""
    start = report.meeting_week - timedelta(days=7)
    return [start + timedelta(days=number) for number in range(min((today - start).days, MOST_DAILY_ANCHORS))]


class Anchor(NamedTuple):
    """Where the trail stood, as papers say it: in words, what `verify_audit --anchor` takes (short as printed, whole), and (day, code) of the days before."""

    words: str
    code: str
    whole: str
    days: tuple


def anchor_of(content):
    """The anchor frozen with a published content, None in drafts and in what was published without one."""
    kept = content.get("anchor")
    if not kept:
        return None
    at, position = timezone.localtime(datetime.fromisoformat(kept["at"])), kept["position"]
    words = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}，操作日志 {position} 条"
    days = [(date.fromisoformat(one["day"]), audit.anchor_words(one)) for one in content.get("daily_anchors", ())]
    daily = tuple((f"{day.month}月{day.day}日", code) for day, code in days)
    return Anchor(words, audit.anchor_words(kept), f"{position}:{kept['digest']}", daily)


def sha256(content):
    """The hash of a content, over JSON with sorted keys and without blanks, so that no database changes it by storing it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(version):
    """Whether a version still is what was published."""
    return sha256(version.content) == version.sha256


def in_force(report):
    """The version that stands, or None."""
    return report.versions.select_related("published_by").filter(withdrawn_at=None).first()


def standing_words(report, version):
    """How a report stands: 草稿, or who locked it and when."""
    if version is None:
        return report.get_state_display()
    at = timezone.localtime(version.published_at)
    return f"已锁定，由{version.published_by.full_name}于{at.month}月{at.day}日 {at:%H:%M}锁定"


def emptied_sections(written, shown):
    """Sections the portal writes and that are not shown because every sentence of them was emptied by hand."""
    codes = {section.get("code") for section in sentences.sections_of(shown["parts"])}
    return [section for section in sentences.sections_of(written["parts"]) if section["code"] not in codes]


def review(report):
    """What whoever publishes a draft should know: (heading, words, …) of what was changed by hand, left out, or emptied."""
    written, by_hand, left_out = weekly.computed(report), [], []
    for section, run in _runs(weekly.shown(report)):
        if run.get("computed"):
            by_hand.append((section["heading"], run["text"], run["computed"]))
        elif run.get("left_out"):
            left_out.append((section["heading"], run["left_out"]))
    empty = {address for address, edit in report.edits.items() if not edit["parts"]}
    lines = {}
    for section, run in _runs(written):
        if run.get("at") in empty:
            lines.setdefault((section["heading"], run["at"]), []).append(run["text"])
    emptied = [(heading, "".join(words)) for (heading, _), words in lines.items()]
    unused = [sentences.words_of(edit) for edit in sentences.unused(written, report.edits).values()]
    return {
        "by_hand": by_hand,
        "left_out": left_out,
        "emptied": emptied,
        "unused": unused,
        "silent": [heading for heading, runs in _paragraphs(weekly.shown(report)) if not any(map(_is_bound, runs))],
    }


def _paragraphs(content):
    """(heading, runs) of the sections that are one paragraph: without a bound number it says that there was nothing."""
    for part in content["parts"]:
        for section in part["sections"]:
            if [block["kind"] for block in section["blocks"]] == ["paragraph"]:
                yield section["heading"] or part["heading"], section["blocks"][0]["runs"]


def _is_bound(run):
    return bool(run.get("key"))


def _runs(content):
    for part in content["parts"]:
        for section in part["sections"]:
            named = section if section["heading"] else {**section, "heading": part["heading"]}
            for block in section["blocks"]:
                yield from ((named, run) for run in block.get("runs", ()))
