"""整改对比: the gallery of what was put right, and the ways it leaves the portal: on paper, as Word, as a parcel."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections.forms.filters import span_words
from inspections.models import RemediationTask
from reports import actions, archives, pairs
from reports.forms import PairFilter, PaperForm
from reports.papers.pairs import pairs_document
from reports.views.meetings import DOCX_TYPE
from tataboo_portal import photos
from tataboo_portal.access import visible_or_404
from tataboo_portal.enums import PhotoSize
from tataboo_portal.models import Photo

MOST_ON_PAPER, MOST_IN_WORD, MOST_IN_PARCEL = 60, 60, 200
NOTHING_SENTENCE = "没有可以带走的对比照片，换个筛选条件，或者勾几组。"
CUT_SENTENCES = {
    MOST_ON_PAPER: "一次最多 60 组，这里是最新办结的 60 组；其余的按时间分几次做。",
    MOST_IN_PARCEL: "一次最多 200 组，这里是最新办结的 200 组；其余的按时间分几次做。",
}


@require_GET
def pair_list(request):
    """整改对比相册: pairs of closed tasks this person may know of, newest closed first."""
    filters = PairFilter(request.GET, user=request.user)
    page = pairs.page_of(filters.tasks, filters.closed, request.GET)
    limits = {"paper": MOST_ON_PAPER, "word": MOST_IN_WORD, "parcel": MOST_IN_PARCEL}
    return render(request, "reports/pair_list.html", {"filter": filters, "page": page, "limits": limits})


@require_http_methods(["GET", "HEAD", "POST"])
def pair_print(request):
    """The pairs on A4, two or six on a page; what was ticked travels in the address, so that the page can be kept."""
    if request.method == "POST":
        return redirect(f"{reverse('pair_print')}?{urlencode(asked_of(request.POST, request.user))}")
    form, filters, found, is_cut = selection(request, request.GET, MOST_ON_PAPER)
    size = form.on_a_page
    context = {
        "sheets": [found[start : start + size] for start in range(0, len(found), size)],
        "per": size,
        "layouts": layouts(request, size),
        "subject": subject_of(filters, found),
        "cut": CUT_SENTENCES[MOST_ON_PAPER] if is_cut else "",
        "back": f"{reverse('pair_list')}?{urlencode(filters.query)}",
    }
    return render(request, "reports/pair_print.html", context)


@require_POST
def pair_word(request):
    """放进 Word: two pairs on a page, in the layout of ordinary material."""
    _, filters, found, is_cut = selection(request, request.POST, MOST_IN_WORD)
    if not found:
        return nothing_to_take(request, filters)
    subject = subject_of(filters, found)
    if is_cut:
        subject += f"，最新办结的{MOST_IN_WORD}组"
    content = pairs_document("整改前后对比", f"（{subject}）", [pair.item for pair in found])
    actions.take_pairs_along(by=request.user, what="整改对比 Word", pairs=found, words=filters.words)
    response = HttpResponse(content, content_type=DOCX_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{file_name()}.docx")
    return response


@require_POST
def pair_zip(request):
    """照片包: the large copies with telling names and a table; built on disk, sent in pieces."""
    _, filters, found, is_cut = selection(request, request.POST, MOST_IN_PARCEL)
    if not found:
        return nothing_to_take(request, filters)
    parcel = archives.parcel(found, note=CUT_SENTENCES[MOST_IN_PARCEL] if is_cut else "")
    actions.take_pairs_along(by=request.user, what="整改对比照片包", pairs=found, words=filters.words)
    return FileResponse(parcel, as_attachment=True, filename=f"{file_name()}.zip", content_type="application/zip")


@require_GET
def pair_photo(request, number, token):
    """A photo as papers show it, covered where somebody prepared it for outside; never from yesterday's memory."""
    task = visible_or_404(RemediationTask.objects.all(), request.user, number=number)
    photo = get_object_or_404(
        Photo.objects.filter(pk__in=task.photos.values("photo")).select_related("release"), token=token
    )
    copy = photos.release_of(photo) or photo
    if not copy.is_ready:
        raise Http404
    try:
        response = photos.respond(copy, PhotoSize.MEDIUM)
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "no-store"
    return response


def selection(request, params, most):
    """The form, the filter and the pairs it asks for: the ticked ones, else all that fit; and whether there were more."""
    form, filters = PaperForm(params), PairFilter(params, user=request.user)
    form.is_valid()
    if form.numbers:
        found, is_cut = pairs.chosen(pairs.closed_tasks().visible_to(request.user), form.numbers, most)
    else:
        found, is_cut = pairs.newest(filters.tasks, filters.closed, most)
    return form, filters, found, is_cut


def asked_of(params, user):
    """What of a form's data goes into the address of its print page."""
    form, filters = PaperForm(params), PairFilter(params, user=user)
    form.is_valid()
    return [*filters.query, ("per", form.on_a_page), *(("task", number) for number in form.numbers)]


def layouts(request, current):
    """The switch between two and six on a page, keeping what is shown."""
    kept = [(name, words) for name, words in asked_of(request.GET, request.user) if name != "per"]
    return [
        {"words": words, "url": f"?{urlencode([('per', per), *kept])}", "current": int(per) == current}
        for per, words in PaperForm.LAYOUTS
    ]


def subject_of(filters, found):
    """The days and units papers name under their heading."""
    days = sorted(pair.closed_on for pair in found)
    period = filters.period_words or (span_words(days[0], days[-1]) if days else "")
    names = list(dict.fromkeys(pair.task.unit.name for pair in found))
    units = filters.unit_name or ("、".join(names) if len(names) <= 3 else f"{len(names)} 个单位")
    return "，".join(part for part in (period, units) if part)


def nothing_to_take(request, filters):
    """Back to the gallery with a word, its filter kept."""
    messages.error(request, NOTHING_SENTENCE)
    return redirect(f"{reverse('pair_list')}?{urlencode(filters.query)}")


def file_name():
    """What the files that are taken along are called."""
    return f"{timezone.localdate().isoformat()} 整改对比"
