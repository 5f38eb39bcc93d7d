"""Building the weekly report: the draft for the meeting of a week, speaking of the week before."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports import rollups, totals
from reports.models import WeeklyReport
from reports.sections import SECTIONS
from reports.sections.blocks import ANNEX, PART_HEADINGS
from reports.sections.facts import Facts
from tataboo_portal import audit, workdays
from tataboo_portal.enums import AuditAction
from tataboo_portal.weeks import Week

TITLE = "塔塔埠街道“双创”工作周报"
CHINESE_NUMBERS = "一二三四五六七八九十"


def build(week: Week, *, by=None):
    """Make the week's draft, or make it again with today's numbers; its issue number stays. One audit event."""
    rollups.refresh()
    now = timezone.now()
    content = compose(week, now)
    try:
        return write(week, content, now, by=by)
    except IntegrityError:
        # Somebody else made the report, or took the number, in between: now there is one to rewrite.
        return write(week, content, now, by=by)


@transaction.atomic
def write(week, content, now, *, by):
    """Store the content under the week's report."""
    report = WeeklyReport.objects.select_for_update().filter(meeting_week=week.monday).first()
    if report is None:
        last = WeeklyReport.objects.aggregate(last=Max("number"))["last"] or 0
        report = WeeklyReport(meeting_week=week.monday, number=last + 1)
    report.content, report.built_at, report.data_as_of = content, now, totals.as_of() or now
    report.save()
    audit.record(by=by, action=AuditAction.BUILD, subject=report, after={"meeting_week": str(week.monday)})
    return report


def compose(week, now):
    """The content: title and parts, each with its sections and their blocks."""
    facts = Facts.of(week, now)
    built = [(section, section.build(facts)) for section in SECTIONS]
    parts = []
    for code, heading in PART_HEADINGS.items():
        sections = [(section.HEADING, blocks) for section, blocks in built if code == section.PART and blocks]
        if sections:
            parts.append({"code": code, "heading": heading, "sections": labelled(code, sections)})
    return {"title": TITLE, "period": facts.period.label, "parts": parts}


def labelled(code, sections):
    """Sections with the mark that stands before their heading: （一）, （二） in the text, 附件1 among the annexes."""
    headed = [heading for heading, _ in sections if heading]
    return [
        {"label": label(code, headed.index(heading)) if heading else "", "heading": heading, "blocks": blocks}
        for heading, blocks in sections
    ]


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
    return build(week)
