"""Editing one section of the weekly report: its sentences as lines, its bound numbers with the way to their records."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports import sentences, weekly
from reports.actions import publishing as actions
from reports.forms.report import SectionForm
from reports.links import Links
from reports.views.meetings import link, period_of, report_or_404, week_or_404
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_edit(request, monday, section):
    """One section's sentences; 恢复自动文字 gives one back to the portal."""
    week = week_or_404(monday)
    report = report_or_404(week)
    if report.is_published:
        messages.error(request, weekly.PUBLISHED_SENTENCE.format(number=report.number))
        return redirect("meeting_detail", monday)
    found, computed = _section(report, section)
    form = SectionForm(submitted(request)[0], report=report, computed=computed)
    if form.is_bound and form.is_valid() and _saved(request, report, form):
        return redirect(request.path) if "restore" in request.POST else _back(monday, section)
    if form.is_stale:
        report.refresh_from_db()
        found, computed = _section(report, section)
        form = form.over(report, computed, actions.STALE_SENTENCE)
    _lead_to_records(form, Links(request.user), period_of(week))
    context = {"report": report, "week": week, "section": found, "form": form, "unused": _unused(report, section)}
    return render(request, "reports/meeting_edit.html", context, status=400 if form.is_bound else 200)


def _lead_to_records(form, links, period):
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in form.rows:
        for run in row["shown"]:
            link(run, links, period, units)


def _section(report, code):
    """The section of this code with its sentences; 404 for one that has none, unless an edit was left behind in it."""
    sections = sentences.sections_of(report.content["parts"])
    section = next((section for section in sections if section.get("code") == code), None)
    computed = sentences.in_section(section) if section else {}
    if not computed and not _unused(report, code):
        raise Http404
    return section or {"code": code, "heading": ""}, computed


def _unused(report, code):
    """Edits of this section whose sentence is not written any more."""
    left = sentences.unused(report.content, report.edits)
    return [
        {"address": address, "words": sentences.words_of(edit), "edit": edit}
        for address, edit in left.items()
        if address.partition("/")[0] == code
    ]


def _saved(request, report, form):
    """Whether what was sent is kept; what it was refused for stands in the form."""
    restored = request.POST.getlist("restore")
    try:
        actions.edit_sentences(
            by=request.user,
            report=report,
            version=form.cleaned_data["version"],
            typed=form.typed(),
            restored=restored,
        )
    except Refusal as refusal:
        form.is_stale = isinstance(refusal, StaleEdit)
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, "已恢复自动文字。" if restored else "已保存。")
    return True


def _back(monday, section):
    return redirect(f"{reverse('meeting_detail', args=[monday])}#s-{section}")
