"""简报: the list, a new one, one as a page, and every version of it that was published."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from reports import bulletins, publishing, sentences
from reports.actions import bulletins as actions
from reports.bulletins import gallery, phrases
from reports.forms.bulletins import BulletinForm
from reports.links import Links
from reports.models import Bulletin
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.paging import paginate
from tataboo_portal.periods import Span
from tataboo_portal.permissions import Permission


def bulletin_or_404(pk):
    """The bulletin of this number, voided or not."""
    return get_object_or_404(Bulletin.objects.select_related("campaign", "created_by", "voided_by"), pk=pk)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_list(request):
    """简报, 奋进篇 and 通报, the newest first; those voided only where they are asked for."""
    shows_voided = request.GET.get("show") == "voided"
    rows = Bulletin.objects.filter(voided_at__isnull=not shows_voided).select_related("created_by")
    page = paginate(rows, request.GET, keys=("-issued_on", "-id"))
    found = [{"bulletin": row, "period": bulletins.label_of(row)} for row in page.rows]
    context = {"page": page, "rows": found, "shows_voided": shows_voided}
    return render(request, "reports/bulletin_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_new(request):
    """起草: which kind, which days; the draft is there at once."""
    asked = {name: request.GET[name] for name in ("kind", "start", "end", "campaign") if name in request.GET}
    form = BulletinForm(submitted(request)[0], initial=asked)
    if form.is_bound and form.is_valid():
        bulletin = actions.draft(by=request.user, **form.cleaned_data)
        messages.success(request, "草稿已按最新数据写好，往下看，哪里要改就改。")
        return redirect("bulletin_detail", bulletin.pk)
    context = {"form": form, "presets": presets(timezone.localdate())}
    return render(request, "reports/bulletin_form.html", context, status=400 if form.is_bound else 200)


def presets(today):
    """Usual periods as addresses of the form: last month, the year's whole months, the year until today."""
    first = today.replace(day=1)
    last = first - timedelta(days=1)
    found = [("上月", Span(last.replace(day=1), last))]
    if last.year == today.year and last.month > 1:
        found.append((f"今年1至{last.month}月", Span(last.replace(month=1, day=1), last)))
    found.append(("今年以来", Span(today.replace(month=1, day=1), today)))
    return [
        {"words": words, "url": f"{reverse('bulletin_new')}?start={span.start}&end={span.end}"} for words, span in found
    ]


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_detail(request, pk):
    """One bulletin as it is read; every number leads to its records, every part to its editing."""
    bulletin = bulletin_or_404(pk)
    versions = list(bulletin.versions.select_related("published_by", "withdrawn_by"))
    standing = next((version for version in versions if version.withdrawn_at is None), None)
    may_write = request.user.may(Permission.BUILD_REPORT) and not bulletin.voided_at
    content = readable(bulletins.shown(bulletin), bulletin, request.user)
    context = {
        "bulletin": bulletin,
        "content": content,
        "state": "已作废" if bulletin.voided_at else bulletin.get_state_display(),
        "as_of": bulletin.data_as_of,
        "versions": versions,
        "is_broken": standing is not None and not publishing.is_whole(standing),
        "may_write": may_write,
        "editable": may_write and not bulletin.is_published,
        "is_running": bulletin.end >= timezone.localdate(),
        "lost": lost(content),
    }
    return render(request, "reports/bulletin_detail.html", context | (_gaps(bulletin, content) if may_write else {}))


def _gaps(bulletin, content):
    """What the office finds nowhere on the page: sections without a word, and edits whose sentence is not written any more."""
    written = {section["code"] for section in sentences.sections_of(content["parts"])}
    left = {address.partition("/")[0] for address in sentences.unused(bulletin.content, bulletin.edits)}
    headings = phrases.headings_of(bulletin.kind)
    return {
        "blank": [heading for heading in headings if heading.code not in written],
        "unused_in": [heading for heading in headings if heading.code in left],
    }


def readable(content, bulletin, user):
    """The content with an address on every number this person may open, and pairs that know which of their photos may be shown."""
    links, span = Links(user), bulletins.span_of(bulletin)
    for section in sentences.sections_of(content["parts"]):
        for block in section["blocks"]:
            for run in block.get("runs", ()):
                link(run, links, span)
    known = gallery.copies(bulletins.pairs_of(content))
    for item in bulletins.pairs_of(content):
        item["photos"] = [(stage, words, item[stage] in known and item[stage]) for stage, words in gallery.NAMES]
    return content | {"day": bulletins.day_of(content)}


def link(run, links, span):
    """Write into a bound run where its records are: the list of a total, or the page of historical figures."""
    if run.get("metric"):
        run["url"] = links.records(run["metric"], span)
    elif run.get("figure"):
        run["url"] = reverse("campaign_detail", args=[run["figure"][0]])


def lost(content):
    """How many of its photos may not be shown any more."""
    return sum(1 for item in bulletins.pairs_of(content) for _, _, token in item["photos"] if not token)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_version(request, pk, number):
    """One version as it was published, in force or withdrawn."""
    bulletin = bulletin_or_404(pk)
    version = get_object_or_404(bulletin.versions.select_related("published_by", "withdrawn_by"), number=number)
    is_broken = not publishing.is_whole(version)
    context = {
        "bulletin": bulletin,
        "version": version,
        "content": readable(version.content, bulletin, request.user),
        "state": f"第{number}次发布{'，已撤回' if version.withdrawn_at else ''}",
        "as_of": version.data_as_of,
        "is_broken": is_broken,
    }
    return render(request, "reports/bulletin_version.html", context)
