"""纪要 of a 周例会 as Word: what every unit told, what was decided, and who was there; no red header and never a seal."""

from reports import decisions, meetings
from reports.enums import Part, Presence
from reports.papers import layout

HEADLINE = "塔塔埠街道“双创”工作例会纪要"
TOLD, DECIDED = "一、各单位汇报情况", "二、议定事项"
LABELS = {Part.LAST: "上周", Part.PLAN: "本周", Part.PROBLEM: "问题"}
MOST_ITEMS = 3  # of a part: minutes are short, the material has the rest
NUMERALS = "一二三四五六七八九十"


def minutes_document(meeting, decided, present, told):
    """The minutes as the bytes of a .docx file.

    `decided` are the decisions in their order, `present` the lines of attendance, `told` the material of the week.
    """
    document = layout.blank_document()
    layout.add_paragraph(document, HEADLINE, font=layout.TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    layout.add_paragraph(document, f"（{_day(meeting.day)}）", font=layout.HEADING_2, align=layout.CENTER)
    for label, words in _facts(meeting):
        _labelled(document, label, words)
    layout.add_paragraph(document, _opening(meeting), indent=True)
    _told(document, told)
    layout.add_paragraph(document, DECIDED, font=layout.HEADING_1, indent=True)
    for position, decision in enumerate(decided, start=1):
        layout.add_paragraph(document, f"{position}.{sentence(decision)}", indent=True)
    if not decided:
        layout.add_paragraph(document, "会议没有议定事项。", indent=True)
    layout.add_empty(document)
    for label, names in called(present):
        _labelled(document, label, names, hanging=True)
    return layout.bytes_of(document)


def _told(document, told):
    """What each unit told in its three parts, in the fixed order of the units, and whose material is missing."""
    layout.add_paragraph(document, TOLD, font=layout.HEADING_1, indent=True)
    for position, (unit, parts) in enumerate(told.by_unit, start=1):
        layout.add_paragraph(document, f"（{numeral(position)}）{unit.name}", font=layout.HEADING_2, indent=True)
        for part, label in LABELS.items():
            layout.add_paragraph(document, f"{label}：{in_short(parts[part])}", indent=True)
    missing = "、".join(unit.name for unit in told.missing)
    if missing:
        layout.add_paragraph(document, f"没有交材料的单位：{missing}。", indent=True)


def in_short(items):
    """The first items of a part in one sentence: “清扫三次；补签责任书（王敏，11月27日前）等5项。”"""
    if not items:
        return "无。"
    more = f"等{len(items)}项" if len(items) > MOST_ITEMS else ""
    return f"{'；'.join(map(_item, items[:MOST_ITEMS]))}{more}。"


def _item(item):
    remarks = ["未完成"] if item.is_done is False else []
    remarks += [item.person] if item.person else []
    remarks += [f"{item.due_on.month}月{item.due_on.day}日前"] if item.due_on else []
    remarks += ["需街道协调"] if item.needs_coordination else []
    return item.words.rstrip("。；") + (f"（{'，'.join(remarks)}）" if remarks else "")


def numeral(number):
    """A number below a hundred as headings count: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")


def sentence(decision):
    """“清理二号楼后的杂物。责任单位：社区七，责任人：王敏，时限：11月27日（周五）前。”"""
    parts = [f"责任单位：{decision.unit.name}"]
    parts += [f"责任人：{decision.person}"] if decision.person else []
    parts += [f"时限：{decisions.due_words(decision.due_on)}"]
    return f"{decision.words.rstrip('。')}。{'，'.join(parts)}。"


def called(present):
    """[(label, names)] of 出席, 请假 and 列席, those without anybody left out."""
    found = []
    for presence in Presence:
        names = [meetings.spoken(row) for row in present if row.presence == presence]
        if names:
            found.append((presence.label, "、".join(names)))
    return found


def _facts(meeting):
    time = f"{_day(meeting.day)}{f'{meeting.starts_at:%H:%M}' if meeting.starts_at else ''}"
    named = (("时间", time), ("地点", meeting.place), ("主持", meeting.chair), ("记录", meeting.recorder))
    return [(label, words) for label, words in (*named, ("议题", meeting.subject)) if words]


def _opening(meeting):
    """The sentence before it all."""
    return (
        f"{_day(meeting.day)}，召开街道“双创”工作周例会，各单位汇报上周工作开展情况、本周工作安排和存在的问题，"
        "研究议定有关事项。现将会议情况纪要如下。"
    )


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def _labelled(document, label, words, *, hanging=False):
    """A label in 黑体 and what it names in 仿宋."""
    paragraph = layout.add_paragraph(document, f"{label}：", font=layout.HEADING_1, indent=not hanging)
    if hanging:
        # Names that run on stand under the first name: label and colon are three characters wide, two characters in.
        layout.set_in(paragraph, left=5, hanging=3)
    layout.add_run(paragraph, words)
