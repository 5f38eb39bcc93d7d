"""Pages of the ground floor: signing in and out, the own account, large text, health, and naming the 九+五."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tataboo_portal import actions, audit
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.context_processors import LARGE_TEXT_COOKIE
from tataboo_portal.enums import AuditAction
from tataboo_portal.forms import NewPasswordForm, SignInForm, ZoneNameFormSet
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission

YEAR_SECONDS = 365 * 24 * 3600


class SignIn(LoginView):
    """登录."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        audit.record(
            by=form.get_user(),
            action=AuditAction.SIGN_IN,
            subject=form.get_user(),
            address=self.request.META.get("REMOTE_ADDR") or None,
        )
        return response


class SignOut(LogoutView):
    """退出."""

    def post(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            audit.record(by=request.user, action=AuditAction.SIGN_OUT, subject=request.user)
        return super().post(request, *args, **kwargs)


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
        messages.success(request, "密码已经改好，下次用新密码登录。")
        return redirect("account")
    return render(request, "account.html", {"form": form}, status=400 if form.errors else 200)


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
    """Whether the process answers and its database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


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
