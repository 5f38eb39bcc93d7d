"""迎检资料: the clauses of a standard and how they stand, one clause with its proofs, and the parcel of it all."""

import uuid
from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports.actions import dossier as actions
from reports.dossier import parcel, proofs, spans, standing
from reports.dossier.finding import Looking
from reports.dossier.sources import sources
from reports.enums import Duty, ProofKind, ProofState
from reports.forms.dossier import LACKING, MINE, DossierFilter, DossierPaperForm
from reports.models import DossierClause, DossierStandard
from tataboo_portal.access import permission_required
from tataboo_portal.enums import UnitKind
from tataboo_portal.forms import SubmissionForm
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

ON_A_PAGE = 30
WORST_FIRST = [ProofState.MISSING, ProofState.STALE, ProofState.MET]
DUTY_OF = {
    UnitKind.COMMUNITY: Duty.COMMUNITIES,
    UnitKind.MARKET_GROUP: Duty.MARKETS,
    UnitKind.SECTION: Duty.SECTIONS,
}


def standard_asked(params):
    """(the standard asked for, every one in use): the first one where none or an unknown one is named; 404 without any."""
    found = list(DossierStandard.objects.filter(is_active=True))
    if not found:
        raise Http404
    return next((one for one in found if one.code == params.get("standard")), found[0]), found


def query_of(standard, filters, **more):
    """The standard and the days as an address holds them."""
    span = filters.span
    return urlencode({"standard": standard.code, "from": span.start, "to": span.end, **more})


@require_GET
@permission_required(Permission.SEE_TOTALS)
def dossier(request):
    """迎检资料: chapter by chapter what is missing, what is too old and what is there."""
    standard, every = standard_asked(request.GET)
    filters = DossierFilter(request.GET, standard=standard, has_unit=request.user.unit is not None)
    found = standing.standings(standing.clauses_of(standard), filters.span)
    shown = [one for one in found if is_asked(one, filters, request.user.unit)]
    context = {
        "standard": standard,
        "standards": every,
        "filter": filters,
        "span": filters.span,
        "query": query_of(standard, filters),
        "spans": spans.choices(standard, timezone.localdate()),
        "counts": counts_of(found),
        "count": len(found),
        "chapters": chapters_of(standard, shown, found),
        "is_narrow": bool(filters.words or filters.shown),
        "pack_form": SubmissionForm(initial={"client_uuid": uuid.uuid4()}),
    }
    return render(request, "dossier/dossier.html", context)


def is_asked(one, filters, unit):
    """Whether a clause is among those the filter asks for."""
    if filters.shown == LACKING and one.state == ProofState.MET:
        return False
    if filters.shown == MINE and not is_duty_of(one.clause, unit):
        return False
    clause = one.clause
    return filters.words in f"{clause.code} {clause.text} {clause.chapter} {clause.whose} {clause.source}"


def is_duty_of(clause, unit):
    """Whether this unit provides the clause's proof."""
    if unit is None:
        return False
    if clause.unit_id:
        return clause.unit_id == unit.pk
    return clause.duty in {Duty.EVERYBODY, DUTY_OF.get(unit.kind)}


def counts_of(standings):
    """[(flag, how many clauses)] of each state, the worst first."""
    found = Counter(one.state for one in standings)
    return [(standing.FLAGS[state], found[state]) for state in WORST_FIRST]


def chapters_of(standard, shown, every):
    """[{chapter, lines (the worst first), counts}] in order; a chapter that asks nothing of the street has no clauses."""
    lines, whole = {}, {}
    for into, standings in ((lines, shown), (whole, every)):
        for one in standings:
            into.setdefault(one.clause.chapter_id, []).append(one)
    return [
        {
            "chapter": chapter,
            "lines": sorted(lines.get(chapter.pk, ()), key=lambda one: WORST_FIRST.index(one.state)),
            "counts": [(flag, count) for flag, count in counts_of(whole.get(chapter.pk, ())) if count],
            "has_clauses": chapter.pk in whole,
        }
        for chapter in standard.chapters.order_by("number")
    ]


def clause_or_404(pk):
    """The clause, in use or retired, with its chapter and standard."""
    rows = DossierClause.objects.select_related("chapter__standard", "unit")
    return get_object_or_404(rows, pk=pk)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def dossier_clause(request, pk):
    """One clause: what is missing and what to do, its proofs newest first, what is too old, what waits for a copy."""
    return clause_page(request, clause_or_404(pk))


