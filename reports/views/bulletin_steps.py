"""The steps of a bulletin: written anew, published, taken back, voided."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import bulletins as actions
from reports.forms.bulletins import VoidForm
from reports.forms.report import WithdrawForm
from reports.views.bulletins import bulletin_or_404
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_POST
@permission_required(Permission.BUILD_REPORT)
def bulletin_build(request, pk):
    """更新草稿: today's numbers; what was edited stays."""
    return _done(request, pk, "草稿已按最新数据更新，改过的句子都还在。", actions.rebuild)


@require_POST
@permission_required(Permission.BUILD_REPORT)
def bulletin_publish(request, pk):
    """发布: what is shown stands still from here on."""
    words = request.POST.get("version", "")
    version = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
    return _done(request, pk, "已发布，内容不再变。", actions.publish, version=version)


def _done(request, pk, words, action, **values):
    """Do it and say so, or say why not; back to the page either way."""
    try:
        action(by=request.user, bulletin=bulletin_or_404(pk), **values)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, words)
    return redirect("bulletin_detail", pk)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_withdraw(request, pk):
    """撤回: with a reason, which stays to be read."""
    return _with_reason(request, pk, WithdrawForm, actions.withdraw, "撤回")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def bulletin_void(request, pk):
    """作废: with a reason; it leaves the list and stays to be read."""
    return _with_reason(request, pk, VoidForm, actions.void, "作废")


def _with_reason(request, pk, form_class, action, verb):
    bulletin, form = bulletin_or_404(pk), form_class(submitted(request)[0])
    if form.is_bound and form.is_valid():
        return _done(request, pk, f"已{verb}。", action, **form.cleaned_data)
    context = {"bulletin": bulletin, "form": form, "verb": verb}
    return render(request, "reports/bulletin_reason.html", context, status=400 if form.is_bound else 200)
