"""What is done with a result: figured out, published, appealed against, decided, frozen, taken back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from reports.actions import assessment as acts
from reports.assessment import freezing, pages
from reports.assessment.spans import Span
from reports.enums import RulesState
from reports.forms.scores import AppealForm, ComputeForm, GrantForm, PublishForm, RefuseForm, WithdrawForm
from reports.models import SchemeVersion, Scoring
from reports.views.scores import item_or_404, page_of, show_item
from tataboo_portal.access import feature_required, permission_required
from tataboo_portal.enums import Feature
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def score_compute(request):
    """计算: a draft of a finished period, written anew however often it is asked for."""
    form = ComputeForm(request.POST)
    if not form.is_valid():
        return answer(request, None, form.errors["what"][0])
    scheme, span = form.asked()
    try:
        row = acts.compute(by=request.user, scheme=scheme, span=span)
    except Refusal as refusal:
        return answer(request, None, refusal.sentence)
    messages.success(request, f"{scheme.name}{span.label}已算好，是草稿。")
    return redirect(freezing.way(row))


def answer(request, row, sentence):
    """Back to where one came from, with a sentence."""
    messages.error(request, sentence)
    return redirect(freezing.way(row) if row else "score_list")


STEPS = {
    "publish": (PublishForm, lambda by, row, data: acts.publish(by=by, row=row, **data), "已公示。"),
    "freeze": (None, lambda by, row, data: acts.freeze(by=by, row=row), "已定稿。"),
    "withdraw": (
        WithdrawForm,
        lambda by, row, data: acts.withdraw(by=by, row=row, **data),
        "已撤回，可以重新计算。",
    ),
}


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def score_step(request, pk, step):
    """公示、定稿、撤回."""
    row = get_object_or_404(Scoring.objects.for_list().filter(is_trial=False), pk=pk)
    if step not in STEPS:
        raise Http404
    form_class, act, done = STEPS[step]
    form = form_class(request.POST) if form_class else None
    if form and not form.is_valid():
        span = freezing.span_of(row)
        context = page_of(request, span, pages.kinds_of(span, request.user), row, sent={step: form})
        return render(request, "reports/score_detail.html", context, status=400)
    try:
        act(request.user, row, form.cleaned_data if form else {})
    except Refusal as refusal:
        return answer(request, row, refusal.sentence)
    messages.success(request, done)
    return redirect(freezing.way(row))


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_appeal(request, pk):
    """申诉 by the unit's own people."""
    score = item_or_404(request, pk)
    if not (request.user.may(Permission.LOG_WORK) and request.user.unit_id == score.unit_score.unit_id):
        raise PermissionDenied
    form = AppealForm(request.POST)
    return take(
        request,
        score,
        form,
        "appeal",
        "申诉已交，等双创办决定。",
        lambda data: acts.appeal(by=request.user, score=score, **data),
    )


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def score_decide(request, pk, verdict):
    """采纳 or 不采纳 the appeal that waits at an item."""
    score = item_or_404(request, pk)
    forms = {"grant": GrantForm, "refuse": RefuseForm}
    appeal = score.appeals.pending().first() or score.appeals.first()
    if verdict not in forms or appeal is None:
        raise Http404
    form = forms[verdict](request.POST, auto_id=f"id_{verdict}_%s")
    granted = verdict == "grant"

    def act(data):
        return acts.decide(by=request.user, appeal=appeal, granted=granted, **data)

    return take(request, score, form, verdict, "已采纳，名次已重排。" if granted else "已答复，不采纳。", act)


def take(request, score, form, name, done, act):
    """One form of an item's page: taken, or shown again with why not."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("score_item", score.pk)
    return show_item(request, score, sent={name: form}, status=400)


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def score_trial(request, pk, period):
    """试算 one period by a version on trial."""
    rules = get_object_or_404(SchemeVersion.objects.select_related("scheme"), pk=pk, state=RulesState.TRIAL)
    span = Span.named(period)
    row = span and Scoring.objects.for_list().filter(scheme=rules.scheme, start=span.start, is_trial=False).first()
    if row is None or span.cycle != rules.scheme.cycle:
        raise Http404
    acts.compute_trial(by=request.user, rules=rules, span=span)
    messages.success(request, f"v{rules.number} 试算好了。")
    return redirect(f"{freezing.compare_way(row)}&v={rules.number}")
