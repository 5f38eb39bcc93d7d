"""放假前的工作: the weeks no meeting was told of, because the week after each had no workday and so no meeting."""

from reports.metrics import tasks
from reports.models import WeeklyReport
from reports.sections.blocks import LAST, joined, number, paragraph
from reports.sections.facts import Facts
from reports.sections.ledger_sentences import told as told_of
from tataboo_portal import workdays

PART, HEADING = LAST, "放假前的工作"
OF_TASKS = ((tasks.REPORTED, "新上报整改任务"), (tasks.CLOSED, "办结整改任务"))


def build(facts):
    """One paragraph per such week, its numbers bound to the records of that week; no section after an ordinary week."""
    quiet = workdays.weeks_without_meeting_before(facts.meeting_week)
    kept = WeeklyReport.objects.filter(meeting_week__in=[week.monday for week in quiet]) if quiet else ()
    told = {report.meeting_week for report in kept}  # somebody had a report of it made all the same
    return [_paragraph(Facts.of(week, facts.now)) for week in quiet if week.monday not in told]


def _paragraph(facts):
    lead, week = f"{facts.period.label}（下一周放假没有开会）：", facts.period.start.isoformat()
    found = [told_of(facts, indicator) for indicators in facts.told_in.values() for indicator in indicators]
    found = [*filter(None, found), *_of_tasks(facts)]
    block = joined([[lead, *found[0]], *found[1:]]) if found else paragraph(f"{lead}没有工作记录。")
    runs = [run | {"week": week} if run.get("metric") else run for run in block["runs"]]
    return block | {"runs": runs, "week": week}


def _of_tasks(facts):
    counted = [(words, facts.value(metric), metric) for metric, words in OF_TASKS]
    return [[words, number(value, "项", metric=metric)] for words, value, metric in counted if value]
