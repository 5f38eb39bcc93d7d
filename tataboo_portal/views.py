"""Pages of the ground floor: the own account, large text, health, and naming the 九+五."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tataboo_portal import actions, audit, calendars, inbox, sign_ins
from tataboo_portal.access import permission_required, require, submitted, visible_or_404
from tataboo_portal.context_processors import LARGE_TEXT_COOKIE
from tataboo_portal.forms import CalendarDaysForm, WorkHoursForm, ZoneNameFormSet
from tataboo_portal.models import Notice, Unit, WorkCalendarDay, WorkHours
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.sign_in_forms import NewPasswordForm

RECENTLY_READ = 20
logger = logging.getLogger(__name__)
YEAR_SECONDS = 365 * 24 * 3600


def admin_door(request):
    """The admin's own sign-in page is never shown: strangers were sent to ours, and whoever stands here may not enter."""
    raise PermissionDenied


@require_http_methods(["GET", "POST"])
def account(request):
    """我的: who I am, and my password."""
    form = NewPasswordForm(request.user, submitted(request)[0])
    if request.method == "POST" and form.is_valid():
        actions.change_password(by=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        request.session.pop(sign_ins.CHANGE_FIRST, None)
        messages.success(request, "密码已经改好，下次用新密码登录。")
        return redirect("account")
    context = {"form": form, "sessions": sign_ins.of(request.user, request.session.session_key)}
    context |= {"password_days": settings.PASSWORD_DAYS, "is_old": request.session.get(sign_ins.CHANGE_FIRST)}
    return render(request, "account.html", context, status=400 if form.errors else 200)


@require_GET
def notice_list(request):
    """通知: what waits to be read first, then what was read."""
    own = Notice.objects.visible_to(request.user)
    reading = request.GET.get("show") == "read"
    page = paginate(own.filter(read_at__isnull=not reading), request.GET, keys=("-id",))
    earlier = [] if reading or page.next_url else own.filter(read_at__isnull=False).order_by("-id")[:RECENTLY_READ]
    newest = page.rows[0].pk if page.rows and not reading else 0
    context = {"page": page, "reading": reading, "earlier": earlier, "newest": newest}
    return render(request, "notice_list.html", context)


@require_POST
def notice_open(request, pk):
    """Open an own notice: it counts as read from now on and leads on to what it speaks of."""
    notice = visible_or_404(Notice.objects, request.user, pk=pk)
    inbox.read(notice)
    return redirect(inbox.way(notice))


@require_POST
def notice_read_all(request):
    """全部已读: up to the newest one the page showed, so that nothing that came meanwhile is passed over."""
    upto = request.POST.get("upto", "")
    if upto.isascii() and upto.isdigit() and len(upto) < 19:
        inbox.read_all(request.user, int(upto))
    return redirect("notice_list")


@require_POST
@login_not_required
def text_size(request):
    """大字: switch between normal and large text, kept on this device."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    large = request.COOKIES.get(LARGE_TEXT_COOKIE) == "1"
    response.set_cookie(
        LARGE_TEXT_COOKIE,
        "0" if large else "1",
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


@require_GET
@login_not_required
def healthz(request):
    """200 while the process answers and its database does too, else 503; why is the log's and the administrator's to know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("the database does not answer: %s", type(error).__name__)
        return JsonResponse({"status": "down"}, status=503)
    return JsonResponse({"status": "ok"})


@require_GET
@login_not_required
def robots(request):
    """No search engine reads any of it."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE)
def manage_zones(request):
    """九+五名称: all fourteen names on one screen."""
    before = {unit.pk: audit.snapshot(unit) for unit in Unit.objects.zones()}
    formset = ZoneNameFormSet(submitted(request)[0], queryset=Unit.objects.zones())
    if request.method == "POST" and formset.is_valid():
        changes = [(form.instance, before[form.instance.pk]) for form in formset if form.has_changed()]
        actions.rename_zones(by=request.user, changes=changes)
        messages.success(request, f"已保存，改了 {len(changes)} 个单位。")
        return redirect("manage_zones")
    return render(request, "manage/zones.html", {"formset": formset}, status=400 if formset.is_bound else 200)


@require_GET
@permission_required(Permission.MANAGE)
def manage_people_list(request):
    """人员 as the admin lists them; those one import brought where a link asks for its batch."""
    batch = request.GET.get("batch", "")
    asked = f"?import_batch={batch}" if batch.isascii() and batch.isdecimal() and len(batch) < 10 else ""
    return redirect(f"{reverse('admin:tataboo_portal_user_changelist')}{asked}")


def _calendar_page(request, days_form=None, hours_form=None):
    """The calendar of one year with its forms; whoever may not change it reads it."""
    years, year = calendars.years_shown(request.GET.get("year"), timezone.localdate())
    refused = any(form is not None and form.errors for form in (days_form, hours_form))
    context = {
        "year": year,
        "years": years,
        "days": WorkCalendarDay.objects.filter(day__year=year).order_by("day"),
        "hours": WorkHours.objects.all(),
        "days_form": days_form or CalendarDaysForm(),
        "hours_form": hours_form or WorkHoursForm(),
        "unplanned_years": calendars.unplanned_years(timezone.localdate()),
    }
    return render(request, "manage/calendar.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "POST"])
def manage_calendar(request):
    """放假与调休: a year at a glance; pasted lines are shown first and saved together. The office reads it."""
    if request.method == "GET":
        if not request.user.may(Permission.ASSIGN_TASK):
            require(request.user, Permission.MANAGE)
        return _calendar_page(request)
    require(request.user, Permission.MANAGE)
    form = CalendarDaysForm(request.POST)
    if form.is_valid() and form.is_to_save:
        saved = actions.save_calendar_days(by=request.user, changes=form.changes)
        messages.success(request, f"已保存，改了 {saved} 天。在办任务的期限没有动。")
        return redirect(f"{reverse('manage_calendar')}?year={form.changes[0].day.year}")
    return _calendar_page(request, days_form=form)


@require_POST
@permission_required(Permission.MANAGE)
def manage_hours(request):
    """作息时间: one more season's hours."""
    form = WorkHoursForm(request.POST)
    if form.is_valid():
        actions.add_work_hours(by=request.user, hours=form.instance)
        messages.success(request, f"已保存：{form.instance}。在办任务的期限没有动。")
        return redirect("manage_calendar")
    return _calendar_page(request, hours_form=form)
