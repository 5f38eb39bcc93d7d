"""Forms of 延期, 挂账 and 申诉, and the filter of their pile; they validate and never save."""

import django_filters
from django import forms
from django.db.models import Q

from inspections.enums import Decision, RequestKind
from inspections.forms.phrases import PhrasedForm
from inspections.forms.steps import DeskForm
from inspections.forms.unit_steps import UntilField
from inspections.models import Extension
from tataboo_portal.models import Unit

TOPICS = {RequestKind.EXTENSION: "extend", RequestKind.SUSPENSION: "suspend", RequestKind.APPEAL: "appeal"}


class AskForm(PhrasedForm):
    """申请: with a reason; a pause also names its last day."""

    note_required = "申请要写明理由。"
    until = UntilField()

    def __init__(self, *args, kind, **kwargs):
        self.topics = (TOPICS[kind],)
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "理由"
        if kind != RequestKind.SUSPENSION:
            del self.fields["until"]


class DecideForm(PhrasedForm):
    """批准 or 不批准; refusing needs a reason."""

    topics = ("approve", "refuse")
    APPROVE, REFUSE = "approve", "refuse"
    decision = forms.ChoiceField(
        label="决定",
        choices=((APPROVE, "批准"), (REFUSE, "不批准")),
        error_messages={"required": "选批准或者不批准。", "invalid_choice": "选批准或者不批准。"},
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.REFUSE and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "不批准要写明理由。")
        return cleaned

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = {name: self.cleaned_data[name] for name in ("client_uuid", "note")}
        return kept | {"approved": self.cleaned_data["decision"] == self.APPROVE}


class ResumeForm(DeskForm):
    """恢复计时: before the day it was granted until."""

    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)


class RequestFilter(django_filters.FilterSet):
    """Which requests of one kind a list shows."""

    unit = django_filters.ModelChoiceFilter(
        label="片区", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部片区", field_name="task__unit"
    )
    decision = django_filters.ChoiceFilter(label="决定", choices=Decision.choices, empty_label="全部")
    q = django_filters.CharFilter(
        label="搜索",
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、问题、理由"}),
    )
    kind = django_filters.ChoiceFilter(choices=RequestKind.choices, method="of_kind", widget=forms.HiddenInput)

    class Meta:
        model = Extension
        fields = ("unit", "decision", "q")

    def search(self, queryset, name, value):
        """Requests whose task or reason holds the words."""
        words = Q(task__number__icontains=value) | Q(task__title__icontains=value) | Q(reason__icontains=value)
        return queryset.filter(words)

    def of_kind(self, queryset, name, value):
        """The kind is the list itself."""
        return queryset
