"""The pages every register shares: list, new entry, one entry, void, photo; a floor hands in its registers."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse

from tataboo_portal import attachments, photos, registers
from tataboo_portal.access import paper_response, photo_response, require, submitted, visible_or_404
from tataboo_portal.actions import see_plain
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.ledger_views import MOST_NAMED_PLACES, may_write
from tataboo_portal.models import Place
from tataboo_portal.paging import COUNT_CAP, paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.register_forms import RegisterFilter


def index_page(request, found):
    """Every register with how many rows this person sees in it, counted up to a cap."""
    doors = []
    for register in found:
        count = register.model.objects.visible_to(request.user).live()[: COUNT_CAP + 1].count()
        doors.append({"register": register, "count": f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)})
    return render(request, "registers/register_index.html", {"doors": doors})


def list_page(request, register):
    """The filtered rows of one register, a table at a desk and cards on a phone."""
    filters = RegisterFilter(request.GET, register.model.objects.visible_to(request.user), register=register)
    page = paginate(filters.qs.for_list(), request.GET, keys=register.keys)
    context = {
        "register": register,
        "filter": filters,
        "page": page,
        "rows": [register.shown(row) for row in page.rows],
        "has_flags": register.flags is not None or bool(request.GET.get("show")),
        "may_add": request.user.may(Permission.LOG_WORK),
        "has_sums": register.summary is not None,
        "sums": register.summary(filters.qs) if register.summary else None,
    }
    return render(request, "registers/register_list.html", context)


def add_page(request, register):
    """A new entry: one form, one row however often it arrives."""
    user = request.user
    require(user, Permission.LOG_WORK)
    initial = {name: request.GET[name][:40] for name in register.prefilled if name in request.GET}
    form = register.form(*submitted(request), user=user, initial=initial | {"client_uuid": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        try:
            row = add_row(register, by=user, client_uuid=form.cleaned_data["client_uuid"], **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(after_adding(request, register, row))
    if form.is_bound:
        keep_for_retry(form, by=user)
    context = {"register": register, "form": form, "places": named_places(user)}
    return render(request, "registers/register_add.html", context, status=400 if form.errors else 200)


def keep_for_retry(form, *, by):
    """Keep the good photo and the good paper of a form that has another mistake."""
    photos.keep_for_retry(form, by=by)
    attachments.keep_for_retry(form, by=by)


def add_row(register, **values):
    """The new row, written the register's own way where it has one."""
    return register.add(**values) if register.add else registers.add(register.model, **values)


def after_adding(request, register, row):
    """The new row's page, told of; the list in silence when the number belonged to a row this person may not know of."""
    if register.model.objects.visible_to(request.user).filter(pk=row.pk).exists():
        messages.success(request, f"已记：{row}。")
        return reverse("register_detail", args=[register.slug, row.pk])
    return reverse("register_list", args=[register.slug])


def named_places(user):
    """Places offered while typing."""
    return Place.objects.visible_to(user).active()[:MOST_NAMED_PLACES]


def load(request, register, pk):
    """The row this person may know of, or 404."""
    return visible_or_404(register.model.objects.for_list(), request.user, pk=pk)


def detail_page(request, register, pk):
    """One row: facts, what the register adds, photos, and for those who may, the form that changes it."""
    row, user = load(request, register, pk), request.user
    writable = may_write(user, row) and not row.is_voided
    if request.method == "POST" and not writable:
        raise PermissionDenied
    form = register.form(*submitted(request), user=user, row=row) if writable else None
    if form and form.is_bound and form.is_valid():
        try:
            change = register.change or registers.change
            change(row, by=user, version=form.cleaned_data["version"], **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            form.is_stale = isinstance(refusal, StaleEdit)
        else:
            messages.success(request, "已保存。")
            return redirect("register_detail", register.slug, pk)
    if form and form.is_bound:
        keep_for_retry(form, by=user)
    context = {
        "register": register,
        "row": row,
        "facts": facts_of(register, row, writable),
        "flags": register.flags_of(row),
        "photos": row.photos.all(),
        "paper": register.paper_of(row),
        "form": form,
        "void_form": VoidForm(),
        "places": named_places(user) if form else (),
    }
    if register.extra_context:
        context |= register.extra_context(request, row)
    if form and (told := private_of(row)):
        see_plain(by=user, subject=row, what="、".join(told))
    return render(request, "registers/register_detail.html", context, status=400 if form and form.errors else 200)


def facts_of(register, row, writable):
    """The row's columns and note; a phone number or a giver's name is plain only for those who may write the row."""
    facts = dict(register.facts(row))
    if writable:
        facts |= private_of(row)
    return [*facts.items(), ("备注", row.note)] if row.note else list(facts.items())


def private_of(row):
    """{words of the field: what stands in it} of what is hidden from those who may not write the row."""
    found = {name: getattr(row, name, "") for name in registers.PRIVATE}
    return {str(row._meta.get_field(name).verbose_name): value for name, value in found.items() if value}


def void_row(request, register, pk):
    """Void one row with its reason, and go back to the list."""
    row = load(request, register, pk)
    if not may_write(request.user, row):
        raise PermissionDenied
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有作废：作废要写原因。")
        return redirect("register_detail", register.slug, pk)
    void = register.void or registers.void
    try:
        void(row, by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, f"没有作废：{refusal.sentence}")
        return redirect("register_detail", register.slug, pk)
    messages.success(request, f"已作废：{row}。可以在“显示：作废的”里看到。")
    return redirect("register_list", register.slug)


def photo(request, register, pk, token, size):
    """A photo of a row this person may see."""
    return photo_response(load(request, register, pk).photos.all(), token, size)


def paper(request, register, pk, token):
    """The paper of a row this person may see."""
    return paper_response(register.paper_of(load(request, register, pk)), token)
