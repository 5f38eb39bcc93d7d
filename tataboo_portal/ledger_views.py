"""The pages every ledger shares: list with quick entry, one row, void, photo; a floor hands in what is its own."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tataboo_portal import ledgers, photos
from tataboo_portal.access import photo_response, submitted, visible_or_404
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.models import Place
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit

MOST_NAMED_PLACES = 500
UNDO_WITHIN = timedelta(minutes=5)
UNDO_REASON = "撤销"


def words_of(row):
    """A row as titles and toasts say it: “社区七 清理牛皮癣 12 处”."""
    return f"{row.unit.name} {row.counted.name} {row.quantity} {row.counted.unit_word}"


@dataclass(frozen=True)
class Ledger:
    """One floor's ledger: its model, forms, actions, URL names and words.

    `list_context(request, context)` and `row_context(row)` give its own templates what the shared ones do not need.
    """

    model: type
    form: type
    filter: type
    prefix: str
    title: str
    add: Callable
    change: Callable
    void: Callable
    counted_heading: str = ""
    sum_fields: tuple = ()
    words: Callable = words_of
    list_template: str = "ledger/list.html"
    detail_template: str = "ledger/detail.html"
    list_context: Callable | None = None
    row_context: Callable | None = None

    def url_names(self):
        """The URL names its templates need."""
        return {f"{page}_url_name": f"{self.prefix}_{page}" for page in ("list", "detail", "void", "photo")}

    def url(self, page, *args):
        """The address of one of this ledger's pages."""
        return reverse(f"{self.prefix}_{page}", args=args)


def may_write(user, row):
    """Whether this person may change the row: the office any, others those their own unit leads; never a part of another."""
    if not user.may(Permission.LOG_WORK) or getattr(row, "is_part", False):
        return False
    return user.may(Permission.LOG_FOR_ANY_UNIT) or row.unit_id == user.unit_id


def list_page(request, ledger):
    """The quick row above, the filtered rows below, their sums between."""
    user = request.user
    if request.method == "POST" and not user.may(Permission.LOG_WORK):
        raise PermissionDenied
    form = entry_form(request, ledger) if user.may(Permission.LOG_WORK) else None
    if request.method == "POST":
        row = added(ledger, form, by=user) if form.is_valid() else None
        if row:
            return redirect(f"{ledger.url('list')}?{urlencode(kept_for_next(ledger, row))}")
        photos.keep_for_retry(form, by=user)
    filters = ledger.filter(request.GET, ledger.model.objects.visible_to(user))
    page, saved = paginate(filters.qs.for_list(), request.GET), just_saved(request, ledger)
    own = saved["row"] if saved else next((row for row in page.rows if row.created_by_id == user.pk), None)
    context = {
        "ledger": ledger,
        "form": form,
        "filter": filters,
        "page": page,
        "sums": ledgers.sums(filters.qs, ledger.sum_fields) if ledger.sum_fields else None,
        "places": Place.objects.visible_to(user).active()[:MOST_NAMED_PLACES] if form else (),
        "just_saved": saved,
        "last_url": ledger.url("detail", own.pk) if own and may_write(user, own) else "",
    }
    if ledger.list_context:
        context |= ledger.list_context(request, context)
    status = 400 if form and form.errors else 200
    return render(request, ledger.list_template, context | ledger.url_names(), status=status)


def added(ledger, form, *, by):
    """The row a good form makes; None when it was refused, which the form then says."""
    try:
        return ledger.add(by=by, client_uuid=form.cleaned_data["client_uuid"], **form.values())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None


def kept_for_next(ledger, row):
    """What the next quick row keeps of the entry just made: its kind and day."""
    kept = {"saved": row.pk, "kept_day": row.day.isoformat()}
    if ledger.form.subject:
        kept["kept_subject"] = getattr(row, ledger.form.subject).pk
    return kept


