"""意见箱: anybody says what is cumbersome, the office answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.actions import suggestions as acts
from reports.enums import SuggestionState
from reports.forms.suggestions import MOST_PAGE, AnswerForm, SuggestionForm
from reports.models import Suggestion
from tataboo_portal.access import permission_required, submitted, visible_or_404
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


def author_of(suggestion, user):
    """Who said it, as this person may read it: a name its author kept back only for the office and himself."""
    is_open = not suggestion.is_anonymous or suggestion.created_by_id == user.pk
    if is_open or user.may(Permission.ANSWER_SUGGESTION):
        unit = suggestion.unit.name if suggestion.unit else ""
        return f"{unit} {suggestion.created_by.full_name}".strip()
    return "没有署名"


@require_GET
def suggestion_list(request):
    """What was said, the newest first, of one state where that is asked."""
    state = request.GET.get("state", "")
    rows = Suggestion.objects.visible_to(request.user).live()
    rows = rows.filter(state=state) if state in SuggestionState.values else rows
    page = paginate(rows.for_list(), request.GET, keys=("-id",))
    context = {
        "page": page,
        "rows": [(row, author_of(row, request.user)) for row in page.rows],
        "state": state,
        "states": SuggestionState.choices,
    }
    return render(request, "suggestions/suggestion_list.html", context)


@require_http_methods(["GET", "POST"])
def suggestion_new(request):
    """One box; the page somebody came from stands there already."""
    form = SuggestionForm(submitted(request)[0], initial={"page": page_before(request)})
    if form.is_bound and form.is_valid():
        acts.suggest(by=request.user, **form.cleaned_data)
        messages.success(request, "收到了，双创办答复以后会通知你。")
        return redirect("suggestion_list")
    return render(request, "suggestions/suggestion_new.html", {"form": form}, status=400 if form.errors else 200)


def page_before(request):
    """The page of this portal a person came from, or nothing."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return ""
    return before.split(request.get_host(), 1)[-1][:MOST_PAGE]


def load(request, pk):
    """The suggestion, for those who may know of it."""
    return visible_or_404(Suggestion.objects.for_list(), request.user, pk=pk)


def show(request, suggestion, form=None):
    """One suggestion with its answer, and the forms this person may use."""
    user = request.user
    may_answer = user.may(Permission.ANSWER_SUGGESTION) and not suggestion.is_voided
    given = {"state": suggestion.state, "words": suggestion.answer, "version": suggestion.version}
    context = {
        "suggestion": suggestion,
        "author": author_of(suggestion, user),
        "form": form or (AnswerForm(initial=given) if may_answer else None),
        "void_form": VoidForm() if may_void(user, suggestion) else None,
    }
    return render(request, "suggestions/suggestion_detail.html", context, status=400 if form else 200)


@require_GET
def suggestion_detail(request, pk):
    """One suggestion and what became of it."""
    return show(request, load(request, pk))


@require_POST
@permission_required(Permission.ANSWER_SUGGESTION)
def suggestion_answer(request, pk):
    """Say what becomes of it."""
    suggestion = load(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            acts.answer(suggestion, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "已答复，提意见的人会收到通知。")
            return redirect("suggestion_detail", pk)
    return show(request, suggestion, form)


def may_void(user, suggestion):
    """Whether this person may take it out: who said it, and the office."""
    is_own = suggestion.created_by_id == user.pk
    return (is_own or user.may(Permission.ANSWER_SUGGESTION)) and not suggestion.is_voided


@require_POST
def suggestion_void(request, pk):
    """Take one out of the list, with a reason."""
    suggestion = load(request, pk)
    if not suggestion.is_voided and not may_void(request.user, suggestion):
        raise PermissionDenied
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有作废：作废要写原因。")
        return redirect("suggestion_detail", pk)
    acts.void(suggestion, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, "已作废，不再列出来。")
    return redirect(reverse("suggestion_list"))
