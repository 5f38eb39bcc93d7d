"""文化活动与志愿服务: the register as data, the calendar, and the result of a planned activity."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from publicity import activities
from publicity.actions.activities import hold
from publicity.enums import ActivityStatus
from publicity.forms.activities import ActivityForm, CalendarFilter, HeldForm
from publicity.models import Activity
from tataboo_portal import photos, register_views
from tataboo_portal.access import submitted
from tataboo_portal.ledger_views import may_write
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.registers import Column, Group, Link, Register


def about_activity(request, activity):
    """Whether its result may be told now."""
    return {"may_hold": may_hold(request.user, activity)}


def may_hold(user, activity):
    """Whether this person may say how the activity went: while it is planned, whoever may write it."""
    return activity.status == ActivityStatus.PLANNED and not activity.is_voided and may_write(user, activity)


class When(Column):
    """The day, and the times on it where they are known."""

    def text(self, row):
        """Both as one phrase that breaks between them."""
        return format_html('<span class="nb">{}</span> {}', date_format(row.day), row.times)


ACTIVITIES = Register(
    slug="activities",
    model=Activity,
    form=ActivityForm,
    title="文化活动与志愿服务",
    icon="calendar",
    group="宣传与文明",
    columns=(
        Column("unit", "社区/市场组"),
        When("day"),
        Column("theme"),
        Column("title"),
        Column("where", "地点"),
        Column("organiser"),
        Column("people"),
        Column("person_times"),
        Column("hours"),
        Column("content"),
        Column("platform_number"),
    ),
    search=("title", "organiser", "content", "platform_number"),
    keys=("-day", "-id"),
    choices=("status",),
    related=("theme",),
    groups=(
        Group("held_culture", "文化活动（已举办）"),
        Group("held_volunteering", "志愿服务（已举办）"),
        Group("awaiting", "待补记结果"),
    ),
    prefilled=("day", "status", "theme"),
    day="day",
    flags=lambda activity: [activities.status_flag(activity)],
    hint="还没办的状态选“计划”，办完点“已举办”补人数。只有已举办的才计数；人数和人次分开，不相加。",
    extra="publicity/_activity.html",
    card="publicity/_activity_row.html",
    extra_context=about_activity,
    summary=activities.summary,
    links=(Link("activity_calendar", (), "calendar", "活动日历"),),
)


@require_GET
def activity_calendar(request):
    """A month of activities: a grid at a desk, a list by day on a phone."""
    today = timezone.localdate()
    start = activities.month_asked(request.GET.get("month", ""), today)
    filters = CalendarFilter(request.GET, Activity.objects.visible_to(request.user).live(), month=start)
    kept = filters.kept
    context = {
        "month": activities.month_of(start, filters.qs, kept, today),
        "filter": filters,
        "this_month_url": activities.month_url(today.replace(day=1), kept) if start != today.replace(day=1) else "",
        "weekdays": activities.WEEKDAYS,
        "may_add": request.user.may(Permission.LOG_WORK),
    }
    return render(request, "publicity/activity_calendar.html", context)


@require_http_methods(["GET", "POST"])
def activity_held(request, pk):
    """已举办: the numbers of a planned activity, and it counts; the same sent twice finds it told."""
    activity, user = register_views.load(request, ACTIVITIES, pk), request.user
    if not may_write(user, activity) or activity.is_voided:
        raise PermissionDenied
    if request.method == "GET" and activity.status != ActivityStatus.PLANNED:
        return redirect("register_detail", ACTIVITIES.slug, pk)
    form = HeldForm(*submitted(request), user=user, activity=activity)
    if form.is_bound and form.is_valid():
        try:
            hold(activity, by=user, version=form.cleaned_data["version"], **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            form.is_stale = isinstance(refusal, StaleEdit)
        else:
            messages.success(request, f"已记：{activity}已举办。")
            return redirect("register_detail", ACTIVITIES.slug, pk)
    if form.is_bound:
        photos.keep_for_retry(form, by=user)
    context = {"activity": activity, "form": form, "flag": activities.status_flag(activity)}
    return render(request, "publicity/activity_held.html", context, status=400 if form.errors else 200)