def entry_form(request, ledger):
    """The quick row: empty for today, with the kind and day of the entry just made."""
    initial = {"day": timezone.localdate(), "client_uuid": uuid.uuid4()}
    if request.GET.get("saved"):
        kept = {"day": "kept_day", ledger.form.subject or "subject": "kept_subject"}
        initial |= {name: request.GET[sent] for name, sent in kept.items() if sent in request.GET}
    named = [name for name in ("unit", "where", ledger.form.subject) if f"at_{name}" in request.GET]
    initial |= {name: request.GET[f"at_{name}"][:80] for name in named}
    form = ledger.form(*submitted(request), user=request.user, initial=initial)
    first = "unit" if "unit" in form.fields else ledger.form.subject or "where"
    form.fields[first].widget.attrs["autofocus"] = True
    return form


def just_saved(request, ledger):
    """What the toast says of the entry just made by this person, with its 撤销; None for anything else."""
    saved = request.GET.get("saved", "")
    if not saved.isdecimal() or len(saved) > 18:
        return None
    row = ledger.model.objects.visible_to(request.user).live().for_list().filter(pk=saved).first()
    if row is None or not may_undo(request.user, row):
        return None
    return {"row": row, "words": f"已记：{ledger.words(row)}", "undo_url": ledger.url("void", row.pk)}


def may_undo(user, row):
    """Whether one click takes the row back: for a few minutes, by whoever made it."""
    is_fresh = timezone.now() - row.created_at <= UNDO_WITHIN
    return is_fresh and row.created_by_id == user.pk and may_write(user, row)


def detail_page(request, ledger, pk):
    """One row: facts, photos, and for those who may, the form that changes it."""
    row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
    writable = may_write(request.user, row) and not row.is_voided
    if request.method == "POST" and not writable:
        raise PermissionDenied
    form = None
    if writable:
        initial = ledger.form.initial_of(row)
        form = ledger.form(*submitted(request), user=request.user, row=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        refusal = refusal_of(ledger, row, form, by=request.user)
        if refusal is None:
            messages.success(request, "已保存。")
            return redirect(ledger.url("detail", pk))
        row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
        if isinstance(refusal, StaleEdit):
            look_again(form, row)
    if form and form.errors:
        photos.keep_for_retry(form, by=request.user)
    context = {
        "ledger": ledger,
        "row": row,
        "words": ledger.words(row),
        "photos": row.photos.all(),
        "form": form,
        "void_form": VoidForm(),
        "places": Place.objects.visible_to(request.user).active()[:MOST_NAMED_PLACES] if form else (),
    }
    if ledger.row_context:
        context |= ledger.row_context(row)
    status = 400 if form and form.errors else 200
    return render(request, ledger.detail_template, context | ledger.url_names(), status=status)


def refusal_of(ledger, row, form, *, by):
    """Why the row was not changed, which the form says too; None when it was."""
    try:
        ledger.change(row, by=by, version=form.cleaned_data["version"], **form.values())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return refusal
    return None


def look_again(form, row):
    """Keep what was typed and tell what the row holds otherwise; saving once more is meant for the row as it is now."""
    form.data = form.data.copy()
    form.data["version"] = str(row.version)
    form.standing = []
    for name, value in type(form).initial_of(row).items():
        field = form.fields.get(name)
        if field and not field.widget.is_hidden and form.cleaned_data.get(name) != value:
            words = field.label_from_instance(value) if hasattr(field, "label_from_instance") and value else value
            form.standing.append((field.label, words))


def void_row(request, ledger, pk):
    """Void one row with its reason, or take back within minutes what one has just made, and go back to the list."""
    row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
    if not may_write(request.user, row):
        raise PermissionDenied
    if "undo" in request.POST:
        return undo_row(request, ledger, row)
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有作废：作废要写原因。")
        return redirect(ledger.url("detail", pk))
    ledger.void(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"已作废：{ledger.words(row)}。可以在“显示：作废的”里看到。")
    return redirect(ledger.url("list"))


def undo_row(request, ledger, row):
    """撤销: void without asking why, for whoever made the row a moment ago."""
    if not may_undo(request.user, row):
        messages.error(request, "过了 5 分钟，或者不是自己记的，不能直接撤销；要作废就写一下原因。")
        return redirect(ledger.url("detail", row.pk))
    ledger.void(row, by=request.user, reason=UNDO_REASON)
    messages.success(request, f"已撤销：{ledger.words(row)}。")
    return redirect(ledger.url("list"))


def photo(request, ledger, pk, token, size):
    """A photo of a row this person may see."""
    row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
    return photo_response(row.photos.all(), token, size)
