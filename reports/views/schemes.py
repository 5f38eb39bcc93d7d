"""考核规则: the schemes, one version with its items, changing a draft, and the steps of a version; and the switch of it all."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.actions import schemes as acts
from reports.assessment import pages
from reports.enums import RulesState
from reports.forms.schemes import (
    ForceForm,
    ItemForm,
    RetireForm,
    RulesForm,
    SchemeChangeForm,
    SchemeForm,
    SwitchForm,
    VersionForm,
)
from reports.models import AssessmentScheme, SchemeVersion
from tataboo_portal import switches
from tataboo_portal.access import feature_required, permission_required, submitted
from tataboo_portal.enums import Feature
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

RULES_FIELDS = ("change", "source", "flag_least", "flag_first_only", "improve_below", "least_measured", "version")


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def scheme_list(request):
    """考核规则: every scheme with its versions; everybody may read by what they are scored."""
    schemes = AssessmentScheme.objects.prefetch_related("versions")
    return render(request, "reports/scheme_list.html", {"schemes": schemes})


@require_http_methods(["GET", "POST"])
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_new(request):
    """A new scheme with an empty first draft."""
    form = SchemeForm(submitted(request)[0])
    if form.is_bound and form.is_valid():
        rules = acts.add_scheme(by=request.user, **form.cleaned_data)
        messages.success(request, "方案建好了，加上考核项目再执行。")
        return redirect("scheme_version", rules.pk)
    return render(request, "reports/scheme_form.html", {"form": form}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_edit(request, pk):
    """What a scheme is called, how long results are open to appeals, whether it is in use."""
    scheme = get_object_or_404(AssessmentScheme, pk=pk)
    form = SchemeChangeForm(submitted(request)[0], instance=scheme)
    if form.is_bound and form.is_valid():
        acts.change_scheme(by=request.user, scheme=scheme, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("scheme_list")
    context = {"form": form, "scheme": scheme}
    return render(request, "reports/scheme_form.html", context, status=400 if form.is_bound else 200)


def rules_or_404(pk):
    """One version."""
    return get_object_or_404(SchemeVersion.objects.select_related("scheme"), pk=pk)


@require_GET
@feature_required(Feature.SCORES)
@permission_required(Permission.SEE_TOTALS)
def scheme_version(request, pk):
    """One version: its items in words, and what may be done with it."""
    return show(request, rules_or_404(pk))


def show(request, rules, *, sent=None, status=200):
    """The page of a version; `sent` is {step: the form that was not taken}."""
    items = [(item, pages.calibers(item)) for item in rules.items.order_by("position", "id")]
    may = request.user.may(Permission.SCORE_UNITS)
    context = {
        "rules": rules,
        "items": items,
        "total": sum(item.points for item, _ in items),
        "may": may,
        "forms": forms_of(rules) | (sent or {}) if may else {},
        "form": next(iter((sent or {}).values()), None),
    }
    return render(request, "reports/scheme_version.html", context, status=status)


def forms_of(rules):
    """{step: its form} as the version stands."""
    known = {"version": rules.version}
    by_state = {
        RulesState.DRAFT: {"trial": VersionForm, "force": ForceForm},
        RulesState.TRIAL: {"draft": VersionForm, "force": ForceForm},
        RulesState.IN_FORCE: {"copy": VersionForm, "retire": RetireForm},
        RulesState.RETIRED: {"copy": VersionForm},
    }
    return {step: form(initial=known, auto_id=f"id_{step}_%s") for step, form in by_state[rules.state].items()}


STEPS = {
    "trial": (VersionForm, acts.start_trial, "开始试算，结果和执行的规则并排看。"),
    "draft": (VersionForm, acts.back_to_draft, "改回草稿了，试算的结果已经去掉。"),
    "force": (ForceForm, acts.bring_into_force, "已执行。"),
    "retire": (RetireForm, acts.retire, "已停用。"),
}


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_step(request, pk, step):
    """试算、改回草稿、执行、停用、出新版本."""
    rules = rules_or_404(pk)
    if step == "copy":
        return copy(request, rules)
    if step not in STEPS:
        raise Http404
    form_class, act, done = STEPS[step]
    form = form_class(request.POST, auto_id=f"id_{step}_%s")
    return take(
        request,
        form,
        lambda data: act(by=request.user, rules=rules, **data),
        done,
        lambda: show(request, rules_or_404(pk), sent={step: form}, status=400),
        pk,
    )


def copy(request, rules):
    """出新版本: a draft with the items of the newest."""
    try:
        made = acts.new_version(by=request.user, scheme=rules.scheme)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("scheme_version", rules.pk)
    messages.success(request, f"v{made.number} 建好了，是草稿。")
    return redirect("scheme_version", made.pk)


def take(request, form, act, done, again, pk):
    """One form: taken and back to the version, or shown again with why not."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("scheme_version", pk)
    return again()


