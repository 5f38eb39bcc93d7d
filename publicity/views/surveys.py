"""满意度调查 for the office and whoever reads its results: list, one survey, its links and their cards, what came of it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publicity import surveys
from publicity.actions import surveys as acts
from publicity.forms.surveys import LinksForm, NewSurveyForm, Questions, SurveyDatesForm, SurveyForm
from publicity.models import Survey, SurveyLink, SurveyResponse
from tataboo_portal import qr
from tataboo_portal.access import permission_required, submitted, visible_or_404
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

CARDS_PER_SHEET = 8
SHEETS_PER_PAGE = 10
USUAL_DAYS = 30


@require_GET
@permission_required(Permission.SEE_TOTALS)
def survey_list(request):
    """Every survey with how it stands and how many answers came."""
    page = paginate(Survey.objects.all(), request.GET, keys=("-start", "-id"))
    counted = surveys.response_count([survey.pk for survey in page.rows])
    rows = [(survey, surveys.state_words(survey), counted.get(survey.pk, 0)) for survey in page.rows]
    return render(request, "publicity/survey_list.html", {"rows": rows, "page": page})


@require_POST
@permission_required(Permission.LOG_FOR_ANY_UNIT)
def response_forget(request, pk):
    """删除意见 of one answer, because whoever wrote it asked."""
    response = visible_or_404(SurveyResponse.objects, request.user, pk=pk)
    acts.forget_remark(response, by=request.user)
    messages.success(request, "已删除意见原文，和今天导出的答卷文件。")
    return redirect("register_detail", "responses", pk)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.LOG_FOR_ANY_UNIT)
def survey_new(request):
    """新建调查: the twelve usual themes stand there to be edited."""
    today = timezone.localdate()
    initial = {"client_uuid": uuid.uuid4(), "start": today, "end": today + timedelta(days=USUAL_DAYS)}
    data, _ = submitted(request)
    form = NewSurveyForm(data, initial=initial)
    questions = Questions(data, prefix="asked", initial=surveys.usual_questions())

    def take():
        number = form.cleaned_data["client_uuid"]
        return acts.add_survey(by=request.user, client_uuid=number, questions=questions.pairs, **form.values())

    return form_page(request, form, questions, take)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.SEE_TOTALS)
def survey_detail(request, pk):
    """One survey; for the office the form that changes it, which knows whether answers have come."""
    survey = get_object_or_404(Survey, pk=pk)
    may_write = request.user.may(Permission.LOG_FOR_ANY_UNIT)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    asked = [{"theme": question.theme, "words": question.words} for question in survey.questions.all()]
    context = about(survey) | {"asked": asked}
    if not may_write:
        return render(request, "publicity/survey_detail.html", context)
    is_locked, (data, _) = surveys.has_answers(survey), submitted(request)
    form = (SurveyDatesForm if is_locked else SurveyForm)(data, instance=survey)
    questions = None if is_locked else Questions(data, prefix="asked", initial=asked)

    def take():
        asked = questions.pairs if questions else None
        version = form.cleaned_data["version"]
        return acts.change_survey(survey, by=request.user, version=version, questions=asked, **form.values())

    context["locked"] = acts.LOCKED_SENTENCE if is_locked else ""
    return form_page(request, form, questions, take, **context)


def about(survey):
    """What every page of a survey says of it."""
    count = surveys.response_count([survey.pk]).get(survey.pk, 0)
    formula = surveys.formula_words(survey)
    return {"survey": survey, "state": surveys.state_words(survey), "count": count, "formula": formula}


def form_page(request, form, questions, take, **context):
    """Show the form of a survey, or save it and go to its page."""
    is_good = form.is_bound and form.is_valid() and (questions is None or questions.is_valid())
    if is_good:
        try:
            survey = take()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已保存：{survey}。")
            return redirect("survey_detail", survey.pk)
    context |= {"form": form, "questions": questions}
    template = "publicity/survey_detail.html" if context.get("survey") else "publicity/survey_new.html"
    return render(request, template, context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.LOG_FOR_ANY_UNIT)
def survey_links(request, pk):
    """二维码: how many each community has, and more of them; each lets one person answer once."""
    survey = get_object_or_404(Survey, pk=pk)
    form = LinksForm(submitted(request)[0], initial={"client_uuid": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        number, community = form.cleaned_data["client_uuid"], form.cleaned_data["community"]
        try:
            made = acts.make_links(
                survey, by=request.user, community=community, count=form.cleaned_data["count"], client_uuid=number
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已给{community.name}生成 {made} 个，可以打印了。")
            return redirect(f"{reverse('survey_cards', args=[pk])}?batch={number}")
    areas = surveys.links_by_area(survey)
    context = about(survey) | {"form": form, "areas": areas, "is_on": settings.PUBLIC_PAGES}
    return render(request, "publicity/survey_links.html", context, status=400 if form.errors else 200)


@require_GET
@permission_required(Permission.LOG_FOR_ANY_UNIT)
def survey_cards(request, pk):
    """二维码卡 of links not yet answered, eight on a sheet of A4: those made together, or all of one community."""
    survey = get_object_or_404(Survey, pk=pk)
    links = chosen_links(survey, request.GET).select_related("community")
    page = paginate(links, request.GET, keys=("id",), size=CARDS_PER_SHEET * SHEETS_PER_PAGE)
    cards = [{"link": link, "svg": qr.svg(address_of(request, link))} for link in page.rows]
    sheets = [cards[start : start + CARDS_PER_SHEET] for start in range(0, len(cards), CARDS_PER_SHEET)]
    context = {"survey": survey, "page": page, "sheets": sheets, "is_on": settings.PUBLIC_PAGES}
    return render(request, "publicity/survey_cards.html", context)


def chosen_links(survey, params):
    """The unanswered links an address asks for."""
    found = SurveyLink.objects.filter(survey=survey, answered_at__isnull=True)
    if params.get("batch"):
        try:
            return found.filter(batch=uuid.UUID(params["batch"]))
        except ValueError:
            raise Http404 from None
    return found.filter(community__code=params["community"][:8]) if params.get("community", "").isalnum() else found


def address_of(request, link):
    """The whole address a card carries."""
    path = reverse("survey_answer", args=[link.code])
    return f"{settings.PORTAL_URL}{path}" if settings.PORTAL_URL else request.build_absolute_uri(path)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def survey_results(request, pk):
    """结果: the street's total and the communities one may see, by question and over all, to be read and printed."""
    survey = get_object_or_404(Survey, pk=pk)
    found = surveys.results(survey, request.user)
    chosen = found.area(request.GET.get("community", ""))
    context = about(survey) | {"results": found, "chosen": chosen, "interval_words": surveys.interval_words(survey)}
    return render(request, "publicity/survey_results.html", context)
