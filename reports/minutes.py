"""纪要 of a 周例会 as Word: what was decided, numbered, and who was there; no red header and never a seal."""

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from reports import decisions, meetings
from reports.documents import (
    HEADING_1,
    HEADING_2,
    TITLE,
    TITLE_PT,
    add_paragraph,
    add_run,
    blank_document,
    bytes_of,
)
from reports.enums import Presence

HEADLINE = "塔塔埠街道“双创”工作例会纪要"
# Names that run on stand under the first name: label and colon are three characters wide, two characters in.
HANGING = {"leftChars": "500", "left": "1575", "hangingChars": "300", "hanging": "945"}


def minutes_document(meeting, decided, present):
    """The minutes as the bytes of a .docx file: `decided` the decisions in their order, `present` the lines of attendance."""
    document = blank_document()
    add_paragraph(document, HEADLINE, font=TITLE, size=TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    add_paragraph(document, f"（{_day(meeting.day)}）", font=HEADING_2, align=WD_ALIGN_PARAGRAPH.CENTER)
    for label, words in _facts(meeting):
        _labelled(document, label, words)
    add_paragraph(document, _opening(meeting, decided), indent=True)
    for position, decision in enumerate(decided, start=1):
        add_paragraph(document, f"{position}.{sentence(decision)}", indent=True)
    add_paragraph(document, "")
    for label, names in called(present):
        _labelled(document, label, names, hanging=True)
    return bytes_of(document)


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
    paragraph = add_paragraph(document, f"{label}：", font=HEADING_1, indent=not hanging)
    if hanging:
        indentation = paragraph._element.get_or_add_pPr().get_or_add_ind()
        for name, value in HANGING.items():
            indentation.set(qn(f"w:{name}"), value)
    add_run(paragraph, words)
