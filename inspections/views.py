"""Pages of the task loop."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.models import WorkRecord
from inspections import actions, cases
from inspections.enums import TaskState
from inspections.forms import AssignForm, DeskForm, FixForm, ReportForm, ReshootForm, TaskFilter, VerifyForm, VoidForm
from inspections.models import RemediationTask
from tataboo_portal import photos
from tataboo_portal.access import permission_required, photo_response, require, submitted, visible_or_404
from tataboo_portal.models import Photo, Place
from tataboo_portal.paging import COUNT_CAP, paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.workdays import after_workdays

TOTAL_CAP = 10_000
MOST_NAMED_PLACES = 500
KEPT_BY_TABS = ("unit", "category", "q")


def load(request, number):
    """The task this person may know of, or 404."""
    return visible_or_404(RemediationTask.objects.for_list(), request.user, number=number)


@require_GET
def task_list(request):
    """任务列表: by group, with the exact filters other pages link to."""
    visible = RemediationTask.objects.visible_to(request.user)
    filters = TaskFilter(request.GET, queryset=visible)
    chosen = filters.qs if request.GET.get("state") else filters.qs.counted()
    keys = ("due_at", "id") if request.GET.get("group") in {"overdue", "in_hands"} else ("-id",)
    if keys[0] == "due_at":
        chosen = chosen.filter(due_at__isnull=False)
    page = paginate(chosen.for_list(), request.GET, keys=keys)
    context = {
        "filter": filters,
        "page": page,
        "rows": cases.rows_for(page.rows, timezone.now()),
        "tabs": tabs(visible, request.GET),
        "words": filters.words,
        "total": total_words(chosen) if filters.words else "",
    }
    return render(request, "inspections/task_list.html", context)


def tabs(visible, params):
    """The five groups with their counts, which stop at a cap; unit, category and search hold in every group."""
    kept = {name: params[name] for name in KEPT_BY_TABS if params.get(name)}
    within = TaskFilter(kept, queryset=visible).qs.counted()
    found = [{"words": "全部", "url": f"?{urlencode(kept)}", "current": not set(params) - {*KEPT_BY_TABS}}]
    for value, words in TaskFilter.GROUPS:
        count = TaskFilter({"group": value}, queryset=within).qs[: COUNT_CAP + 1].count()
        shown = f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)
        url = f"?{urlencode(kept | {'group': value})}"
        found.append({"words": words, "count": shown, "url": url, "current": params.get("group") == value})
    return found


def total_words(chosen):
    """The exact total of a list, as far as a page may count."""
    total = chosen.order_by()[: TOTAL_CAP + 1].count()
    return f"{TOTAL_CAP:,} 项以上" if total > TOTAL_CAP else f"{total:,} 项"


@require_GET
def task_detail(request, number):
    """任务详情: the next step of this person, the pair, the facts, the trail."""
    task, user = load(request, number), request.user
    rows, trail = cases.photo_rows(task), list(task.steps.select_related("by"))
    before, after = cases.pair(task, rows)
    broken = cases.broken_photo(task, rows)
    context = {
        "task": task,
        "flags": cases.flags(task),
        "steps": cases.steps(task, user),
        "unit_word": cases.unit_word(task),
        "before": before,
        "after": after,
        "earlier": [row for row in rows if row not in (before, after)],
        "trail": trail[::-1],
        "days_taken": cases.days_taken(task),
        "record": WorkRecord.objects.visible_to(user).filter(pk=task.work_record_id).first(),
        "sent_back": cases.sent_back(trail) if task.state == TaskState.REWORK else None,
        "may_fix": cases.may_fix(user, task),
        "may_verify": cases.may_verify(user, task),
        "may_assign": cases.may_assign(user, task),
        "may_void": cases.may_void(user, task),
        "may_reshoot": cases.may_reshoot(user, task, broken),
        "own_fix": cases.own_fix(user, task),
        "fix_form": FixForm(user=user, category=task.category, initial={"quantity": task.quantity}),
    }
    return render(request, "inspections/task_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.REPORT_PROBLEM)
def task_report(request):
    """拍照上报: one form, one photo, one task however often it arrives."""
    last = RemediationTask.objects.filter(reported_by=request.user).order_by("-id").first()
    initial = {"category": last.category_id if last else None}
    form = ReportForm(*submitted(request), user=request.user, initial=initial)

    def take():
        return actions.report_problem(by=request.user, **form.values())

    places = Place.objects.visible_to(request.user).active()[:MOST_NAMED_PLACES]
    return submission(request, form, "inspections/task_report.html", take, places=places)


def submission(request, form, template, take, **context):
    """Show a form, do what it asks when it is right, and say why when that cannot be done; nothing typed is lost."""
    if form.is_bound and form.is_valid():
        try:
            task = take()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            if isinstance(refusal, StaleEdit) and isinstance(form, DeskForm):
                form.look_again(context["task"].version)
        else:
            is_new = "task" not in context
            messages.success(request, f"已保存 {task.number}。" if is_new else "已保存。")
            return redirect(f"{reverse('task_detail', args=[task.number])}{'?reported=1' if is_new else ''}")
    if form.is_bound:
        photos.keep_for_retry(form, by=request.user)
    return render(request, template, context | {"form": form}, status=400 if form.is_bound else 200)


def step_page(request, task, form, template, take, **context):
    """The page of one step: the task's head, its pair, and the form."""
    before, after = cases.pair(task, cases.photo_rows(task))
    context |= {"before": before, "after": after, "flags": cases.flags(task), "unit_word": cases.unit_word(task)}
    return submission(request, form, template, take, task=task, **context)


