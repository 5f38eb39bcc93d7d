"""The door: signing in in one step or two, signing out, and what was typed when a sign-in ended."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from tataboo_portal import audit, lockout, old_passwords, public, second_factor, second_step, sign_ins, unsent, ways
from tataboo_portal.access import submitted
from tataboo_portal.enums import AuditAction
from tataboo_portal.sign_in_forms import CodeForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
OVER_SENTENCE = "首次密码过期了，找双创办重新打一张登录卡。"
BY_CODE_REASON = "用了一个备用码"


@method_decorator(sensitive_variables("form"), name="post")
class SignIn(LoginView):
    """登录."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        person, address = form.get_user(), public.visitor_address(self.request)
        if old_passwords.is_over(person):
            audit.record(by=None, action=AuditAction.REFUSED, subject=person, reason=OVER_SENTENCE, address=address)
            form.add_error(None, OVER_SENTENCE)
            return self.form_invalid(form)
        keep, way = bool(form.cleaned_data.get("keep")), self.get_success_url()
        if second_factor.of(person):
            second_step.ask(self.request, person, keep=keep, way=way)
            return redirect("login_second")
        return enter(self.request, person, keep=keep, way=way)

    def get_success_url(self):
        return ways.to_a_page(super().get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_waiting": unsent.is_waiting(self.request)}


def enter(request, person, *, keep, way, reason=""):
    """Sign the person in on this device; the answer leads on, by what was not sent before if there is any."""
    login(request, person, backend=BACKEND)
    sign_ins.remember(request, keep=keep and not person.must_change_password)
    if not person.must_change_password and old_passwords.is_too_old(person):
        request.session[sign_ins.CHANGE_FIRST] = True
    address = public.visitor_address(request)
    audit.record(by=person, action=AuditAction.SIGN_IN, subject=person, reason=reason, address=address)
    return redirect("unsent") if unsent.of(request) else HttpResponseRedirect(way)


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def login_second(request):
    """两步登录: the code, asked after the password and before anything opens."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    asked = second_step.asked(request)
    if asked is None:
        return redirect("login")
    form = CodeForm(submitted(request)[0])
    if request.method == "POST" and form.is_valid() and lockout.may_try(request, asked.person):
        used = second_factor.use(asked.person, form.cleaned_data["code"])
        if used:
            second_step.done(request)
            reason = BY_CODE_REASON if used == second_factor.BY_CODE else ""
            return enter(request, asked.person, keep=asked.keep, way=asked.way, reason=reason)
        lockout.count_wrong(request, asked.person)
        form.refuse()
    return render(request, "registration/second_step.html", {"form": form}, status=400 if form.errors else 200)


class SignOut(LogoutView):
    """退出."""

    def post(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            audit.record(by=request.user, action=AuditAction.SIGN_OUT, subject=request.user)
        return super().post(request, *args, **kwargs)


@require_http_methods(["GET", "POST"])
def unsent_form(request):
    """刚才没交上去的: shown after signing in again, and sent by a press of the person's own; POST forgets it."""
    kept = unsent.of(request)
    if request.method == "POST" or kept is None:
        unsent.drop(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _to_send_again(request, kept)


def stale_page(request, reason=""):
    """A form without a good token: from our own page, opened before the last sign-in, it is shown for sending again; else refused."""
    fields = unsent.fields_of(request) if _is_own_page(request) else None
    if not fields or not request.user.is_authenticated or request.path.startswith(unsent.SECRET_PATHS):
        return render(request, "403_csrf.html", status=403)
    kept = {"path": request.get_full_path(), "fields": fields, "had_files": bool(request.FILES)}
    return _to_send_again(request, kept, status=403)


def _to_send_again(request, kept, status=200):
    return render(request, "unsent.html", kept | {"words": unsent.words_of(kept["fields"])}, status=status)


def _is_own_page(request):
    """Whether the browser says that a page of ours sent this; no page of another site can make it say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
