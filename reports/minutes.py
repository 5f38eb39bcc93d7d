"""纪要 of a 周例会 as Word: what was decided, numbered, and who was there; no red header and never a seal."""

from reports import decisions, meetings
from reports.enums import Presence
from reports.papers import layout

HEADLINE = "塔塔埠街道“双创”工作例会纪要"


def minutes_document(meeting, decided, present):
    """The minutes as the bytes of a .docx file: `decided` the decisions in their order, `present` the lines of attendance."""
    document = layout.blank_document()
    layout.add_paragraph(document, HEADLINE, font=layout.TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    layout.add_paragraph(document, f"（{_day(meeting.day)}）", font=layout.HEADING_2, align=layout.CENTER)
    for label, words in _facts(meeting):
        _labelled(document, label, words)
    layout.add_paragraph(document, _opening(meeting, decided), indent=True)
    for position, decision in enumerate(decided, start=1):
        layout.add_paragraph(document, f"{position}.{sentence(decision)}", indent=True)
    layout.add_paragraph(document, "")
    for label, names in called(present):
        _labelled(document, label, names, hanging=True)
    return layout.bytes_of(document)


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


def _opening(meeting, decided):
    """The sentence before the numbered matters."""
    begun = f"{_day(meeting.day)}，召开街道“双创”工作周例会，各单位汇报上周工作开展情况、本周工作安排和存在的问题。"
    return f"{begun}会议议定以下事项：" if decided else f"{begun}会议没有议定事项。"


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def _labelled(document, label, words, *, hanging=False):
    """A label in 黑体 and what it names in 仿宋."""
    paragraph = layout.add_paragraph(document, f"{label}：", font=layout.HEADING_1, indent=not hanging)
    if hanging:
        # Names that run on stand under the first name: label and colon are three characters wide, two characters in.
        layout.set_in(paragraph, left=5, hanging=3)
    layout.add_run(paragraph, words)
