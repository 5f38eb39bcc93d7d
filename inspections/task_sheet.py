"""整改任务 as a sheet: what was found comes in as reported tasks; dispatch, fixing and verification stay with their pages."""

import uuid
from datetime import datetime, time

from django.utils import timezone

from inspections.enums import NO_CASE_STATES, TaskAction, TaskState
from inspections.filing import number_in, title_of
from inspections.models import RemediationTask, TaskCategory, TaskStep
from inspections.steps import days_of, take_step
from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.sheets import MOST_NAMED, Column, LocatedSheet
from tataboo_portal.widgets import Day, Named, Quantity, Words

NOON = time(12)
DONE_SENTENCE = "这一行已经办完了：办完的数量记到整治台账里；要派单就把完成日期和核查结果空着。"


class CategoryName(Named):
    """A category in use by name or code."""

    def index(self, scope):
        found = {}
        for row in TaskCategory.objects.filter(is_active=True).select_related("indicator").order_by("position"):
            for name in (row.name, row.code):
                found.setdefault(key(name), row)
        return found


class TaskSheet(LocatedSheet):
    """整改任务 in the office's columns, from what was found to the answer of the verifier."""

    slug = "tasks"
    title = "整改任务"
    permissions = (Permission.REPORT_PROBLEM,)
    own_number = "number"
    number = Column("number", "平台编号", Words(16), aliases=("任务编号",), width=10)
    category = Column(
        "category__name", "类别", CategoryName(), aliases=("类型", "问题类别", "问题类型"), required=True, width=12
    )
    title_words = Column("title", "问题", Words(60), aliases=("存在问题", "问题描述", "督办事项", "标题"), width=24)
    quantity = Column("quantity", "数量", Quantity(), aliases=("处数",), width=8)
    unit_word = Column("unit_word", "量词", Words(8), aliases=("单位", "计量单位"), width=6)
    reported_at = Column(
        "reported_at",
        "发现日期",
        Day(is_recent=True),
        aliases=("日期", "上报日期", "交办日期"),
        required=True,
        width=12,
    )
    assignee = Column("assignee__full_name", "责任人", Words(40), is_read=False, width=10)
    description = Column("description", "整改措施", Words(200), aliases=("整改要求", "备注", "说明"), width=20)
    due_at = Column("due_at", "完成时限", Day(), is_read=False, width=12)
    fixed_at = Column("fixed_at", "完成日期", Day(), aliases=("整改日期", "办结日期"), width=12)
    verified_by = Column("verified_by__full_name", "核查人", Words(40), is_read=False, width=10)
    state = Column("get_state_display", "核查结果", Words(20), is_read=False, width=10)
    summed = ("数量",)
    apart = ("类别", "量词")
    twin = ("unit_id", "category_id", "place_id", "location", "title", "quantity")

    class Meta:
        model = RemediationTask
        fields = (
            *("number", "unit", "place", "location", "category", "title_words", "quantity", "unit_word"),
            *("reported_at", "assignee", "description", "due_at", "fixed_at", "verified_by", "state"),
        )
        export_order = fields

    def live_rows(self):
        """Tasks that are cases or may become one."""
        return RemediationTask.objects.exclude(state__in=NO_CASE_STATES)

    def for_numbers(self, user):
        """The tasks this person may know of."""
        return RemediationTask.objects.visible_to(user).for_list().select_related("verified_by")

    def twins(self):
        """The same problem that is still open."""
        return self.live_rows().exclude(state=TaskState.CLOSED)

    def finish(self, values, scope):
        """The values of one reported task."""
        if values.get("fixed_at"):
            raise Bad(DONE_SENTENCE, column="完成日期")
        category, (quantity, word) = values["category"], values.get("quantity") or (1, "")
        right = category.indicator.unit_word if category.indicator else category.unit_word
        for found in (word, values.get("unit_word")):
            if found and found != right:
                raise Bad(f"{category.name}按“{right}”记，这里写的是“{found}”。", column="数量")
        made = self.located(values, scope) | {"category_id": category.pk, "quantity": quantity}
        unit = values.get("unit") or scope.own_unit
        place = scope.place_named(values.get("place") or "", unit)
        made["title"] = values.get("title_words") or title_of(category, place, made["location"])
        made["description"] = values.get("description") or ""
        noon = timezone.make_aware(datetime.combine(values["reported_at"], NOON))
        return made | {"reported_at": min(noon, timezone.now())}

    def constants(self, batch):
        """What all tasks of a batch share."""
        return {"import_batch": batch, "reported_by": batch.created_by}

    def save(self, rows, batch):
        """The tasks with their numbers and the first step of their trail; two imports at once queue at the unit's row."""
        rows = list(rows)
        keepers = {made["community_id"] if made["place_id"] else made["unit_id"] for made in rows}
        units = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=keepers).order_by("pk")}
        following = {pk: int(number_in(unit).rpartition("-")[2]) for pk, unit in units.items()}
        for made in rows:
            keeper = made["community_id"] if made["place_id"] else made["unit_id"]
            made |= {"number": f"{units[keeper].code}-{following[keeper]:04d}", "client_uuid": uuid.uuid4()}
            following[keeper] += 1
        count = bulk.insert(RemediationTask, rows, **self.constants(batch))
        numbers = self.made_by(batch).values_list("pk", flat=True)
        step = {"action": TaskAction.REPORT, "to_state": TaskState.REPORTED, "by": batch.created_by}
        bulk.insert(TaskStep, ({"task_id": pk} for pk in numbers), **step)
        return count, {RemediationTask: {timezone.localdate(made["reported_at"]) for made in rows}}

    def take_back(self, batch, *, by, reason):
        """Void what nobody has gone on with; what is under way stays."""
        rows, days = self.made_by(batch).exclude(state__in=NO_CASE_STATES), set()
        untouched = list(rows.filter(state=TaskState.REPORTED, version=1))
        kept = list(rows.exclude(pk__in=[row.pk for row in untouched])[:MOST_NAMED])
        for row in untouched:
            days.update(days_of(row))
            take_step(by=by, task=row, action=TaskAction.VOID, note=reason, client_uuid=uuid.uuid4())
        return len(untouched), kept, {RemediationTask: days}
