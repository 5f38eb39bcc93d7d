"""考核结果: the list of periods, one period with its table, one item with its evidence, a trial beside it, and the workbook."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.assessment import freezing, pages, results, sheets
from reports.assessment.spans import Span, last_finished
from reports.enums import RulesState, ScoringState
from reports.forms.scores import AppealForm, ComputeForm, GrantForm, PublishForm, RefuseForm, WithdrawForm
from reports.models import AssessmentScheme, ItemScore, Scoring
from tataboo_portal.access import feature_required, permission_required
from tataboo_portal.enums import Feature
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_list(request):
    """考核评比: all periods, and for who scores a button that figures one out."""
    rows = Scoring.objects.visible_to(request.user).for_list().filter(is_trial=False)
    page = paginate(rows, request.GET, keys=("-start", "-id"))
    shown = [{"row": row, "span": freezing.span_of(row), "url": freezing.way(row)} for row in page.rows]
    context = {"page": page, "rows": shown}
    if request.user.may(Permission.SCORE_UNITS):
        context |= {"form": ComputeForm(), "missing": missing_rules()}
    return render(request, "reports/score_list.html", context)


def missing_rules():
    """The schemes for whose last finished period no rules are in force."""
    today = timezone.localdate()
    schemes = AssessmentScheme.objects.filter(is_active=True).prefetch_related("versions")
    return [one for one in schemes if results.rules_for(one, last_finished(one.cycle, today)) is None]


def found_or_404(request, period):
    """(the period, all its results this person may open, the one asked for by `?scheme=`)."""
    span = Span.named(period)
    rows = pages.kinds_of(span, request.user) if span else []
    asked = request.GET.get("scheme")
    row = next((one for one in rows if asked in (None, one.scheme.code)), None)
    if row is None:
        raise Http404
    return span, rows, row


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_detail(request, period):
    """One period: the table of one kind of units, and what may be done with it."""
    span, rows, row = found_or_404(request, period)
    return render(request, "reports/score_detail.html", page_of(request, span, rows, row))


def page_of(request, span, rows, row, *, sent=None):
    """What the page of a result shows; `sent` is {form: the one that was not taken}."""
    items, table = pages.table(row, request.user)
    tabs = {one.scheme_id: one for one in reversed(rows)}
    return {
        "span": span,
        "row": row,
        "items": items,
        "rows": table,
        "headline": pages.headline(row, table),
        "tabs": [tabs[key] for key in dict.fromkeys(one.scheme_id for one in rows)],
        "withdrawn": [one for one in rows if one.state == ScoringState.WITHDRAWN and one.pk != row.pk],
        "appeals": list(freezing.appeals_of(row).visible_to(request.user)),
        "is_broken": row.state == ScoringState.FROZEN and not freezing.is_whole(row),
        "is_open": is_open(row),
        "trials": trials_of(request.user, row),
        "forms": forms_of(request.user, row) | (sent or {}),
        "form": next(iter((sent or {}).values()), None),
    }


def is_open(row):
    """Whether appeals are taken now."""
    return row.state == ScoringState.PUBLISHED and timezone.now() <= row.appeal_until


def trials_of(user, row):
    """The versions on trial that can be looked at beside a result."""
    if not user.may(Permission.SCORE_UNITS):
        return []
    return list(row.scheme.versions.filter(state=RulesState.TRIAL))


def forms_of(user, row):
    """{step: its form} of what this person may do with the result now."""
    if not user.may(Permission.SCORE_UNITS):
        return {}
    forms = {}
    if row.is_draft:
        forms["publish"] = PublishForm(initial={"version": row.version})
    if row.state == ScoringState.PUBLISHED and not is_open(row):
        forms["freeze"] = True
    if row.state in {ScoringState.PUBLISHED, ScoringState.FROZEN}:
        forms["withdraw"] = WithdrawForm()
    return forms


def item_or_404(request, pk):
    """One item's score, for those who may open its records."""
    rows = ItemScore.objects.select_related(
        "item", "unit_score__unit", "unit_score__scoring__scheme", "unit_score__scoring__rules"
    )
    user = request.user
    score = rows.filter(pk=pk, unit_score__scoring__in=Scoring.objects.visible_to(user)).first()
    if score is None or not (user.may(Permission.SEE_ALL_UNITS) or user.unit_id == score.unit_score.unit_id):
        raise Http404
    return score


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_item(request, pk):
    """One item of one unit: what it came to and the records behind every point lost."""
    return show_item(request, item_or_404(request, pk))


def show_item(request, score, *, sent=None, status=200):
    """The page of an item; `sent` is {form: the one that was not taken}."""
    row = score.unit_score.scoring
    page = paginate(score.evidence.all(), request.GET, keys=("id",))
    appeals = list(score.appeals.for_list())
    pending = next((one for one in appeals if one.decided_at is None), None)
    context = {
        "score": score,
        "row": row,
        "span": freezing.span_of(row),
        "back": freezing.way(row),
        "cell": pages.cell_of(score, request.user, score.unit_score.unit_id),
        "caliber": pages.calibers(score.item),
        "page": page,
        "evidence": [(one, pages.way(one)) for one in page.rows],
        "count": score.evidence.count(),
        "appeals": appeals,
        "pending": pending,
        "forms": item_forms(request.user, score, pending) | (sent or {}),
        "form": next(iter((sent or {}).values()), None),
    }
    return render(request, "reports/score_item.html", context, status=status)


def item_forms(user, score, pending):
    """{step: its form}: an appeal for the unit's people, a decision for who scores and is not of the unit."""
    row, forms = score.unit_score.scoring, {}
    own = user.may(Permission.LOG_WORK) and user.unit_id == score.unit_score.unit_id
    if own and is_open(row) and pending is None and score.lost and score.final < score.item.points:
        forms["appeal"] = AppealForm(initial={"client_uuid": uuid.uuid4()})
    if pending and user.may(Permission.SCORE_UNITS) and not own and row.state == ScoringState.PUBLISHED:
        forms["grant"] = GrantForm(initial={"points": score.item.points})
        forms["refuse"] = RefuseForm(auto_id="id_refuse_%s")
    return forms


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_compare(request, period):
    """A version on trial beside the rules in force: both columns and their differences."""
    span, _, row = found_or_404(request, period)
    if not request.user.may(Permission.SCORE_UNITS):
        raise PermissionDenied
    trials = trials_of(request.user, row)
    rules = next((one for one in trials if str(one.number) == request.GET.get("v")), trials[0] if trials else None)
    trial = (
        rules and Scoring.objects.select_related("rules").filter(rules=rules, start=row.start, is_trial=True).first()
    )
    context = {"span": span, "row": row, "back": freezing.way(row), "rules": rules, "trial": trial}
    if trial:
        context["rows"] = pages.compared(row, trial)
    return render(request, "reports/score_compare.html", context)


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def score_xlsx(request, period):
    """The table as a workbook, with the records behind the points lost of the units this person may open."""
    span, _, row = found_or_404(request, period)
    response = HttpResponse(sheets.workbook(row, span, request.user), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{pages.file_name(row, span.label)}"
    return response