def clause_page(request, clause, paper_form=None):
    """The page of one clause, with a paper form that had a mistake in it, or an empty one."""
    user, standard = request.user, clause.chapter.standard
    filters = DossierFilter(request.GET, standard=standard, has_choice=False)
    span = filters.span
    looking = Looking([clause])
    one = standing.standings([clause], span, looking)[0]
    found, is_cut = proofs.fresh(clause, span, user, looking)
    part, turn = turned([proof for proof in found if proof.holds(filters.words)], request.GET)
    may_file = user.may(Permission.FILE_EVIDENCE) and clause.is_active
    if may_file and paper_form is None:
        paper_form = DossierPaperForm(user=user, initial={"client_uuid": uuid.uuid4(), "day": timezone.localdate()})
    context = {
        "clause": clause,
        "standard": standard,
        "filter": filters,
        "span": span,
        "query": query_of(standard, filters),
        "one": one,
        "advice": advice_on(one),
        "proofs": [shown(proof, user) for proof in part],
        "turn": turn,
        "count": len(found),
        "is_cut": is_cut,
        "sees_all": user.may(Permission.SEE_ALL_UNITS),
        "stale": [shown(proof, user) for proof in proofs.stale(clause, span, user, looking)] if one.lacking else (),
        "waiting": [shown(proof, user) for proof in proofs.waiting(clause, span, user, looking)],
        "rules": rules_of(clause),
        "paper_form": paper_form,
        "picks": picks_of(clause) if may_file else (),
    }
    return render(request, "dossier/clause.html", context, status=400 if paper_form and paper_form.errors else 200)


def turned(found, params):
    """The part of a list that is asked for, and the links to its neighbours; a list is never longer than three kinds' most."""
    asked = params.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    number = min(max(number, 1), max(1, -(-len(found) // ON_A_PAGE)))
    end = number * ON_A_PAGE
    kept = [(name, value) for name, value in params.items() if name != "page" and value]
    links = {"previous": number - 1 if number > 1 else 0, "next": number + 1 if end < len(found) else 0}
    links = {name: f"?{urlencode([*kept, ('page', to)])}" if to else "" for name, to in links.items()}
    return found[end - ON_A_PAGE : end], {"count": len(found), **links}


def shown(proof, user):
    """A proof as a page shows it, with whether this person may take it out and where its photos are looked at."""
    return {
        "proof": proof,
        "age": (timezone.localdate() - proof.day).days,
        "may_take_out": proof.source.may_be_filed(user, proof.row),
        "photo": next((release for _, release in proof.releases), None),
        "held_back": [
            (words, proof.source.release_url(proof.row, photo)) for words, photo in proof.held_back if photo.is_ready
        ],
    }


def rules_of(clause):
    """[(ledger, what about, as what)] in words of the rules in use."""
    found = []
    for rule in clause.rules.filter(is_active=True):
        source = sources().get(rule.source)
        if source:
            about = source.about_words(rule.about)
            found.append(
                {"rule": rule, "words": f"{source.title}{f'：{about}' if about else ''}，算作{rule.get_kind_display()}"}
            )
    return found


def picks_of(clause):
    """[(ledger, kind)] of which rows may be chosen for what the clause wants; papers are brought right here."""
    wanted = [kind for kind, least in clause.wanted.items() if least]
    return [
        (source, next(kind for kind in source.kinds if kind in wanted))
        for source in sources().values()
        if source.slug != "papers" and set(source.kinds) & set(wanted)
    ]


def advice_on(one):
    """What to do about what is missing, a sentence a kind."""
    said = {
        ProofKind.RECORD: "到台账里记，记了会按规则自动归进来；已经记了的，在“从台账里选”里归入。",
        ProofKind.PHOTO: "先给照片做好对外版本（遮住人脸和车牌），才能放进资料包；没有照片的，拍了记到台账里。",
        ProofKind.PAPER: "在“传一份文件”里传上来，或者从台账里选带文件的记录归入。",
    }
    return [f"{kind.label}还差 {count} {standing.MEASURES[kind]}：{said[kind]}" for kind, count in one.lacking.items()]


@require_POST
@permission_required(Permission.SEE_TOTALS)
def dossier_pack(request):
    """打包: the parcel of a standard and its days, written in the background for who asked."""
    standard, _ = standard_asked(request.POST)
    filters, form = DossierFilter(request.POST, standard=standard), SubmissionForm(request.POST)
    overview = f"{reverse('dossier')}?{query_of(standard, filters)}"
    if not form.is_valid():
        messages.error(request, "页面不完整，再点一次。")
        return redirect(overview)
    asked = parcel.Parcel(standard, filters.span, request.user)
    count = len(standing.clauses_of(standard))
    try:
        actions.pack(by=request.user, parcel=asked, count=count, client_uuid=form.cleaned_data["client_uuid"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(overview)
    messages.success(request, f"已开始打包：{asked.title}。可以关掉页面，过一会儿来下载。")
    return redirect("export_list")
