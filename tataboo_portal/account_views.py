"""Pages about accounts: own devices, and for 管理员 a person's devices, accounts nobody uses, and the login card."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tataboo_portal import account_actions, lockout, qr, second_factor, sign_ins, stale_accounts
from tataboo_portal.access import permission_required, require
from tataboo_portal.models import User
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.sign_in_forms import CodeForm


def _person(pk):
    """The person with this key, or 404; only 管理员 comes this far."""
    return get_object_or_404(User.objects.select_related("unit"), pk=pk)


@require_POST
def account_sign_out_others(request):
    """退出其他设备."""
    ended = account_actions.sign_out_others(by=request.user, own_key=request.session.session_key)
    messages.success(request, f"已退出 {ended} 个其他设备。" if ended else "没有别的设备登录着。")
    return redirect("account")


@sensitive_post_parameters("code")
@sensitive_variables("context", "codes")
@require_http_methods(["GET", "POST"])
def account_second(request):
    """两步登录 of one's own: begun with a secret shown once, on once a code confirmed it, then renewed or given up with a code."""
    if not second_factor.of(request.user):
        require(request.user, Permission.USE_SECOND_STEP)
    form, do = CodeForm(), request.POST.get("do")
    if request.method == "POST" and do == "begin":
        return _begun(request)
    if request.method == "POST":
        form = CodeForm(request.POST)
        answer = _with_code(request, form, do) if form.is_valid() else None
        if answer:
            return answer
    return _second_page(request, form=form)


def _begun(request):
    """The page with the new secret; it stands in this answer alone."""
    try:
        factor = account_actions.begin_second_step(by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("account_second")
    code = mark_safe(second_factor.drawing(factor, request.user))  # noqa: S308 - drawn here
    return _second_page(request, form=CodeForm(), code=code, secret=second_factor.spelled(factor))


def _with_code(request, form, do):
    """What a right code does; None when it was wrong, which counts like a wrong password."""
    by, code = request.user, form.cleaned_data["code"]
    if not lockout.may_try(request, by):
        return None
    if do == "confirm":
        key = request.session.session_key
        codes = account_actions.confirm_second_step(by=by, code=code, own_key=key)
        if codes:
            return _second_page(request, codes=codes)
    elif do in {"codes", "off"} and second_factor.use(by, code):
        if do == "codes":
            return _second_page(request, codes=account_actions.renew_recovery_codes(by=by))
        account_actions.drop_second_step(by=by)
        messages.success(request, "两步登录已关掉，以后登录只要密码。")
        return redirect("account")
    lockout.count_wrong(request, by)
    form.refuse()
    return None


def _second_page(request, form=None, **shown):
    context = {"form": form, "on": second_factor.of(request.user), "begun": second_factor.begun(request.user), **shown}
    return render(request, "account_second.html", context, status=400 if form and form.errors else 200)


@require_GET
@permission_required(Permission.MANAGE)
def manage_person(request, pk):
    """账号: where a person is signed in, and what 管理员 may do about it."""
    person = _person(pk)
    context = {"person": person, "sessions": sign_ins.of(person, request.session.session_key)}
    context |= {"second_step": second_factor.of(person), "locked_until": lockout.longest(person)}
    return render(request, "manage/person.html", context)


@require_POST
@permission_required(Permission.MANAGE)
def manage_person_second(request, pk):
    """替他关掉两步登录, for whoever lost the phone and the recovery codes."""
    person = _person(pk)
    try:
        dropped = account_actions.take_second_step_off(by=request.user, person=person)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        done = "的两步登录已关掉，登录着的设备都退出了。" if dropped else "没有开两步登录。"
        messages.success(request, f"{person.full_name}{done}")
    return redirect("manage_person", pk)


@require_POST
@permission_required(Permission.MANAGE)
def manage_person_sign_out(request, pk):
    """让他退出: all devices of a person, from afar."""
    person = _person(pk)
    ended = account_actions.sign_out_person(by=request.user, person=person)
    words = f"{person.full_name}已在 {ended} 个设备上退出。" if ended else f"{person.full_name}没有在登录。"
    messages.success(request, words)
    return redirect("manage_person", pk)


@require_POST
@permission_required(Permission.MANAGE)
def manage_person_stop(request, pk):
    """停用 an account, from its page or from the list of those nobody uses."""
    person = _person(pk)
    try:
        account_actions.deactivate(by=request.user, person=person)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"{person.full_name}的账号已停用，登录着的设备都退出了。")
    return redirect("manage_people_stale") if request.POST.get("from") == "stale" else redirect("manage_person", pk)


@sensitive_variables("password", "context")
@require_POST
@permission_required(Permission.MANAGE)
def manage_person_card(request, pk):
    """登录卡: a new first password on a sheet of A6; this answer is the only place it ever stands."""
    person = _person(pk)
    try:
        password = account_actions.give_first_password(by=request.user, person=person)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("manage_person", pk)
    path = reverse("login")
    address = f"{settings.PORTAL_URL}{path}" if settings.PORTAL_URL else request.build_absolute_uri(path)
    code = mark_safe(qr.svg(address))  # noqa: S308 - drawn here
    context = {"person": person, "password": password, "address": address, "code": code}
    return render(request, "manage/login_card.html", context)


@require_GET
@permission_required(Permission.MANAGE)
def manage_people_stale(request):
    """没人用的账号: never signed in, not for 90 days, or of a unit that is no more."""
    page = paginate(stale_accounts.stale(), request.GET, keys=("id",))
    return render(request, "manage/people_stale.html", {"page": page})
