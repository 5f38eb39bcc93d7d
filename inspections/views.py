"""Pages of the task loop."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import actions, cases
from inspections.enums import PhotoStage
from inspections.forms import AssignForm, FixForm, ReportForm, ReshootForm, TaskFilter, VerifyForm, VoidForm
from inspections.models import RemediationTask, TaskPhoto
from tataboo_portal import photos
from tataboo_portal.access import permission_required, photo_response, visible_or_404
from tataboo_portal.models import Photo, Place, User
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.workdays import after_workdays

COUNT_CAP = 1000
MOST_NAMED_PLACES = 500


def load(request, number):
    """The task this person may know of, or 404."""
    return visible_or_404(RemediationTask.objects.for_list(), request.user, number=number)


def keep_photo(form, user):
    """Keep a good photo of a form that has another mistake, so that nothing is lost."""
    choice = form.cleaned_data.get("photo") if hasattr(form, "cleaned_data") else None
    if choice:
        form.remember(photos.stored(choice, by=user))


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
        "rows": rows_for(page.rows),
        "tabs": tabs(visible, request.GET),
        "source_words": source_words(request.GET, chosen),
    }
    return render(request, "inspections/task_list.html", context)


def tabs(visible, params):
    """The five groups with their counts, which stop at a cap."""
    found = []
    for value, words in TaskFilter.GROUPS:
        group = TaskFilter({"group": value}, queryset=visible).qs.counted()
        count = group[: COUNT_CAP + 1].count()
        shown = f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)
        found.append({"value": value, "words": words, "count": shown, "current": params.get("group") == value})
    return found


def source_words(params, chosen):
    """Which number of another page this list stands behind, with its exact total."""
    words = dict(TaskFilter.OUTCOMES).get(params.get("outcome"))
    return f"{words} {chosen.count()} 项" if words else ""


def rows_for(tasks):
    """Tasks with flags and the first look's photo, in one more query whatever the number of rows."""
    befores = TaskPhoto.objects.filter(task__in=tasks, stage=PhotoStage.BEFORE).select_related("photo").order_by("-id")
    first = {row.task_id: row.photo for row in befores}
    now = timezone.now()
    return [{"task": task, "flags": cases.flags(task, now), "photo": first.get(task.pk)} for task in tasks]


