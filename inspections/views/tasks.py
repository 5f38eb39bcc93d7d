"""The list of tasks, one task, and its photos."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from campaigns.models import WorkRecord
from inspections import cases
from inspections.enums import TaskState
from inspections.forms.filters import TaskFilter
from inspections.forms.steps import FixForm
from inspections.models import RemediationTask
from tataboo_portal.access import photo_response, visible_or_404
from tataboo_portal.models import Photo
from tataboo_portal.paging import COUNT_CAP, paginate

TOTAL_CAP = 10_000
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
        "unit_word": task.unit_word,
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


@require_GET
def task_photo(request, number, token, size):
    """A photo of a task this person may see."""
    task = load(request, number)
    return photo_response(Photo.objects.filter(pk__in=task.photos.values("photo")), token, size)
