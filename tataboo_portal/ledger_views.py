"""The pages every ledger shares: list with quick entry, one row, void, photo; a floor hands in what is its own."""

import uuid
from dataclasses import dataclass
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
from tataboo_portal.refusals import Refusal

MOST_NAMED_PLACES = 500


@dataclass(frozen=True)
class Ledger:
    """One floor's ledger: its model, forms, actions, URL names and words."""

    model: type
    form: type
    filter: type
    prefix: str
    title: str
    counted_heading: str
    sum_fields: tuple
    add: object
    change: object
    void: object

    def url_names(self):
        """The URL names its templates need."""
        return {f"{page}_url_name": f"{self.prefix}_{page}" for page in ("list", "detail", "void", "photo")}

    def url(self, page, *args):
        """The address of one of this ledger's pages."""
        return reverse(f"{self.prefix}_{page}", args=args)


def words_of(row):
    """A row as titles and toasts say it: “社区七 清理牛皮癣 12 处”."""
    return f"{row.unit.name} {row.counted.name} {row.quantity} {row.counted.unit_word}"


def may_write(user, row):
    """Whether this person may change the row: the office any, others those their own unit leads."""
    if not user.may(Permission.LOG_WORK):
        return False
    return user.may(Permission.LOG_FOR_ANY_UNIT) or row.unit_id == user.unit_id


def list_page(request, ledger):
    """The quick row above, the filtered rows below, their sums between."""
    user = request.user
    if request.method == "POST" and not user.may(Permission.LOG_WORK):
        raise PermissionDenied
    form = entry_form(request, ledger) if user.may(Permission.LOG_WORK) else None
    if request.method == "POST":
        if form.is_valid():
            row = ledger.add(by=user, client_uuid=form.cleaned_data["client_uuid"], **form.values())
            kept = {"saved": row.pk, "kept_subject": row_subject(ledger, row).pk, "kept_day": row.day.isoformat()}
            return redirect(f"{ledger.url('list')}?{urlencode(kept)}")
        photos.keep_for_retry(form, by=user)
    filters = ledger.filter(request.GET, ledger.model.objects.visible_to(user))
    context = {
        "ledger": ledger,
        "form": form,
        "filter": filters,
        "page": paginate(filters.qs.for_list(), request.GET),
        "sums": ledgers.sums(filters.qs, ledger.sum_fields),
        "places": Place.objects.visible_to(user).active()[:MOST_NAMED_PLACES] if form else (),
        "just_saved": just_saved(request, ledger),
    }
    return render(
        request, "ledger/list.html", context | ledger.url_names(), status=400 if form and form.errors else 200
    )


def row_subject(ledger, row):
    """What the row is of: its indicator or kind."""
    return getattr(row, ledger.form.subject)


def entry_form(request, ledger):
    """The quick row: empty for today, with the kind and day of the entry just made."""
    initial = {"day": timezone.localdate(), "client_uuid": uuid.uuid4()}
    if request.GET.get("saved"):
        kept = {"day": "kept_day", ledger.form.subject: "kept_subject"}
        initial |= {name: request.GET[sent] for name, sent in kept.items() if sent in request.GET}
    form = ledger.form(*submitted(request), user=request.user, initial=initial)
    first = "unit" if "unit" in form.fields else ledger.form.subject
    form.fields[first].widget.attrs["autofocus"] = True
    return form


def just_saved(request, ledger):
    """What the toast says of the entry just made, with its 撤销; None for anything else."""
    saved = request.GET.get("saved", "")
    if not saved.isdigit() or len(saved) > 18:
        return None
    row = ledger.model.objects.visible_to(request.user).live().for_list().filter(pk=saved).first()
    if row is None or not may_write(request.user, row):
        return None
    return {"words": f"已记：{words_of(row)}", "undo_url": ledger.url("void", row.pk)}


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
        try:
            ledger.change(row, by=request.user, version=form.cleaned_data["version"], **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "已保存。")
            return redirect(ledger.url("detail", pk))
    if form and form.errors:
        photos.keep_for_retry(form, by=request.user)
    context = {
        "ledger": ledger,
        "row": row,
        "words": words_of(row),
        "photos": row.photos.all(),
        "form": form,
        "void_form": VoidForm(),
        "places": Place.objects.visible_to(request.user).active()[:MOST_NAMED_PLACES] if form else (),
    }
    return render(
        request, "ledger/detail.html", context | ledger.url_names(), status=400 if form and form.errors else 200
    )


def void_row(request, ledger, pk):
    """Void one row with its reason, and go back to the list."""
    row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
    if not may_write(request.user, row):
        raise PermissionDenied
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有作废：作废要写原因。")
        return redirect(ledger.url("detail", pk))
    ledger.void(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"已作废：{words_of(row)}。可以在“显示：作废的”里看到。")
    return redirect(ledger.url("list"))


def photo(request, ledger, pk, token, size):
    """A photo of a row this person may see."""
    row = visible_or_404(ledger.model.objects.for_list(), request.user, pk=pk)
    return photo_response(row.photos.all(), token, size)
