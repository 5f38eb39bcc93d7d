"""Building the weekly report: the draft for the meeting of a week, speaking of the week before."""

from copy import deepcopy

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports import rollups, sentences, totals
from reports.models import WeeklyReport
from reports.sections import SECTIONS, added, corrections
from reports.sections.blocks import ANNEX, PART_HEADINGS
from reports.sections.facts import Facts
from tataboo_portal import audit, workdays
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal
from tataboo_portal.weeks import Week

TITLE = "塔塔埠街道“双创”工作周报"
PUBLISHED_SENTENCE = "第{number}期已经发布，内容不再变。要改就先撤回，撤回会留下记录。"
CHINESE_NUMBERS = "一二三四五六七八九十"


def build(week: Week, *, by=None, only_first=False):
    """Make the week's draft, or make it again with today's numbers; number and edits stay, a published one is refused.

    With `only_first` one that somebody else has made meanwhile stays as it is. All or nothing: whoever is killed on the way leaves
    what was there before.
    """
    rollups.refresh()
    now = timezone.now()
    content = compose(week, now)
    try:
        return write(week, content, now, by=by, only_first=only_first)
    except IntegrityError:
        # Somebody else made the report, or took the number, in between: now there is one to rewrite.
        return write(week, content, now, by=by, only_first=only_first)


@transaction.atomic
def write(week, content, now, *, by, only_first=False):
    """Store the content under the week's report, with one audit event."""
    report = WeeklyReport.objects.select_for_update().filter(meeting_week=week.monday).first()
    if report and only_first:
        return report
    if report is None:
        last = WeeklyReport.objects.aggregate(last=Max("number"))["last"] or 0
        report = WeeklyReport(meeting_week=week.monday, number=last + 1)
    refuse_published(report)
    report.version += 1
    report.content, report.built_at, report.data_as_of = content, now, totals.as_of() or now
    report.save()
    audit.record(by=by, action=AuditAction.BUILD, subject=report, after={"meeting_week": str(week.monday)})
    return report


def refuse_published(report):
    """Raise a refusal when the report's words stand still."""
    if report.is_published:
        raise Refusal(PUBLISHED_SENTENCE.format(number=report.number))


def shown(report):
    """What everybody reads, on the page, on paper and in Word: the version in force, or the draft with its edits.

    A copy: whoever narrows it for a reader changes nothing that is kept.
    """
    if report.is_published:
        return deepcopy(report.versions.get(withdrawn_at=None).content)
    content = sentences.applied(computed(report), report.edits)
    for part in content["parts"] if report.edits or report.additions else ():
        mark(part["code"], part["sections"])
    return content


def computed(report):
    """A draft as the portal writes it, with what was put in and before anybody's hand: what edits are kept against."""
    return added.completed(report.content, report.additions) if report.content else {"parts": []}


def compose(week, now):
    """The content: title and parts, each with its sections and their blocks; `week` is the Monday of the week told of."""
    facts = Facts.of(week, now)
    built = [(section.PART, section_of(section, section.build(facts))) for section in SECTIONS]
    parts = []
    for code, heading in PART_HEADINGS.items():
        sections = [section for part, section in built if part == code and section["blocks"]]
        if sections:
            parts.append({"code": code, "heading": heading, "sections": mark(code, sections)})
    period = {"period": facts.period.label, "week": facts.period.start.isoformat()}
    kept = {"counted": corrections.counted(facts), "offers": added.offers(facts)}
    return {"title": TITLE, **period, **kept, "parts": sentences.addressed(parts)}


def section_of(module, blocks):
    """A section as it is kept, known by the name of the module that builds it."""
    return {"code": module.__name__.rpartition(".")[2], "heading": module.HEADING, "blocks": blocks}


def mark(code, sections):
    """Write before each heading its mark: （一）, （二） in the text, 附件1 among the annexes."""
    headed = [section for section in sections if section["heading"]]
    for section in sections:
        section["label"] = label(code, headed.index(section)) if section["heading"] else ""
    return sections


def label(code, position):
    """The mark of one section."""
    return f"附件{position + 1}" if code == ANNEX else f"（{CHINESE_NUMBERS[position]}）"


def build_if_due(today=None):
    """Build this week's report on or after its first workday, unless it exists; returns it, or None."""
    today = today or timezone.localdate()
    week = Week.of(today)
    meeting = workdays.meeting_day(week)
    if meeting is None or today < meeting or WeeklyReport.objects.filter(meeting_week=week.monday).exists():
        return None
    return build(week, only_first=True)
