"""控烟: the register of checks as data, and the page that shows them by place."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inspections.models import RemediationTask
from publicity import smoking
from publicity.actions.smoking import file_task
from publicity.forms.smoking import SmokingFilter, SmokingForm
from publicity.models import SmokingCheck
from publicity.views.sums import by_indicator
from tataboo_portal.models import Place
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Column, Group, Link, Register

KEYS = ("last_day", "id")


def about_check(request, check):
    """The task it became, as far as this person may open it, or whether it may become one in one tap."""
    tasks = RemediationTask.objects.visible_to(request.user)
    may_file = request.user.may(Permission.REPORT_PROBLEM) and not check.is_voided and check.task_id is None
    return {
        "task": tasks.filter(pk=check.task_id).first() if check.task_id else None,
        "faults": check.faults,
        "may_file": may_file and bool(check.faults),
    }


SMOKING = Register(
    slug="smoking",
    model=SmokingCheck,
    form=SmokingForm,
    title="控烟检查",
    icon="smoking-no",
    group="宣传与文明",
    columns=(
        Column("unit", "社区/市场组"),
        Column("where", "点位"),
        Column("day"),
        Column("sign_count"),
        Column("faults", "不合格的", shown=lambda faults: "、".join(faults) or "没有"),
    ),
    search=("location",),
    keys=("-day", "-id"),
    groups=(Group("with_faults", "有不合格的"), Group("without_task", "不合格还没转任务的")),
    prefilled=("at",),
    day="day",
    flags=smoking.check_flags,
    hint="七项默认合格，哪项不合格就点哪项。",
    extra="publicity/_smoking_check.html",
    extra_context=about_check,
    summary=by_indicator(smoking_check=Q(day__isnull=False)),
    links=(Link("register_smoking", (), "map-pin", "按点位看"),),
    file_task=file_task,
)


@require_GET
def register_smoking(request):
    """控烟: place by place, those nobody has looked into first, then the longest ago."""
    known = smoking.places_with_checks(Place.objects.visible_to(request.user))
    filters = SmokingFilter(request.GET, known)
    page = paginate(filters.qs.for_list(), request.GET, keys=KEYS)
    context = {
        "filter": filters,
        "page": page,
        "rows": smoking.rows_for(page.rows, request.user),
        "may_add": request.user.may(Permission.LOG_WORK),
    }
    return render(request, "publicity/smoking_places.html", context)
