"""周例会: the list of weeks, one week's report as a page, and as Word."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from inspections.models import RemediationTask
from reports import publishing, sentences, submissions, weekly
from reports.links import Links
from reports.models import WeeklyReport
from reports.papers.weekly import weekly_document
from tataboo_portal import workdays
from tataboo_portal.access import permission_required
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.paging import paginate
from tataboo_portal.periods import Period
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.weeks import Week

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def week_or_404(words, ahead=1):
    """The week of a Monday in ISO form, from the first year of the calendar to next week; 404 for anything else."""
    try:
        week = Week(date.fromisoformat(words))
    except ValueError:
        raise Http404 from None
    if week.monday.year < workdays.FIRST_YEAR or week > Week.current().shifted(ahead):
        raise Http404
    return week


def report_or_404(week):
    """The report for the meeting of a week."""
    return get_object_or_404(WeeklyReport, meeting_week=week.monday)


def period_of(week):
    """The week the report for this meeting tells of."""
    return Period.of(PeriodKind.WEEK, week.shifted(-1).monday)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_list(request):
    """周例会: every week's report with the day of its meeting, and the two the office may build now."""
    now, following = Week.current(), Week.current().shifted(1)
    page = paginate(WeeklyReport.objects.all(), request.GET, keys=("-meeting_week", "-id"))
    offered = {report.meeting_week: report for report in _reports_of(now, following)}
    weeks = [now, following, *(Week(report.meeting_week) for report in page.rows)]
    days = workdays.meeting_days(weeks)
    context = {
        "page": page,
        "rows": [{"report": report, "day": days[Week(report.meeting_week)]} for report in page.rows],
        "offered": [
            {"week": week, "meeting_day": days[week], "words": words, "report": offered.get(week.monday)}
            for week, words in ((now, "本周例会（汇报上周）"), (following, "下周例会（汇报本周，进行中）"))
        ],
        "year_missing": _year_missing(following),
    }
    return render(request, "reports/meeting_list.html", context)


def _reports_of(*weeks):
    return WeeklyReport.objects.filter(meeting_week__in=[week.monday for week in weeks])


def _year_missing(week):
    """The year whose holidays nobody has entered yet, or None."""
    years = {week.monday.year, week.sunday.year}
    return next((year for year in sorted(years) if not workdays.is_year_entered(year)), None)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_detail(request, monday):
    """One week's report; every number leads to its records."""
    week = week_or_404(monday)
    report = WeeklyReport.objects.filter(meeting_week=week.monday).first()
    if report is None and not request.user.may(Permission.BUILD_REPORT):
        raise Http404
    period = period_of(week)
    context = {
        "report": report,
        "week": week,
        "meeting_day": workdays.meeting_day(week),
        "period": period,
        "is_running": period.end >= timezone.localdate(),
        "standings": submissions.standings(next(iter(submissions.times_of(week)), None), request.user),
    }
    context["missing"] = [row for row in context["standings"] if not row.is_handed_in]
    return render(request, "reports/meeting_detail.html", context | (_read(request.user, report) if report else {}))


def _read(user, report):
    """What a reader gets of a report: its parts, its versions, and whether the one in force is still what was published."""
    versions = list(report.versions.select_related("published_by", "withdrawn_by"))
    written = weekly.computed(report)
    standing = next((version for version in versions if version.withdrawn_at is None), None)
    content = shown_to(user, report)
    return {
        "parts": linked(content["parts"], Links(user), period_of(Week(report.meeting_week))),
        "versions": versions,
        "standing": standing,
        "is_broken": standing is not None and not publishing.is_whole(standing),
        "editable": user.may(Permission.BUILD_REPORT) and not report.is_published,
        "unused_in": sorted({address.partition("/")[0] for address in sentences.unused(written, report.edits)}),
        "emptied": publishing.emptied_sections(written, content) if report.edits else (),
        "state": publishing.standing_words(report, standing),
        "anchor": publishing.anchor_of(content),
    }


def shown_to(user, report):
    """The report's content as it is shown, without the photos of tasks this person may not know of."""
    return without_foreign_photos(user, weekly.shown(report))


def without_foreign_photos(user, content):
    """The content without the photos of tasks this person may not know of."""
    pairs = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    pairs = [block for block in pairs if block["kind"] == "pairs"]
    numbers = [item["number"] for block in pairs for item in block["items"]]
    visible = RemediationTask.objects.visible_to(user).filter(number__in=numbers)
    known = set(visible.values_list("number", flat=True)) if numbers else set()
    for block in pairs:
        block["items"] = [item for item in block["items"] if item["number"] in known]
    return content


def linked(parts, links, period):
    """The stored parts with an address on every bound number this person may open."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    for section in sentences.sections_of(parts):
        for block in section["blocks"]:
            for run in block.get("runs", ()):
                link(run, links, period, units)
    return parts


def link(run, links, period, units):
    """Write the address of its records into a bound run, in the week it tells of."""
    if run.get("metric"):
        told = Period.of(PeriodKind.WEEK, date.fromisoformat(run["week"])) if run.get("week") else period
        run["url"] = links.records(run["metric"], told, units.get(run["unit"]))


@require_POST
@permission_required(Permission.BUILD_REPORT)
def meeting_build(request, monday):
    """生成草稿, or make it again with today's numbers; what was edited stays."""
    week = week_or_404(monday)
    try:
        report = weekly.build(week, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"第{report.number}期草稿已按最新数据生成。")
    return redirect("meeting_detail", monday)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_docx(request, monday):
    """The report as a Word file."""
    week = week_or_404(monday)
    report = report_or_404(week)
    response = HttpResponse(weekly_document(report, shown_to(request.user, report)), content_type=DOCX_TYPE)
    name = f"{week.monday.isoformat()} 周例会材料.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
