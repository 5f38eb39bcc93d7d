"""The public page: 随手拍 of one place, and how far a report is, by its code alone."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from inspections.actions.public import rate, take_in
from inspections.forms.public import TOO_LARGE_SENTENCE, PublicReportForm, RatingForm
from inspections.models import PublicReport
from inspections.public import limits, progress, tracks
from tataboo_portal import photos, public
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Place
from tataboo_portal.refusals import Refusal

REPORT, RATING = "report", "rating"
OLD_SENTENCE = "这个页面打开太久了，重新选一次照片再提交。"
BEFORE, AFTER = "before", "after"


@csrf_exempt
@public.public_page
@require_http_methods(["GET", "POST"])
def public_report(request, code):
    """随手拍: a photo of this place from anybody."""
    place = get_object_or_404(Place.objects.active(), code=code.upper())
    return _take_in(request, place) if request.method == "POST" else _form(request, place)


def _form(request, place, form=None, *, sentence="", status=200, token=""):
    """The form, with what is wrong; whoever comes too often is told so without anything being looked at."""
    context = {
        "place": place,
        "form": form or PublicReportForm(),
        "sentence": sentence,
        "token": token or public.form_token(REPORT, place.code),
    }
    return render(request, "public/report.html", context, status=status)


def _take_in(request, place):
    """Answer what was sent: cheapest questions first, and nothing is written before the last one."""
    if public.is_too_large(request, settings.PUBLIC_MOST_BYTES):
        return _form(request, place, sentence=TOO_LARGE_SENTENCE, status=413)
    filled = public.read_token(request.POST.get("token"), REPORT, place.code)
    if filled is None:
        return _form(request, place, _again(request), sentence=OLD_SENTENCE, status=400)
    if request.POST.get("homepage") or filled.seconds < settings.PUBLIC_LEAST_SECONDS:
        return redirect("public_track", tracks.decoy())
    known = PublicReport.objects.filter(client_uuid=filled.client_uuid).first()
    return redirect("public_track", known.track) if known else _keep(request, place, filled.client_uuid)


def _keep(request, place, client_uuid):
    """Keep what was sent, unless there are too many or something is wrong with it."""
    sender, token = public.sender_of(request), request.POST["token"]
    sentence = limits.why_not(sender=sender, place=place)
    if not sentence:
        form = PublicReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return _form(request, place, form, status=400, token=token)
        try:
            report = take_in(client_uuid=client_uuid, place=place, sender=sender, **form.values())
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            return redirect("public_track", report.track)
    return _form(request, place, _again(request), sentence=sentence, status=429, token=token)


def _again(request):
    """The form with what was typed; its photo has to be chosen anew, and was not looked at."""
    return PublicReportForm(initial={name: request.POST.get(name, "")[:100] for name in ("words", "phone")})


@csrf_exempt
@public.public_page
@require_http_methods(["GET", "POST"])
def public_track(request, track):
    """查进度: how far one report is, and what its reporter thinks of the result."""
    report = tracks.find(track)
    if report is None:
        return _decoy(request, track)
    if request.method == "POST" and public.is_too_large(request, 0):
        raise RequestDataTooBig
    form = RatingForm(request.POST) if request.method == "POST" else RatingForm()
    if form.is_bound and _is_rated(request, report, form):
        return redirect("public_track", report.track)
    return render(request, "public/track.html", _facts(report) | {"form": form}, status=400 if form.is_bound else 200)


def _decoy(request, track):
    """What a program sees that gave itself away: the page of a report just taken in. Any other code is not there."""
    if request.method != "GET" or not tracks.is_decoy(track):
        raise Http404
    report = PublicReport(track=tracks.plain(track))
    return render(request, "public/track.html", _words(report) | {"photo": PhotoStatus.WAITING})


def _is_rated(request, report, form):
    if public.read_token(request.POST.get("token"), RATING, report.track) is None:
        form.add_error(None, "这个页面打开太久了，再点一次。")
    if form.is_valid():
        try:
            rate(report=report, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return form.is_valid()


def _words(report):
    """The way of a report in words."""
    lines = progress.lines(report)
    return {
        "report": report,
        "code": tracks.grouped(report.track),
        "lines": lines,
        "headline": [line.words for line in lines if line.css][-1],
    }


def _facts(report):
    """All its page tells."""
    return _words(report) | {
        "photo": report.photo.status if report.photo else "",
        "is_resolved": progress.is_resolved(report),
        "has_after": progress.after_release(report) is not None,
        "may_rate": progress.may_rate(report),
        "token": public.form_token(RATING, report.track),
    }


@public.public_page
@require_GET
def public_track_photo(request, track, which):
    """The reporter's own photo, as it was drawn, or the photo of the result, as it was prepared for outside."""
    report = tracks.find(track)
    try:
        if report and which == BEFORE and report.photo and report.photo.is_ready:
            return photos.respond(report.photo, PhotoSize.MEDIUM)
        release = progress.after_release(report) if report and which == AFTER else None
        if release:
            return photos.respond_released(release, PhotoSize.MEDIUM)
    except FileNotFoundError:
        pass
    raise Http404
