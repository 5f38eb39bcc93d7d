"""条款与规则: the clauses of a standard as the office keeps them, and the rules that find their proof."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import dossier as actions
from reports.forms.dossier import ClauseForm, RuleForm
from reports.models import DossierClause
from reports.views.dossier import clause_or_404, rules_of, standard_asked
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE_DOSSIER)
def dossier_clause_new(request):
    """A new clause of a standard."""
    standard, _ = standard_asked(request.GET)
    form = ClauseForm(*submitted(request)[:1], standard=standard, initial={"is_active": True, "months": 12})
    return _saved(request, form, DossierClause(), standard) or _page(request, form, standard)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE_DOSSIER)
def dossier_clause_edit(request, pk):
    """A clause changed or taken out of use, and its rules."""
    clause = clause_or_404(pk)
    standard = clause.chapter.standard
    form = ClauseForm(*submitted(request)[:1], standard=standard, initial=ClauseForm.initial_of(clause))
    return _saved(request, form, clause, standard) or _page(request, form, standard, clause)


def _saved(request, form, clause, standard):
    """Where to go once the clause is saved; None while it is not."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        actions.save_clause(by=request.user, clause=form.put_into(clause), version=form.cleaned_data["version"])
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, f"已保存：{clause}。")
    return redirect("dossier_clause", clause.pk)


def _page(request, form, standard, clause=None, rule_form=None):
    context = {"form": form, "standard": standard, "clause": clause}
    if clause:
        context |= {"rules": rules_of(clause), "rule_form": rule_form or RuleForm()}
    is_wrong = form.errors or (rule_form and rule_form.errors)
    return render(request, "dossier/clause_edit.html", context, status=400 if is_wrong else 200)


@require_POST
@permission_required(Permission.MANAGE_DOSSIER)
def dossier_rule_add(request, pk):
    """A rule more for a clause."""
    clause, form = clause_or_404(pk), RuleForm(request.POST)
    if form.is_valid():
        try:
            actions.add_rule(by=request.user, clause=clause, **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "规则已加上，符合的记录马上自动归进来。")
            return redirect("dossier_clause_edit", pk)
    standard = clause.chapter.standard
    return _page(request, ClauseForm(standard=standard, initial=ClauseForm.initial_of(clause)), standard, clause, form)


@require_POST
@permission_required(Permission.MANAGE_DOSSIER)
def dossier_rule_retire(request, pk, rule):
    """停用 of a rule."""
    found = get_object_or_404(clause_or_404(pk).rules, pk=rule)
    actions.retire_rule(by=request.user, rule=found)
    messages.success(request, "规则已停用，只靠它归进来的不再算；人归入的还在。")
    return redirect("dossier_clause_edit", pk)
