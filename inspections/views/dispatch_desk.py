"""派单台: the reported and the returned, oldest first, each row a small form; and many rows to one unit at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from inspections import actions, deadlines, desks
from inspections.forms.desks import DispatchForm
from inspections.models import RemediationTask
from tataboo_portal.access import permission_required
from tataboo_portal.models import Unit
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission

ROWS = 20
COLUMNS = ("id", "number", "version", "title", "description", "location", "unit_id", "category_id", "is_urgent")
COLUMNS += ("reported_at", "category__name", "unit__name", "place__name", "rule__limit_value", "rule__limit_kind")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.ASSIGN_TASK)
def task_dispatch(request):
    """派单台: choose a unit and go on to the next row."""
    if request.method == "POST":
        done = dispatch_chosen(request, DispatchForm(request.POST))
        back = way_back(request, "task_dispatch")
        return redirect(f"{back}{row_after(done)}" if done else back)
    waiting = RemediationTask.objects.visible_to(request.user).to_assign()
    page = paginate(waiting.values_list(*COLUMNS, named=True), request.GET, keys=("id",), size=ROWS)
    units = Unit.objects.active()
    context = {"page": page, "rows": desk_rows(page.rows, units), "units": units, "form": DispatchForm()}
    context["unplanned_years"] = deadlines.unplanned_years(timezone.localdate())
    return render(request, "desks/dispatch.html", context)


def desk_rows(tasks, units):
    """The rows with their thumb, their limit and their options; the task's own unit is chosen already."""
    limits, addresses, draw = desks.default_limits(), desks.Addresses.ready(), Options(units)
    photos = desks.first_photos([task.id for task in tasks])
    return [
        {
            "task": task,
            "url": addresses.of(task.number),
            "thumb": addresses.thumb(task.number, photos.get(task.id)),
            "unseen": desks.unseen_words(photos.get(task.id)),
            "where": " ".join(part for part in (task.place__name, task.location) if part) or task.unit__name,
            "limit": desks.limit_of(task, limits),
            "reported": desks.moment_words(task.reported_at),
            "options": draw.with_chosen(task.unit_id),
        }
        for task in tasks
    ]


class Options:
    """The units as options of a select, drawn once for each unit that may be chosen already."""

    def __init__(self, units):
        self._units, self._drawn = list(units), {}

    def with_chosen(self, pk):
        """All options, one of them chosen."""
        if pk not in self._drawn:
            rows = ((unit.pk, " selected" if unit.pk == pk else "", unit.label) for unit in self._units)
            self._drawn[pk] = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return self._drawn[pk]


def dispatch_chosen(request, form):
    """Give the chosen tasks to the unit, say what became of each, and return those that were given."""
    if not form.is_valid():
        messages.error(request, form.sentence)
        return []
    cleaned = form.cleaned_data
    visible = RemediationTask.objects.visible_to(request.user).select_related("category")
    done, refused = actions.assign_each(
        by=request.user,
        tasks=visible,
        chosen=cleaned["task"],
        unit=cleaned["unit"],
        client_uuid=cleaned["client_uuid"],
    )
    if done:
        messages.success(request, dispatched_words(done))
    for number, sentence in refused:
        messages.error(request, f"{number} 没有派：{sentence}")
    return done


def dispatched_words(done):
    """“已派 7-0312 给社区七，期限 11月26日 10:30”; of many, how many and that each has its own deadline."""
    task, unit = done[0], done[0].unit.name
    if len(done) == 1:
        return f"已派 {task.number} 给{unit}，期限 {desks.moment_words(task.due_at)}"
    return f"已派 {len(done)} 条给{unit}，期限各按各的时限。"


def row_after(done):
    """The fragment of the row that follows the last one given away."""
    last = max(task.pk for task in done)
    following = RemediationTask.objects.to_assign().filter(pk__gt=last).order_by("pk").first()
    return f"#t-{following.number}" if following else ""


def way_back(request, url_name):
    """The list the person came from, with its filters and page."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse(url_name)
