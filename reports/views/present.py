"""The meeting itself: slides, decisions as they are typed, who came, and the minutes."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from reports import decisions, meetings, minutes, slides, submissions
from reports.actions import decisions as acts
from reports.actions import meetings as meeting_acts
from reports.forms.meetings import AttendanceForms, LineForm, MeetingForm
from reports.models import WeeklyReport
from reports.views.meetings import DOCX_TYPE, shown_to
from reports.views.submissions import week_or_404
from tataboo_portal.access import permission_required
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


def meeting_or_404(week):
    """The meeting of the week, written or not; 404 for a week without workdays."""
    meeting = meetings.of_week(week)
    if meeting is None:
        raise Http404
    return meeting


@require_GET
@permission_required(Permission.SEE_ALL_UNITS)
def meeting_present(request, monday):
    """例会投影: the whole pack as one document of slides, so that it goes on without a network."""
    week = week_or_404(monday)
    meeting, now, today = meeting_or_404(week), timezone.now(), timezone.localdate()
    report = WeeklyReport.objects.filter(meeting_week=week.monday).first()
    content = shown_to(request.user, report) if report else None
    context = slides.deck(request.user, week, content, now, today)
    context |= {"week": week, "meeting": meeting, "report": report, "form": line_form(None, today), "now": now}
    return render(request, "reports/meeting_present.html", context)


def line_form(data, today):
    """The line decisions are typed in."""
    return LineForm(data, initial={"client_uuid": uuid.uuid4()}, today=today)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.SEE_ALL_UNITS)
def meeting_record(request, monday):
    """会议记录: what was decided, the line for the next one, and the ways to slides, attendance and minutes."""
    week, today = week_or_404(monday), timezone.localdate()
    meeting = meeting_or_404(week)
    if request.method == "POST" and not request.user.may(Permission.BUILD_REPORT):
        raise PermissionDenied
    form = line_form(request.POST if request.method == "POST" else None, today)
    if form.is_bound and form.is_valid():
        try:
            take_line(request, week, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            back = reverse("meeting_present" if "present" in request.POST else "meeting_record", args=(monday,))
            return redirect(f"{back}#decided")
    rows = decisions.rows_for(decisions.of_meeting(week), today)
    context = {"week": week, "meeting": meeting, "form": form, "decided": rows, "present": present_at(meeting)}
    return render(request, "reports/meeting_record.html", context, status=400 if form.is_bound else 200)


def take_line(request, week, form):
    """Write the decision down and say how it was read."""
    reading = form.reading
    number = form.cleaned_data["client_uuid"]
    decision = acts.add_decision(by=request.user, client_uuid=number, week=week, **reading.values)
    remark = f"（{reading.remark}）" if reading.remark else ""
    messages.success(request, f"已记第{decision.number}项：{decisions.who_and_when(decision)}{remark}。")


def present_at(meeting):
    """The written lines of attendance."""
    return list(meeting.attendance.select_related("unit")) if meeting.pk else []


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_attendance(request, monday):
    """到会情况: the units stand there, with the names of the last time."""
    week = week_or_404(monday)
    meeting = meeting_or_404(week)
    data = request.POST if request.method == "POST" else None
    facts = {name: getattr(meeting, name) for name in (*MeetingForm.FACTS, "version")}
    form = MeetingForm(data, initial=facts, week=week)
    lines = AttendanceForms(
        data, prefix="who", initial=lines_of(meeting) if data is None else None, form_kwargs={"units": units_by_code()}
    )
    if data is not None and form.is_valid() and lines.is_valid():
        kept = [line for line in (entry.line for entry in lines) if line]
        version = form.cleaned_data["version"]
        try:
            meeting_acts.write_down(by=request.user, week=week, version=version, present=kept, **form.facts())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"到会情况已保存，记了 {len(kept)} 行。")
            return redirect("meeting_record", monday)
    context = {"week": week, "meeting": meeting, "form": form, "lines": lines}
    return render(request, "reports/meeting_attendance.html", context, status=200 if data is None else 400)


def lines_of(meeting):
    """The lines the form starts from."""
    return [line | {"code": line["unit"].code if line["unit"] else ""} for line in meetings.expected(meeting)]


def units_by_code():
    """{code: unit} of all units: a line written before a unit was closed stays."""
    return {unit.code: unit for unit in Unit.objects.all()}


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_minutes(request, monday):
    """纪要 as a Word file, for everybody who was at the table."""
    week = week_or_404(monday)
    meeting = meeting_or_404(week)
    decided = list(decisions.of_meeting(week))
    document = minutes.minutes_document(meeting, decided, present_at(meeting), submissions.material(week))
    response = HttpResponse(document, content_type=DOCX_TYPE)
    name = f"{meeting.day.isoformat()} 周例会纪要.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