@require_http_methods(["GET", "POST"])
def task_assign(request, number):
    """派单: unit, person, deadline."""
    task = load(request, number)
    require(request.user, Permission.ASSIGN_TASK)
    due_at = task.due_at or after_workdays(timezone.now(), task.category.limit_workdays)
    initial = {"unit": task.unit_id, "assignee": task.assignee_id, "due_at": due_at, "version": task.version}
    form = AssignForm(*submitted(request), initial=initial, present_due_at=task.due_at)

    def take():
        return actions.assign(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_assign.html", take)


@require_http_methods(["GET", "POST"])
def task_fix(request, number):
    """拍整改后: the same angle, the quantity, sent."""
    task = load(request, number)
    if not cases.is_ours(request.user, task):
        raise PermissionDenied
    initial = {"quantity": task.quantity}
    form = FixForm(*submitted(request), user=request.user, category=task.category, initial=initial)

    def take():
        return actions.fix(by=request.user, task=task, **form.values())

    reason = cases.sent_back(list(task.steps.select_related("by"))) if task.state == TaskState.REWORK else None
    return step_page(request, task, form, "inspections/task_fix.html", take, sent_back=reason)


@require_http_methods(["GET", "POST"])
def task_verify(request, number):
    """核查: pass or send back; never by the one who fixed it."""
    task = load(request, number)
    require(request.user, Permission.VERIFY_TASK)
    if cases.own_fix(request.user, task):
        raise PermissionDenied(cases.OWN_WORK_SENTENCE)
    initial = {"quantity": task.quantity, "version": task.version}
    form = VerifyForm(*submitted(request), category=task.category, initial=initial)

    def take():
        step = {name: form.cleaned_data[name] for name in ("client_uuid", "note", "version")}
        if form.cleaned_data["decision"] == VerifyForm.PASS:
            return actions.verify(by=request.user, task=task, quantity=form.cleaned_data["quantity"], **step)
        return actions.send_back(by=request.user, task=task, **step)

    return step_page(request, task, form, "inspections/task_verify.html", take)


@require_http_methods(["GET", "POST"])
def task_void(request, number):
    """作废: with a reason."""
    task = load(request, number)
    require(request.user, Permission.VOID_TASK)
    form = VoidForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.void(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_void.html", take)


@require_http_methods(["GET", "POST"])
def task_reshoot(request, number):
    """重拍: replaces a photo that could not be opened."""
    task = load(request, number)
    broken = cases.broken_photo(task, cases.photo_rows(task))
    if not cases.may_reshoot(request.user, task, broken) and not cases.has_reshot(request.user, task):
        raise PermissionDenied
    form = ReshootForm(*submitted(request), user=request.user)

    def take():
        wanted = ("client_uuid", "photo")
        return actions.replace_photo(by=request.user, task=task, **{name: form.cleaned_data[name] for name in wanted})

    return step_page(request, task, form, "inspections/task_reshoot.html", take)


@require_GET
def task_photo(request, number, token, size):
    """A photo of a task this person may see."""
    task = load(request, number)
    return photo_response(Photo.objects.filter(pk__in=task.photos.values("photo")), token, size)
