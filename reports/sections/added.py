"""What the office puts into a report besides: stock phrases and the list of what is overdue as sentences, and its choice of photo pairs.

`additions` of a report is {"sentences": [{"id", "section", "kind", "text"}], "pairs": [task numbers]}; both may be missing.
"""

from copy import deepcopy

from django.db.models import Count
from django.utils import timezone

from inspections.models import RemediationTask
from reports.sections import SECTIONS
from reports.sections.blocks import ANNEX, between, bound, photo_pairs, text
from reports.sections.pairs import items_of

OVERDUE, PHRASE = "overdue", "phrase"
MOST_SENTENCES, MOST_PAIRS = 20, 30
LOOKED_THROUGH, NAMED_EACH = 200, 3
MODULES = {module.__name__.rpartition(".")[2]: module for module in SECTIONS}
ORDER = list(MODULES)


def offers(facts):
    """What may be put in, as it stands when the report is built: the overdue list by unit, and the week's pairs."""
    return {OVERDUE: overdue_list(facts.now), "pairs": items_of(facts)}


def overdue_list(now):
    """One sentence per unit: “绣品厂社区“楼后杂物”（11月20日到期）等4项”; the longest overdue are named."""
    late = RemediationTask.objects.overdue(now)
    groups = late.order_by("unit__position").values_list("unit__code", "unit__name").annotate(count=Count("pk"))
    oldest = late.order_by("due_at", "id").values_list("unit__code", "title", "due_at")[:LOOKED_THROUGH]
    named = {}
    for code, title, due_at in oldest:
        named.setdefault(code, []).append(f"“{title}”（{_day(due_at)}到期）")
    return [
        [text(name), bound(_counted(named.get(code, [])[:NAMED_EACH], count), f"overdue-list:{code}")]
        for code, name, count in groups
        if count
    ]


def _day(moment):
    day = timezone.localdate(moment)
    return f"{day.month}月{day.day}日"


def _counted(words, count):
    rest = f"等{count}项" if words and count > len(words) else ""
    return f"{'、'.join(words)}{rest}" if words else f"{count}项"


def completed(content, additions):
    """The content with what was put in, and without what is only offered; a copy."""
    content = deepcopy(content)
    offered = content.pop("offers", {})
    for added in additions.get("sentences", ()):
        section = section_in(content["parts"], added["section"])
        if section:
            section["blocks"].append(_paragraph(added, offered))
    if "pairs" in additions:
        _choose(content["parts"], additions["pairs"], offered.get("pairs", ()))
    return content


def section_in(parts, code):
    """The section of this code; an empty one in its place where the portal wrote none, None where its part is missing."""
    part = next((part for part in parts if part["code"] == MODULES[code].PART), None)
    if part is None:
        return None
    found = next((section for section in part["sections"] if section["code"] == code), None)
    if found is None:
        found = {"code": code, "heading": MODULES[code].HEADING, "label": "", "blocks": []}
        part["sections"] = sorted([*part["sections"], found], key=lambda section: ORDER.index(section["code"]))
    return found


def address(added):
    """Where an added sentence begins to stand: its section and its own number."""
    return f"{added['section']}/+{added['id']}"


def _paragraph(added, offered):
    start, runs = address(added), []
    for at, sentence in enumerate(_sentences(added, offered)):
        own = f"{start}/{sentence[-1]['key']}" if sentence[-1].get("key") else start
        runs += [*([between("；")] if at else []), *({**run, "at": own} for run in sentence)]
    return {"kind": "paragraph", "runs": [*runs, between("。")]}


def _sentences(added, offered):
    if added["kind"] == PHRASE:
        return [[text(added["text"].rstrip("。；，"))]]
    if not offered.get(OVERDUE):
        return [[text("没有逾期未办的整改任务")]]
    first, *rest = offered[OVERDUE]
    return [[text("逾期未办清单："), *first], *rest]


def _choose(parts, numbers, offered):
    section = section_in(parts, "pairs")
    if section is None:
        return
    items = [item for item in offered if item["number"] in numbers][:MOST_PAIRS]
    section["blocks"] = [photo_pairs(items)] if items else []
    for part in parts:
        part["sections"] = [each for each in part["sections"] if each["blocks"] or part["code"] != ANNEX]
