"""The lists of this floor, and every register, that leave as sheets."""

from django.db.models import Count, F
from django.db.models.functions import Coalesce

from inspections import cases, samples
from inspections.forms.checklists import InspectionFilter
from inspections.forms.filters import BY_DEADLINE, FilterChoices, TaskFilter
from inspections.forms.patrols import RoundFilter
from inspections.forms.places import PlaceFilter
from inspections.forms.samples import SampleFilter
from inspections.models import Inspection, PatrolRound, RemediationTask
from tataboo_portal.enums import PlaceKind
from tataboo_portal.listings import Listing, Pictures, understood_by
from tataboo_portal.models import Place
from tataboo_portal.permissions import Permission
from tataboo_portal.sheets import Column, OfficeSheet
from tataboo_portal.widgets import Choice, Day, Number, Words


class PatrolSheet(OfficeSheet):
    """巡查记录 as it leaves; rounds are made by walking, not brought in."""

    slug, title = "patrols", "巡查记录"
    day = Column("day", "日期", Day())
    by = Column("by__full_name", "巡查人", Words())
    unit = Column("unit__name", "单位", Words(), width=14)
    count = Column("count", "看过（处）", Number())
    note = Column("note", "说明", Words(), width=30)
    void_reason = Column("void_reason", "作废原因", Words(), width=18)
    summed = ("看过（处）",)

    class Meta:
        model = PatrolRound
        fields = export_order = ("day", "by", "unit", "count", "note", "void_reason")


class CheckSheet(OfficeSheet):
    """检查记录 as it leaves; a check is made at the place, not brought in."""

    slug, title = "checks", "检查记录"
    day = Column("day", "日期", Day())
    community = Column("community__name", "社区", Words(), width=14)
    place = Column("place__name", "点位", Words(), width=20)
    kind = Column("place__kind", "类型", Choice(PlaceKind.choices))
    standard = Column("standard__name", "标准", Words(), width=20)
    version = Column("standard__version", "版本", Words())
    passed = Column("passed", "合格项", Number(), width=8)
    judged = Column("judged", "判定项", Number(), width=8)
    by = Column("by__full_name", "检查人", Words())
    note = Column("note", "说明", Words(), width=24)
    void_reason = Column("void_reason", "作废原因", Words(), width=18)
    summed = ("合格项", "判定项")

    class Meta:
        model = Inspection
        fields = (
            "day",
            "community",
            "place",
            "kind",
            "standard",
            "version",
            "passed",
            "judged",
            "by",
            "note",
            "void_reason",
        )
        export_order = fields


class ShownTasks(TaskFilter):
    """The tasks a list shows: no case is counted twice, and groups in the order of deadlines hold what has one."""

    @property
    def qs(self):
        """The tasks with everything that was understood, as the list counts them."""
        found = super().qs if self.data.get("state") else super().qs.counted()
        return found.filter(due_at__isnull=False) if self.asked.get("group") in BY_DEADLINE else found


def tasks(user, params):
    """整改任务 as their list filters them."""
    return ShownTasks(params, queryset=RemediationTask.objects.visible_to(user), choices=FilterChoices(user))


def pair_of(task):
    """The photos of a task that count now."""
    found = cases.pair(task, sorted(task.photos.all(), key=lambda row: row.pk))
    return [row.photo if row else None for row in found]


def places(user, params):
    """点位 as their list filters them."""
    return PlaceFilter(params, Place.objects.visible_to(user))


def rounds(user, params):
    """巡查 as their list filters them."""
    return RoundFilter(params, PatrolRound.objects.visible_to(user).annotate(count=Count("visits")))


def checks(user, params):
    """检查 as their list filters them."""
    return InspectionFilter(params, queryset=Inspection.objects.visible_to(user))


def drawn(user, params):
    """抽查样本, for those who may see every unit."""
    return SampleFilter(params, queryset=samples.with_findings())


def draw_words(filters):
    """The name of the one draw that was asked for."""
    found = understood_by(filters).get("draw")
    return found.name if found else ""


# A compound and then what lies in it, so that a file that comes back knows the compound first.
AS_A_TREE = (
    "community__position",
    Coalesce("parent__position", "position"),
    Coalesce("parent_id", "id"),
    F("parent_id").asc(nulls_first=True),
    "position",
    "id",
)
PAIR = Pictures(("整改前照片", "整改后照片"), ("photos__photo__release",), pair_of)
LISTS = (
    Listing("tasks", "task_export", tasks, ("id",), pictures=PAIR, words=lambda filters: filters.words),
    Listing("places", "place_export", places, AS_A_TREE),
    Listing("patrols", "patrol_export", rounds, ("day", "id"), sheet=PatrolSheet),
    Listing("checks", "check_export", checks, ("day", "id"), sheet=CheckSheet),
    Listing(
        "samples",
        "sample_export",
        drawn,
        ("-draw", "position"),
        permission=Permission.SEE_ALL_UNITS,
        words=draw_words,
        sheet=samples.SampleSheet,
    ),
)
