"""Publishing the weekly report, taking it back, and reading what was published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from reports import comparing, publishing, sentences, submissions, weekly
from reports.actions import publishing as actions
from reports.forms.report import WithdrawForm
from reports.links import Links
from reports.views.meetings import linked, period_of, report_or_404, week_or_404, without_foreign_photos
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_publish(request, monday):
    """发布: first what will stand still, who is missing and what was changed by hand; then it stands still."""
    week = week_or_404(monday)
    report = report_or_404(week)
    if request.method == "GET":
        return _confirm(request, week, report)
    words = request.POST.get("version", "")
    version = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
    try:
        published = actions.publish(by=request.user, report=report, version=version)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"第{report.number}期已发布（第{published.number}次）。")
    return redirect("meeting_detail", monday)


def _confirm(request, week, report):
    """What is about to be published; a report that is published already has nothing to confirm."""
    if report.is_published:
        return redirect("meeting_detail", week.monday.isoformat())
    standings = submissions.standings(next(iter(submissions.times_of(week)), None), request.user)
    parts = weekly.shown(report)["parts"]
    context = {
        "report": report,
        "week": week,
        "sections": list(sentences.sections_of(parts)),
        "missing": [row.unit.name for row in standings if not row.is_handed_in],
        "is_running": period_of(week).end >= timezone.localdate(),
        "pairs": sum(
            len(block.get("items", ())) for section in sentences.sections_of(parts) for block in section["blocks"]
        ),
    }
    return render(request, "reports/meeting_publish.html", context | publishing.review(report))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_withdraw(request, monday):
    """撤回: with a reason, which stays to be read."""
    report = report_or_404(week_or_404(monday))
    form = WithdrawForm(submitted(request)[0])
    if form.is_bound and form.is_valid():
        if actions.withdraw(by=request.user, report=report, **form.cleaned_data):
            messages.success(request, "已撤回，材料又是草稿了。")
        return redirect("meeting_detail", monday)
    context = {"report": report, "form": form}
    return render(request, "reports/meeting_withdraw.html", context, status=400 if form.is_bound else 200)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_version(request, monday, number):
    """One version as it was published, in force or withdrawn."""
    week = week_or_404(monday)
    report = report_or_404(week)
    versions = report.versions.select_related("published_by", "withdrawn_by")
    version = get_object_or_404(versions, number=number)
    is_broken = not publishing.is_whole(version)
    content = without_foreign_photos(request.user, version.content)
    context = {
        "report": report,
        "version": version,
        "state": f"第{version.number}次发布{'，已撤回' if version.withdrawn_at else ''}",
        "is_broken": is_broken,
        "content": content,
        "anchor": publishing.anchor_of(content),
        "parts": linked(content["parts"], Links(request.user), period_of(week)),
    }
    return render(request, "reports/meeting_version.html", context)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_compare(request, monday):
    """Two versions, or a version and the present draft, by what differs: 原…→现…; the last two unless others are asked for."""
    report = report_or_404(week_or_404(monday))
    sides = _sides(request.user, report)
    names = list(sides)
    if len(names) < 2:
        raise Http404
    asked = [request.GET.get("old"), request.GET.get("new")]
    old, new = (name if name in sides else other for name, other in zip(asked, names[-2:], strict=True))
    context = {
        "report": report,
        "names": {name: _words(name) for name in names},
        "old": old,
        "new": new,
        "differences": comparing.differences(sides[old], sides[new]),
    }
    return render(request, "reports/meeting_compare.html", context)


def _sides(user, report):
    """{number of a version, or "draft": its content as this person may see it}, oldest first."""
    sides = {str(version.number): version.content for version in report.versions.order_by("number")}
    if not report.is_published:
        sides[publishing.DRAFT] = weekly.shown(report)
    return {name: without_foreign_photos(user, content) for name, content in sides.items()}


def _words(name):
    return "现在的草稿" if name == publishing.DRAFT else f"第{name}次发布"
