"""周例会: the list of weeks, one week's report as a page, and as Word."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from inspections.models import RemediationTask
from reports import documents, weekly
from reports.links import Links
from reports.models import WeeklyReport
from tataboo_portal import workdays
from tataboo_portal.access import permission_required
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.paging import paginate
from tataboo_portal.periods import Period
from tataboo_portal.permissions import Permission
from tataboo_portal.weeks import Week

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def week_or_404(words):
    """The week of a Monday in ISO form, no later than next week; 404 for anything else."""
    try:
        week = Week(date.fromisoformat(words))
    except ValueError:
        raise Http404 from None
    if week > Week.current().shifted(1):
        raise Http404
    return week


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_list(request):
    """周例会: every week's report, and the two the office may build now."""
    now, following = Week.current(), Week.current().shifted(1)
    existing = set(
        WeeklyReport.objects.filter(meeting_week__in=(now.monday, following.monday)).values_list(
            "meeting_week", flat=True
        )
    )
    offered = [
        {"week": week, "meeting_day": workdays.meeting_day(week), "words": words, "exists": week.monday in existing}
        for week, words in ((now, "本周例会（汇报上周）"), (following, "下周例会（汇报本周，进行中）"))
    ]
    page = paginate(WeeklyReport.objects.all(), request.GET, keys=("-meeting_week", "-id"))
    context = {"page": page, "offered": offered, "year_missing": _year_missing(following)}
    return render(request, "reports/meeting_list.html", context)


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
    period = Period.of(PeriodKind.WEEK, week.shifted(-1).monday)
    context = {
        "report": report,
        "week": week,
        "meeting_day": workdays.meeting_day(week),
        "period": period,
        "is_running": period.end >= timezone.localdate(),
        "parts": linked(shown_to(request.user, report)["parts"], Links(request.user), period) if report else [],
    }
    return render(request, "reports/meeting_detail.html", context)


def shown_to(user, report):
    """The report's content without the photos of tasks this person may not know of."""
    content = report.content
    pairs = [block for part in content["parts"] for section in part["sections"] for block in section["blocks"]]
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
    for part in parts:
        for section in part["sections"]:
            for block in section["blocks"]:
                for run in block.get("runs", ()):
                    if run.get("metric"):
                        run["url"] = links.records(run["metric"], period, units.get(run["unit"]))
    return parts


@require_POST
@permission_required(Permission.BUILD_REPORT)
def meeting_build(request, monday):
    """生成草稿, or make it again with today's numbers."""
    week = week_or_404(monday)
    report = weekly.build(week, by=request.user)
    messages.success(request, f"第{report.number}期草稿已按最新数据生成。")
    return redirect("meeting_detail", monday)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_docx(request, monday):
    """The report as a Word file."""
    week = week_or_404(monday)
    report = get_object_or_404(WeeklyReport, meeting_week=week.monday)
    response = HttpResponse(documents.weekly_document(report, shown_to(request.user, report)), content_type=DOCX_TYPE)
    name = f"{week.monday.isoformat()} 周例会材料.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
