"""Editing a bulletin: what stands beside its text, one section, and its pairs of photos."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports import bulletins, sentences
from reports.actions import bulletins as actions
from reports.bulletins import gallery, phrases
from reports.forms.bulletins import BulletinFactsForm, OwnWordsForm, PairsForm
from reports.forms.report import SectionForm
from reports.links import Links
from reports.views.bulletins import bulletin_or_404, link
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit


def refused_standing(request, bulletin):
    """Whether its words stand still; then a message says so."""
    try:
        bulletins.refuse_standing(bulletin)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return True
    return False


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_facts(request, pk):
    """标题、期号、落款: what stands beside the text."""
    bulletin = bulletin_or_404(pk)
    if refused_standing(request, bulletin):
        return redirect("bulletin_detail", pk)
    form = BulletinFactsForm(submitted(request)[0], bulletin=bulletin)

    def save():
        actions.change_facts(by=request.user, bulletin=bulletin, version=form.cleaned_data["version"], **form.values())

    if form.is_bound and form.is_valid() and _saved(request, form, save):
        return redirect("bulletin_detail", pk)
    context = {"bulletin": bulletin, "form": form}
    return render(request, "reports/bulletin_facts.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_edit(request, pk, section):
    """One section's sentences and the office's own paragraphs; 恢复自动文字 gives a sentence back to the portal."""
    bulletin = bulletin_or_404(pk)
    heading = next((row for row in phrases.headings_of(bulletin.kind) if row.code == section), None)
    if heading is None:
        raise Http404
    if refused_standing(request, bulletin):
        return redirect("bulletin_detail", pk)
    sent, computed = submitted(request)[0], _sentences(bulletin, section)
    form = SectionForm(sent, report=bulletin, computed=computed)
    own = OwnWordsForm(sent, bulletin=bulletin, heading=heading)
    is_good = form.is_bound and all((form.is_valid(), own.is_valid()))
    if is_good and _saved(request, form, lambda: _keep(request, bulletin, section, form, own)):
        back = request.path if "restore" in request.POST else f"{reverse('bulletin_detail', args=[pk])}#s-{section}"
        return redirect(back)
    if form.is_stale:
        bulletin.refresh_from_db()
        form = form.over(bulletin, _sentences(bulletin, section), actions.STALE_SENTENCE)
    links, span = Links(request.user), bulletins.span_of(bulletin)
    for row in form.rows:
        for run in row["shown"]:
            link(run, links, span)
    context = {"bulletin": bulletin, "heading": heading, "form": form, "own": own, "unused": _unused(bulletin, section)}
    return render(request, "reports/bulletin_edit.html", context, status=400 if form.is_bound else 200)


def _sentences(bulletin, code):
    sections = sentences.sections_of(bulletin.content["parts"])
    return next((sentences.in_section(section) for section in sections if section["code"] == code), {})


def _unused(bulletin, code):
    """Edits of this section whose sentence is not written any more."""
    left = sentences.unused(bulletin.content, bulletin.edits)
    return [
        {"address": address, "words": sentences.words_of(edit), "edit": edit}
        for address, edit in left.items()
        if address.partition("/")[0] == code
    ]


def _keep(request, bulletin, section, form, own):
    actions.edit_section(
        by=request.user,
        bulletin=bulletin,
        version=form.cleaned_data["version"],
        section=section,
        typed=form.typed(),
        own=own.cleaned_data["own"].strip(),
        restored=request.POST.getlist("restore"),
    )


def _saved(request, form, save):
    """Whether what was sent is kept; what it was refused for stands in the form."""
    try:
        save()
    except Refusal as refusal:
        form.is_stale = isinstance(refusal, StaleEdit)
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, "已保存。")
    return True


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_pairs(request, pk):
    """对比照片: pairs closed in its days whose photos were prepared for outside, and which still have to be."""
    bulletin = bulletin_or_404(pk)
    if refused_standing(request, bulletin):
        return redirect("bulletin_detail", pk)
    offer = gallery.offered(bulletins.span_of(bulletin), bulletin.pairs)
    form = PairsForm(submitted(request)[0], bulletin=bulletin, offer=offer.ready)

    def save():
        version = form.cleaned_data["version"]
        actions.choose_pairs(by=request.user, bulletin=bulletin, version=version, pairs=form.items())

    if form.is_bound and form.is_valid() and _saved(request, form, save):
        return redirect("bulletin_detail", pk)
    context = {"bulletin": bulletin, "form": form, "rows": form.rows(), "waiting": offer.waiting}
    context["most"] = gallery.MOST_CHOSEN
    return render(request, "reports/bulletin_pairs.html", context, status=400 if form.is_bound else 200)
