"""各单位报送: a unit's own page, and the office's list of who has handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports import submissions
from reports.actions import submissions as acts
from reports.enums import Part, SubmissionState
from reports.forms.submissions import OpenedForm, ReturnForm, SubmissionForm, with_more_rows
from reports.models import Submission
from reports.views.meetings import week_or_404
from tataboo_portal.access import permission_required, visible_or_404
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.weeks import Week
from tataboo_portal.workdays import FIRST_YEAR

NOBODY_SENTENCE = "都交了，或者今天已经提醒过，没有再发。"


def asked_week_or_404(words):
    """A week that was or may be asked for."""
    return week_or_404(words, submissions.WEEKS_AHEAD)


def asked_or_404(request, monday, code):
    """The week and the unit, for the unit's people and for those who may know of every unit."""
    week = asked_week_or_404(monday)
    unit = next((unit for unit in submissions.asked_units() if unit.code == code), None)
    if unit is None or not (request.user.unit_id == unit.pk or request.user.may(Permission.SEE_ALL_UNITS)):
        raise Http404
    return week, unit


def may_write(user, unit):
    """Whether this person writes the unit's material: its own people alone."""
    return user.unit_id == unit.pk and user.may(Permission.LOG_WORK)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, monday, code):
    """One unit's material: to be written by its people until it is handed in, to be read by the office."""
    week, unit = asked_or_404(request, monday, code)
    if request.method == "POST":
        if not may_write(request.user, unit):
            raise PermissionDenied
        return write(request, week, unit)
    submission = Submission.objects.filter(unit=unit, meeting_week=week.monday).first()
    is_handed_in = submission is not None and submission.state == SubmissionState.HANDED_IN
    if not may_write(request.user, unit) or is_handed_in:
        return show(request, week, unit, submission)
    return show_form(request, week, unit, submission)


def write(request, week, unit):
    """保存, 上交, or one more row."""
    submission = Submission.objects.filter(unit=unit, meeting_week=week.monday).first()
    more, handing_in = request.POST.get("more", ""), "hand_in" in request.POST
    data = with_more_rows(request.POST, more) if more else request.POST
    form = form_of(data, week, unit, submission)
    if more:
        return show_form(request, week, unit, submission, form=form)
    if submissions.times_of(week) and form.is_valid(handing_in=handing_in):
        act = acts.hand_in if handing_in else acts.save
        try:
            done = act(by=request.user, unit=unit, week=week, version=form.version, items=form.items)
        except Refusal as refusal:
            is_stale = isinstance(refusal, StaleEdit)
            return show_form(
                request, week, unit, submission, form=form, refusal=refusal.sentence, is_stale=is_stale, status=400
            )
        messages.success(request, said(done))
        return redirect("meeting_submit", week.monday.isoformat(), unit.code)
    return show_form(request, week, unit, submission, form=form, status=400)


def said(submission):
    """What the page says after it was written."""
    if submission.state != SubmissionState.HANDED_IN:
        return "已保存，还没有交。"
    return "已交，过了截止时间，记为迟交。" if submission.is_late else "已交。"


def form_of(data, week, unit, submission):
    """The form, filled from what was sent, what was saved, or what the ledgers hold."""
    sentences = submissions.recorded(unit, week) if submission is None else []
    initial = submissions.starting_items(sentences, submission)
    version = submission.version if submission else 0
    return SubmissionForm(data, week=week, plan=submissions.last_plan(unit, week), initial=initial, version=version)


def show_form(request, week, unit, submission, *, form=None, refusal="", is_stale=False, status=200):
    """The page on which a unit writes."""
    context = about(week, unit, submission)
    if context["times"]:
        context |= {"form": form or form_of(None, week, unit, submission), "refusal": refusal, "is_stale": is_stale}
        context["recorded"] = submissions.recorded(unit, week) if submission else []
    return render(request, "reports/submission_form.html", context, status=status)


def about(week, unit, submission):
    """What both pages of a unit name at their head."""
    times = next(iter(submissions.times_of(week)), None)
    is_past = times is not None and times.is_past(timezone.now())
    standing = submissions.Standing(unit, submission, is_past)
    return {"week": week, "unit": unit, "submission": submission, "times": times, "standing": standing}


def show(request, week, unit, submission, *, form=None, status=200):
    """The page on which material is read, taken back and returned."""
    context, user = about(week, unit, submission), request.user
    items = list(submission.items.order_by("position", "id")) if submission else []
    context["parts"] = [(part, [item for item in items if item.part == part]) for part in Part] if items else []
    context["may_write"] = may_write(user, unit)
    if user.may(Permission.BUILD_REPORT) and context["standing"].is_handed_in:
        context["form"] = form or ReturnForm(initial={"version": submission.version})
    return render(request, "reports/submission.html", context, status=status)


def submission_or_404(request, monday, code):
    """The material that is there, with its week and unit."""
    week, unit = asked_or_404(request, monday, code)
    return week, unit, visible_or_404(Submission.objects, request.user, unit=unit, meeting_week=week.monday)


@require_POST
def submission_take_back(request, monday, code):
    """撤回, to write on."""
    week, unit = asked_or_404(request, monday, code)
    if not may_write(request.user, unit):
        raise PermissionDenied
    submission = get_object_or_404(Submission, unit=unit, meeting_week=week.monday)
    form = OpenedForm(request.POST)
    try:
        acts.take_back(by=request.user, submission=submission, version=form.opened)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已撤回，改好再交。")
    return redirect("meeting_submit", monday, code)


@require_POST
@permission_required(Permission.BUILD_REPORT)
def submission_return(request, monday, code):
    """退回, with the reason."""
    week, unit, submission = submission_or_404(request, monday, code)
    form = ReturnForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            acts.return_to_unit(
                by=request.user, submission=submission, version=values["version"], reason=values["reason"]
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已退回{unit.name}，并通知了他们。")
            return redirect("meeting_submissions", monday)
    return show(request, week, unit, submission, form=form, status=400)


@require_GET
@permission_required(Permission.BUILD_REPORT)
def submission_list(request, monday):
    """未交, 已交, 迟交, 已退回: every unit of one week, with the way to its material."""
    week = asked_week_or_404(monday)
    times = next(iter(submissions.times_of(week)), None)
    rows = submissions.standings(times, request.user)
    missing = [row for row in rows if not row.is_handed_in]
    context = {"week": week, "times": times, "rows": rows, "missing": missing, "others": others(week)}
    return render(request, "reports/submission_list.html", context)


def others(week):
    """The weeks before and after, as far as they may be asked for."""
    around = [(week.shifted(-1), "上一周"), (week.shifted(1), "下一周")]
    last = Week.current().shifted(submissions.WEEKS_AHEAD)
    return [(other, words) for other, words in around if other <= last and other.monday.year >= FIRST_YEAR]


@require_POST
@permission_required(Permission.BUILD_REPORT)
def submission_remind(request, monday):
    """提醒 everybody whose material is missing."""
    times = next(iter(submissions.times_of(asked_week_or_404(monday))), None)
    told = acts.remind(by=request.user, times=times) if times else 0
    messages.success(request, f"已提醒 {told} 人。" if told else NOBODY_SENTENCE)
    return redirect("meeting_submissions", monday)
