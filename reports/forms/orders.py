"""督办单: what one says as it goes out, what the unit and the office say afterwards, and which ones a list shows."""

import django_filters
from django import forms
from django.utils import timezone

from inspections.forms.filters import PlainSelect
from reports.enums import OrderSource, OrderState
from reports.forms.meetings import day_field, version_field, words_field
from reports.models import SupervisionOrder
from tataboo_portal.forms import LabelChoiceField, OnePhotoForm, SubmissionForm
from tataboo_portal.models import Unit

OVERDUE = "overdue"
STATES = (("unfinished", "没有销号"), (OVERDUE, "逾期"), *OrderState.choices)
PLAIN_SOURCES = (OrderSource.SUPERIOR, OrderSource.LEADER, OrderSource.RESIDENTS, OrderSource.OFFICE)
MORE = ("problem", "person", "phone", "instruction")


def long_field(label, name, *, required=False):
    """Plain words in a box of two lines."""
    field = words_field(label, SupervisionOrder, name, required=required)
    field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": field.max_length})
    return field


def source_field(sources):
    """Where the order comes from."""
    choices = [(source.value, source.label) for source in sources]
    errors = {"required": "选一下来源。", "invalid_choice": "没有这种来源，重新选。"}
    return forms.ChoiceField(label="来源", choices=choices, error_messages=errors)


class OutgoingForm(SubmissionForm):
    """发督办单: what stands there is what goes out; all of it may be changed before."""

    matter = long_field("督办事项", "matter", required=True)
    due_on = day_field("办结时限")
    demand = long_field("整改要求", "demand")
    problem = long_field("存在问题", "problem")
    person = words_field("责任人", SupervisionOrder, "person", required=False)
    phone = words_field("联系电话", SupervisionOrder, "phone", required=False)
    instruction = long_field("领导批示", "instruction")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("办结时限已经过了，换一个日子。")
        return day

    @property
    def first(self):
        """What everybody looks at before it goes out."""
        return [field for field in self.visible_fields() if field.name not in MORE]

    @property
    def more(self):
        """What the sheet may say beside."""
        return [field for field in self.visible_fields() if field.name in MORE]


class TaskOrderForm(OutgoingForm):
    """About one task."""

    source = source_field(OrderSource)
    field_order = ("source", "matter")


class PlainOrderForm(OutgoingForm):
    """About a matter that is neither a decision nor a task."""

    unit = LabelChoiceField(
        label="责任单位",
        queryset=Unit.objects.active(),
        empty_label="选单位",
        error_messages={"required": "选一下责任单位。", "invalid_choice": "没有这个单位，重新选。"},
    )
    source = source_field(PLAIN_SOURCES)
    field_order = ("unit", "source", "matter")


class ResultForm(OnePhotoForm):
    """报办理结果, with a photo where there is one."""

    result = long_field("办理结果", "result", required=True)
    version = version_field()
    photo_required = False


class BackForm(forms.Form):
    """退回, with a reason."""

    reason = words_field("退回原因", SupervisionOrder, "void_reason")
    version = version_field()


class StrikeOrderForm(forms.Form):
    """销号, with what the office found where it wants to say so."""

    opinion = words_field("核查意见", SupervisionOrder, "opinion", required=False)
    version = version_field()


class OrderFilter(django_filters.FilterSet):
    """State and unit; what is not taken back, unless that is asked for."""

    state = django_filters.ChoiceFilter(
        label="状态", method="in_state", choices=STATES, empty_label="全部", widget=PlainSelect
    )
    unit = django_filters.ChoiceFilter(label="单位", method="of_unit", empty_label="全部单位", widget=PlainSelect)

    class Meta:
        model = SupervisionOrder
        fields = ("state", "unit")

    def __init__(self, data, *, user):
        super().__init__(data, queryset=SupervisionOrder.objects.visible_to(user))
        self.form.fields["unit"].choices = [(unit.code, unit.label) for unit in Unit.objects.all()]

    def in_state(self, queryset, name, value):
        """Those of one state, unfinished ones, or overdue ones."""
        found = {
            OVERDUE: lambda: queryset.overdue(timezone.localdate()),
            "unfinished": queryset.unfinished,
            OrderState.OPEN: queryset.waiting,
            OrderState.REPORTED: queryset.reported,
            OrderState.STRUCK_OFF: lambda: queryset.live().filter(struck_off_at__isnull=False),
            OrderState.VOIDED: lambda: queryset.filter(voided_at__isnull=False),
        }
        return found[value]()

    def of_unit(self, queryset, name, value):
        """Those to one unit, by its code."""
        return queryset.filter(unit__code=value)

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.live()