@require_GET
def task_detail(request, number):
    """任务详情: the next step of this person, the pair, the facts, the trail."""
    task = load(request, number)
    rows = list(task.photos.select_related("photo", "photo__uploaded_by").order_by("id"))
    newest = {row.stage: row for row in rows}
    shown = {newest[stage].pk for stage in newest}
    context = {
        "task": task,
        "flags": cases.flags(task),
        "steps": cases.steps(task),
        "before": newest.get(PhotoStage.BEFORE),
        "after": newest.get(PhotoStage.AFTER),
        "earlier": [row for row in rows if row.pk not in shown],
        "trail": task.steps.select_related("by"),
        "may_fix": cases.may_fix(request.user, task),
        "may_verify": cases.may_verify(request.user, task),
        "may_assign": cases.may_assign(request.user, task),
        "may_void": cases.may_void(request.user, task),
        "may_reshoot": cases.may_reshoot(request.user, task, rows[-1] if rows else None),
        "own_fix": task.fixed_by_id == request.user.pk and request.user.may(Permission.VERIFY_TASK),
        "verify_form": VerifyForm(initial={"quantity": task.quantity}),
    }
    return render(request, "inspections/task_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.REPORT_PROBLEM)
def task_report(request):
    """拍照上报: one form, one photo, one task however often it arrives."""
    last = RemediationTask.objects.filter(reported_by=request.user).order_by("-id").first()
    initial = {"category": last.category_id if last else None, "client_uuid": uuid.uuid4(), "quantity": 1}
    form = ReportForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = ("client_uuid", "unit", "category", "photo", "place", "location", "note", "quantity")
        task = actions.report_problem(by=request.user, **{name: form.cleaned_data[name] for name in wanted})
        messages.success(request, f"已保存 {task.number}。")
        return redirect("task_detail", task.number)
    if form.is_bound:
        keep_photo(form, request.user)
    context = {"form": form, "places": Place.objects.visible_to(request.user).active()[:MOST_NAMED_PLACES]}
    return render(request, "inspections/task_report.html", context, status=400 if form.is_bound else 200)


def newest_pair(task):
    """The photos that count: the newest of each stage."""
    newest = {row.stage: row for row in task.photos.select_related("photo", "photo__uploaded_by").order_by("id")}
    return {"before": newest.get(PhotoStage.BEFORE), "after": newest.get(PhotoStage.AFTER)}


def step_page(request, task, form, template, take, **context):
    """Show a step's form, take the step when it is right, and say why when it cannot be taken."""
    if request.method == "POST" and form.is_valid():
        try:
            take()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "已保存。")
            return redirect("task_detail", task.number)
    if form.is_bound:
        keep_photo(form, request.user)
    context |= {"task": task, "form": form, "flags": cases.flags(task)}
    return render(request, template, context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def task_assign(request, number):
    """派单: unit, person, deadline."""
    task = load(request, number)
    if not request.user.may(Permission.ASSIGN_TASK):
        raise PermissionDenied
    due_at = task.due_at or after_workdays(timezone.now(), task.category.limit_workdays)
    initial = {"unit": task.unit_id, "assignee": task.assignee_id, "due_at": due_at}
    form = AssignForm(request.POST or None, initial=initial)
    form.fields["assignee"].queryset = User.objects.filter(is_active=True, unit__isnull=False).select_related("unit")

    def take():
        actions.assign(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_assign.html", take)


@require_http_methods(["GET", "POST"])
def task_fix(request, number):
    """拍整改后: the same angle, the quantity, sent."""
    task = load(request, number)
    if not cases.is_ours(request.user, task):
        raise PermissionDenied
    form = FixForm(request.POST or None, request.FILES or None, user=request.user, initial={"quantity": task.quantity})

    def take():
        wanted = ("client_uuid", "photo", "quantity", "note")
        actions.fix(by=request.user, task=task, **{name: form.cleaned_data[name] for name in wanted})

    return step_page(request, task, form, "inspections/task_fix.html", take, **newest_pair(task))


@require_http_methods(["GET", "POST"])
def task_verify(request, number):
    """核查: pass or send back."""
    task = load(request, number)
    if not request.user.may(Permission.VERIFY_TASK):
        raise PermissionDenied
    form = VerifyForm(request.POST or None, initial={"quantity": task.quantity})

    def take():
        cleaned = form.cleaned_data
        step = {"by": request.user, "task": task, "client_uuid": cleaned["client_uuid"], "note": cleaned["note"]}
        if cleaned["decision"] == VerifyForm.PASS:
            actions.verify(quantity=cleaned["quantity"], **step)
        else:
            actions.send_back(**step)

    return step_page(request, task, form, "inspections/task_verify.html", take, **newest_pair(task))


@require_http_methods(["GET", "POST"])
def task_void(request, number):
    """作废: with a reason."""
    task = load(request, number)
    if not request.user.may(Permission.VOID_TASK):
        raise PermissionDenied
    form = VoidForm(request.POST or None)

    def take():
        actions.void(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_void.html", take)


@require_http_methods(["GET", "POST"])
def task_reshoot(request, number):
    """重拍: replaces a photo that could not be opened."""
    task = load(request, number)
    newest = task.photos.select_related("photo").order_by("id").last()
    if not cases.may_reshoot(request.user, task, newest):
        raise PermissionDenied
    form = ReshootForm(request.POST or None, request.FILES or None, user=request.user)

    def take():
        wanted = ("client_uuid", "photo")
        actions.replace_photo(by=request.user, task=task, **{name: form.cleaned_data[name] for name in wanted})

    return step_page(request, task, form, "inspections/task_reshoot.html", take)


@require_GET
def task_photo(request, number, token, size):
    """A photo of a task this person may see."""
    task = load(request, number)
    return photo_response(Photo.objects.filter(pk__in=task.photos.values("photo")), token, size)
