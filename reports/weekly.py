"""Building the weekly report: the draft for the meeting of a week, speaking of the week before."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports import rollups, totals
from reports.models import WeeklyReport
from reports.sections import SECTIONS
from reports.sections.blocks import PART_HEADINGS
from reports.sections.facts import Facts
from tataboo_portal import audit, workdays
from tataboo_portal.enums import AuditAction
from tataboo_portal.weeks import Week

TITLE = "塔塔埠街道“双创”工作周报"


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
    parts = [
        {
            "code": part,
            "heading": heading,
            "sections": [
                {"heading": section.HEADING, "blocks": blocks}
                for section, blocks in built
                if part == section.PART and blocks
            ],
        }
        for part, heading in PART_HEADINGS.items()
    ]
    return {"title": TITLE, "period": facts.period.label, "parts": [part for part in parts if part["sections"]]}


def build_if_due(today=None):
    """Build this week's report on or after its first workday, unless it exists; returns it, or None."""
    today = today or timezone.localdate()
    week = Week.of(today)
    meeting = workdays.meeting_day(week)
    if meeting is None or today < meeting or WeeklyReport.objects.filter(meeting_week=week.monday).exists():
        return None
    return build(week)
