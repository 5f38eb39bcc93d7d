"""Rules that hold for every request."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponseNotAllowed, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from tataboo_portal import audit, error_views, log_lines, public, sign_ins, unsent
from tataboo_portal.enums import AuditAction
from tataboo_portal.models.places import random_code

PASSWORD_DOORS = ("account", "logout", "text_size")
CHANGE_FIRST_SENTENCE = "先改密码，改好后会接着上传，照片不会丢"
ID_LETTERS = 10  # told over the phone
ADMIN = "/admin/"
METHODS = ("GET", "HEAD", "POST")
WORDS = ("text/", "application/json", "application/javascript")


def numbered(get_response):
    """Every request has a number of its own: in its log lines, on the page that says what went wrong, in the answer's head."""

    def middleware(request):
        request.id = random_code(ID_LETTERS)
        before = log_lines.asking.set(request)
        try:
            response = get_response(request)
        finally:
            log_lines.asking.reset(before)
        response.headers["X-Request-Id"] = request.id
        return response

    return middleware


class SmallPages(GZipMiddleware):
    """Pages travel compressed, with padding of random length against guessing from sizes; photos and parcels travel as they are."""

    def process_response(self, request, response):
        if not response.headers.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)


def old_browser(get_response):
    """Browsers with the Trident engine (兼容模式) get one page that says how to switch."""

    def middleware(request):
        agent = request.headers.get("User-Agent", "")
        if "Trident/" in agent or "MSIE " in agent:
            return render(request, "old_browser.html")
        return get_response(request)

    return middleware


def private_pages(get_response):
    """Pages are personal: nothing between the server and the person keeps a copy, unless the view said how."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        return response

    return middleware


class Sessions(SessionMiddleware):
    """A cookie whose session is over stays where it is.

    It says whose late form it comes with; and an answer that was under way takes no cookie from who has signed in meanwhile.
    """

    def process_response(self, request, response):
        session = request.session
        if session.modified or not session.is_empty():
            return super().process_response(request, response)
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
        return response


class SignInFirst(LoginRequiredMiddleware):
    """Nothing opens without a sign-in; what somebody sends after theirs has ended is kept for after the next one."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated and request.path.startswith(ADMIN):
            unsent.keep(request)  # the admin has a door of its own
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if _wants_json(request):
            return JsonResponse({"sentences": [unsent.EXPIRED_SENTENCE]}, status=401)
        unsent.keep(request)
        if request.method == "POST" and not unsent.is_waiting(request):
            # After the sign-in a page is opened, and an address that only takes forms has none.
            return redirect_to_login(unsent.page_before(request))
        return super().handle_no_permission(request, view_func)


def known_methods(get_response):
    """No page knows another method than GET, HEAD and POST; HEAD is answered as GET is, and the server leaves the body out.

    Where the method does not fit, a page says how to go on.
    """

    def middleware(request):
        response = answered(request)
        return error_views.not_this_way(request, response) if response.status_code == 405 else response

    def answered(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        return response

    return middleware


def first_password(get_response):
    """Whoever was given a password by somebody else, or has one that is too old, changes it before anything else opens."""

    def middleware(request):
        user = request.user
        if user.is_authenticated and (user.must_change_password or request.session.get(sign_ins.CHANGE_FIRST)):
            open_paths = {reverse(name) for name in PASSWORD_DOORS}
            if request.path not in open_paths:
                return _not_yet(request)
        return get_response(request)

    return middleware


def _not_yet(request):
    """The way to the change; a phone's queue would take that page for an answer and is told to wait instead."""
    if request.path.startswith(error_views.UPLOADS) or _wants_json(request):
        return JsonResponse({"first": CHANGE_FIRST_SENTENCE}, status=401)
    return redirect("account")


def _wants_json(request):
    return request.method == "POST" and "application/json" in request.headers.get("Accept", "")


def refused_attempts(get_response):
    """Whoever is signed in and is refused leaves an event of its own; what the page had begun is undone by then."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 403 and request.user.is_authenticated:
            audit.record(
                by=request.user,
                action=AuditAction.REFUSED,
                subject=request.user,
                reason=f"{request.method} {request.path}",
                address=public.visitor_address(request),
            )
        return response

    return middleware