@require_http_methods(["GET", "POST"])
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_rules(request, pk):
    """How standings are told, of a draft."""
    rules = draft_or_404(pk)
    form = RulesForm(submitted(request)[0], initial={name: getattr(rules, name) for name in RULES_FIELDS})

    def again():
        return render(
            request, "reports/scheme_rules.html", {"form": form, "rules": rules}, status=400 if form.is_bound else 200
        )

    return take(
        request, form, lambda data: acts.change_rules(by=request.user, rules=rules, **data), "已保存。", again, pk
    )


def draft_or_404(pk):
    """A version that may still be changed; others have no such page."""
    rules = rules_or_404(pk)
    if not rules.is_draft:
        raise Http404
    return rules


@require_http_methods(["GET", "POST"])
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_item(request, pk, code):
    """One item of a draft, or a new one."""
    rules = draft_or_404(pk)
    item = None if code == "new" else get_object_or_404(rules.items, code=code)
    form = ItemForm(submitted(request)[0], initial=first_values(rules, item))
    again = {
        "form": form,
        "rules": rules,
        "item": item,
        "drop": VersionForm(initial={"version": rules.version}, auto_id="id_drop_%s"),
    }

    def act(data):
        own = {} if item else {"code": free_code(rules)}
        acts.save_item(by=request.user, rules=rules, version=data["version"], item=item, **own, **form.values())

    return take(
        request,
        form,
        act,
        "已保存。",
        lambda: render(request, "reports/scheme_item.html", again, status=400 if form.is_bound else 200),
        pk,
    )


def first_values(rules, item):
    """What the form of an item shows at first."""
    if item is None:
        return {"version": rules.version, "position": (rules.items.count() + 1) * 10}
    kept = ("name", "points", "fact", "formula", "least_sample", "position", "source")
    return {"version": rules.version} | item.params | item.fact_params | {name: getattr(item, name) for name in kept}


def free_code(rules):
    """A code no item of the version has."""
    taken = set(rules.items.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"item{number}") not in taken)


@require_POST
@feature_required(Feature.SCORES)
@permission_required(Permission.SCORE_UNITS)
def scheme_item_drop(request, pk, code):
    """One item out of a draft."""
    rules = draft_or_404(pk)
    item = get_object_or_404(rules.items, code=code)
    form = VersionForm(request.POST)
    return take(
        request,
        form,
        lambda data: acts.drop_item(by=request.user, rules=rules, item=item, **data),
        "项目已删去。",
        lambda: show(request, rules, sent={"drop": form}, status=400),
        pk,
    )


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE)
def score_switch(request):
    """考核评比 as a whole: switched off, there is no page, no number and no door of it; what was kept stays kept."""
    is_on = switches.is_on(Feature.SCORES)
    form = SwitchForm(submitted(request)[0])
    if form.is_bound and form.is_valid():
        acts.switch(by=request.user, feature=Feature.SCORES, **form.cleaned_data)
        messages.success(request, "考核评比已打开。" if form.cleaned_data["is_on"] else "考核评比已关闭。")
        return redirect("manage_scores")
    context = {"form": form, "is_on": is_on}
    return render(request, "reports/score_switch.html", context, status=400 if form.is_bound else 200)
