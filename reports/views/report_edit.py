"""Editing one section of the weekly report: its sentences as lines, its bound numbers with the way to their records, what is put in."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reports import sentences, weekly
from reports.actions import publishing as actions
from reports.forms.report import OPENED, PutForm, ReportPairsForm, SectionForm, name_of
from reports.links import Links
from reports.sections import added
from reports.views.meetings import link, period_of, report_or_404, week_or_404
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit

MOST_DIGITS = 9


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_edit(request, monday, section):
    """One section's sentences; what a script saves by itself is answered in JSON."""
    week = week_or_404(monday)
    report = report_or_404(week)
    by_itself = "autosave" in request.POST
    if report.is_published:
        return _published(request, report, by_itself=by_itself)
    found, computed = _section(report, section)
    form = SectionForm(submitted(request)[0], report=report, computed=computed)
    put = PutForm(request.POST if "insert" in request.POST else None)
    is_saved = form.is_bound and form.is_valid() and _saved(request, report, section, form, put)
    if by_itself:
        return _answer(report, form, is_saved=is_saved)
    if is_saved and not put.errors:
        return redirect(_onwards(request, monday, section))
    if form.is_stale:
        report.refresh_from_db()
        found, computed = _section(report, section)
        form = form.over(report, computed, actions.STALE_SENTENCE)
    _lead_to_records(form, Links(request.user), period_of(week))
    context = {"report": report, "week": week, "section": found, "form": form, "put": put, "may_put": computed}
    context["unused"] = _unused(report, section)
    return render(request, "reports/meeting_edit.html", context, status=400 if form.is_bound else 200)


def _published(request, report, *, by_itself):
    sentence = weekly.PUBLISHED_SENTENCE.format(number=report.number)
    if by_itself:
        return JsonResponse({"said": sentence}, status=409)
    messages.error(request, sentence)
    return redirect("meeting_detail", report.meeting_week.isoformat())


def _answer(report, form, *, is_saved):
    """What a page that saves by itself is told: when, the version it goes on from, and its lines as they are kept."""
    if not is_saved:
        return JsonResponse({"said": next(iter(form.errors.values()))[0]}, status=409 if form.is_stale else 400)
    report.refresh_from_db()
    shown = sentences.shown_in(weekly.computed(report), report.edits)
    kept = {f"{OPENED}{name_of(each)}": sentences.digest(shown[each]) for each in form.typed() if each in shown}
    moment = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"said": f"已保存 {moment}", "version": report.version, "kept": kept})


def _onwards(request, monday, section):
    """Where one goes after saving: on with this section, to the pairs of photos, or back to the report."""
    if request.POST.get("insert") == "pairs":
        return reverse("meeting_pairs", args=[monday])
    if {"insert", "restore", "restore_all", "drop"} & request.POST.keys():
        return request.path
    return f"{reverse('meeting_detail', args=[monday])}#s-{section}"


def _lead_to_records(form, links, period):
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in form.rows:
        for run in row["shown"]:
            link(run, links, period, units)
            run["whose"] = units[run["unit"]].name if run.get("unit") in units else ""


def _section(report, code):
    """The section of this code with its sentences; 404 for one that has none, unless an edit was left behind in it."""
    for part in weekly.computed(report)["parts"]:
        for section in part["sections"]:
            if section.get("code") == code and (computed := sentences.in_section(section)):
                return section | {"title": section["heading"] or part["heading"]}, computed
    if not _unused(report, code):
        raise Http404
    return {"code": code, "title": "没用上的修改"}, {}


def _unused(report, code):
    """Edits of this section whose sentence is not written any more."""
    left = sentences.unused(weekly.computed(report), report.edits)
    return [
        {"address": address, "words": sentences.words_of(edit), "edit": edit}
        for address, edit in left.items()
        if address.partition("/")[0] == code
    ]


def _saved(request, report, section, form, put):
    """Whether what was sent is kept; what it was refused for stands in the form."""
    restored = list(form.addresses.values()) if "restore_all" in request.POST else request.POST.getlist("restore")
    try:
        actions.edit_sentences(
            by=request.user,
            report=report,
            version=form.cleaned_data["version"],
            typed=form.typed(),
            restored=restored,
            opened=form.opened() or None,
            put=_put(section, put),
            dropped={int(words) for words in request.POST.getlist("drop") if _is_number(words)},
        )
    except Refusal as refusal:
        form.is_stale = isinstance(refusal, StaleEdit)
        form.add_error(None, refusal.sentence)
        return False
    if "autosave" not in request.POST:
        messages.success(request, "已恢复自动文字。" if restored else "已保存。")
    return True


def _is_number(words):
    return words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS


def _put(section, form):
    """The sentence to be put into this section, or None."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data["insert"] == "pairs":
        return None
    phrase = form.cleaned_data.get("phrase")
    kind = form.cleaned_data["insert"]
    return {"section": section, "kind": kind, "text": phrase.text if kind == added.PHRASE else ""}


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_pairs(request, monday):
    """一组前后照片: which pairs of the week the annex shows, or the six closed last."""
    report = report_or_404(week_or_404(monday))
    if report.is_published:
        return _published(request, report, by_itself=False)
    offered = report.content.get("offers", {}).get("pairs", [])
    chosen = [item["number"] for item in _shown_pairs(report)]
    form = ReportPairsForm(submitted(request)[0], report=report, offered=offered, chosen=chosen)
    if form.is_bound and form.is_valid() and _chosen(request, report, form):
        return redirect("meeting_detail", monday)
    context = {"report": report, "form": form, "is_own": "pairs" in report.additions, "most": added.MOST_PAIRS}
    return render(request, "reports/meeting_pairs.html", context, status=400 if form.is_bound else 200)


def _shown_pairs(report):
    sections = sentences.sections_of(weekly.computed(report)["parts"])
    blocks = [block for section in sections for block in section["blocks"] if block["kind"] == "pairs"]
    return [item for block in blocks for item in block["items"]]


def _chosen(request, report, form):
    """Whether the choice is kept."""
    numbers = None if "restore" in request.POST else form.cleaned_data["pairs"]
    try:
        actions.choose_pairs(by=request.user, report=report, version=form.cleaned_data["version"], numbers=numbers)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, "已恢复自动选的照片。" if numbers is None else f"附件里放 {len(numbers)} 组照片。")
    return True
