"""延期, 挂账 and 申诉: asking, the office's pile, deciding, and letting the clock go on."""

from collections import defaultdict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from inspections import actions, deadlines
from inspections.actions.requests import MODELS
from inspections.enums import Decision, RequestKind
from inspections.forms.requests import AskForm, DecideForm, RequestFilter, ResumeForm
from inspections.models import RemediationTask
from inspections.views.pages import small_step, step_page
from inspections.views.tasks import load
from inspections.views.unit_steps import load_ours
from tataboo_portal.access import require, submitted, visible_or_404
from tataboo_portal.clocks import office_calendar
from tataboo_portal.paging import COUNT_CAP, PAGE_SIZE, paginate
from tataboo_portal.permissions import Permission

ASKS = {
    RequestKind.EXTENSION: actions.ask_extension,
    RequestKind.SUSPENSION: actions.ask_suspension,
    RequestKind.APPEAL: actions.ask_appeal,
}
HINTS = {
    RequestKind.EXTENSION: "批准后在现在的期限上再加一个原时限，最多两次；逾期以后不能再申请。",
    RequestKind.SUSPENSION: "批准后停止计时，到这一天自动恢复；最长一年，只能挂一次。",
    RequestKind.APPEAL: "成立后这条不计入按期统计，超时的事实照样留着。",
}
KEPT_BY_TABS = ("unit", "decision", "q")


def kind_or_404(kind):
    """The kind an address names."""
    if kind not in RequestKind.values:
        raise Http404
    return RequestKind(kind)


@require_http_methods(["GET", "POST"])
def task_ask(request, number, kind):
    """申请: the unit that has the task asks, with a reason."""
    kind, task = kind_or_404(kind), load_ours(request, number)
    form = AskForm(*submitted(request), kind=kind)

    def take():
        return ASKS[kind](by=request.user, task=task, **form.cleaned_data).task

    words = kind.label if kind == RequestKind.APPEAL else f"申请{kind.label}"
    return small_step(request, task, form, take, title=words, button="交街道决定", hint=HINTS[kind])


@require_http_methods(["GET", "POST"])
def task_resume(request, number):
    """恢复计时: before the day the pause was granted until."""
    task = load(request, number)
    require(request.user, Permission.DECIDE_REQUEST)
    form = ResumeForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.resume(by=request.user, task=task, **form.cleaned_data)

    return small_step(request, task, form, take, title="恢复计时", button="恢复计时")


@require_GET
def request_list(request):
    """What units asked: all that waits, oldest first, or everything of one kind."""
    wanted, params = request.GET.get("kind", ""), request.GET.copy()
    visible = {kind: model.objects.visible_to(request.user) for kind, model in MODELS.items()}
    if wanted not in visible:
        params.pop("decision", None)  # what waits has none
    filters = {kind: RequestFilter(params, queryset=rows) for kind, rows in visible.items()}
    if wanted in visible:
        shown = filters[wanted]
        page = paginate(shown.qs.for_list(), params, keys=("-id",))
        rows, title = page.rows, RequestKind(wanted).label
    else:
        shown, page = filters[RequestKind.EXTENSION], None
        rows, title = pile(found.qs for found in filters.values()), "等待决定"
        del shown.form.fields["decision"]
    context = {
        "filter": shown,
        "page": page,
        "rows": rows,
        "title": title,
        "tabs": tabs(visible, request.GET),
        "may_decide": request.user.may(Permission.DECIDE_REQUEST),
    }
    return render(request, "inspections/request_list.html", context)


def pile(querysets):
    """What waits for a decision of any kind, oldest first; one page of each kind at most."""
    found = [row for rows in querysets for row in rows.pending().for_list().order_by("id")[:PAGE_SIZE]]
    return sorted(found, key=lambda row: row.requested_at)


def tabs(visible, params):
    """All that waits, and the kinds with what waits of each; counts stop at a cap, filters hold in every tab."""
    kept = {name: params[name] for name in KEPT_BY_TABS if params.get(name)}
    waiting = {name: value for name, value in kept.items() if name != "decision"}
    found = [{"words": "等待决定", "url": f"?{urlencode(waiting)}", "current": params.get("kind") not in visible}]
    for kind, rows in visible.items():
        count = rows.pending()[: COUNT_CAP + 1].count()
        shown = f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)
        url = f"?{urlencode(kept | {'kind': kind.value})}"
        found.append({"words": kind.label, "count": shown, "url": url, "current": params.get("kind") == kind})
    return found


@require_http_methods(["GET", "POST"])
def request_decide(request, kind, pk):
    """批准 or 不批准: by somebody else, with a reason."""
    kind = kind_or_404(kind)
    asked = visible_or_404(MODELS[kind].objects.for_list(), request.user, pk=pk)
    require(request.user, Permission.DECIDE_REQUEST)
    task = load(request, asked.task.number)
    form = DecideForm(*submitted(request))

    def take():
        return actions.decide(by=request.user, request=asked, **form.values()).task

    context = {
        "asked": asked,
        "hint": HINTS[kind],
        "due_to": new_deadline(asked, task),
        "then": reverse("request_list"),
    }
    return step_page(request, task, form, "inspections/request_decide.html", take, **context)


def extend_chosen(request, form):
    """Grant the chosen tasks the 延期 their units asked for, and say what became of each."""
    if not form.is_valid():
        messages.error(request, form.sentence)
        return
    cleaned = form.cleaned_data
    done, refused = actions.extend_each(
        by=request.user,
        tasks=RemediationTask.objects.visible_to(request.user),
        chosen=cleaned["task"],
        note=cleaned["note"],
        client_uuid=cleaned["client_uuid"],
    )
    if done:
        messages.success(request, f"已批准 {len(done)} 条延期，期限各加一个原时限。")
    numbers = defaultdict(list)
    for number, sentence in refused:
        numbers[sentence].append(number)
    for sentence, same in numbers.items():
        messages.error(request, f"{'、'.join(same)} 没有延期：{sentence}")


def new_deadline(asked, task):
    """The deadline a pending extension would lead to, or None."""
    if asked.kind != RequestKind.EXTENSION or asked.decision != Decision.PENDING or not task.due_at:
        return None
    return deadlines.extended(task, office_calendar())
