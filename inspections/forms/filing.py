"""Forms with which the office makes a report a case, or does not; they validate and never save."""

from django import forms

from inspections.enums import TaskSource
from inspections.forms.phrases import PhrasedForm
from inspections.forms.steps import DeskForm
from inspections.models import CaseRule, RemediationTask

MOST_OFFERED = 5
UNKNOWN_SENTENCE = "没有编号是“{number}”的任务，检查一下编号。"


class RuleChoiceField(forms.ModelChoiceField):
    """Conditions of a category with their limit and what closes them."""

    def label_from_instance(self, obj):
        closing = f"，{obj.closing_condition}可结案" if obj.closing_condition else ""
        return f"{obj.condition}（{obj.limit}{closing}）"


class AcceptForm(DeskForm):
    """立案: under which condition, where it came from, how urgent."""

    rule = RuleChoiceField(
        label="立案条件",
        queryset=CaseRule.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": "这条立案条件已经停用，换一条。"},
    )
    source = forms.ChoiceField(
        label="来源",
        choices=TaskSource.choices,
        error_messages={"required": "选一下来源。", "invalid_choice": "选一下来源。"},
    )
    source_number = forms.CharField(label="交办编号（上级交办的填）", max_length=40, required=False)
    is_urgent = forms.BooleanField(label="紧急", required=False)
    note = forms.CharField(label="说明（可不填）", max_length=200, required=False)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = task.category.rules.filter(is_active=True)

    def values(self):
        """What the action needs: the step, and the facts of the report it may change."""
        step = {name: self.cleaned_data[name] for name in ("client_uuid", "version", "rule", "note")}
        return step | {"facts": {name: self.cleaned_data[name] for name in ("source", "source_number", "is_urgent")}}


class RejectForm(DeskForm, PhrasedForm):
    """不予受理: only with a reason."""

    topics = ("reject",)
    note_required = "不予受理要写明理由。"


class TaskChoiceField(forms.ModelChoiceField):
    """Tasks by number, title and state."""

    def label_from_instance(self, obj):
        return f"{obj.number} {obj.title}（{obj.get_state_display()}）"


class DuplicateForm(DeskForm):
    """判为重复: one of the open tasks of the same kind at the same place, or any other by its number."""

    candidate = TaskChoiceField(
        label="同一地点、同一类别在办的任务",
        queryset=RemediationTask.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": "这条任务刚办结，写它的编号。"},
    )
    number = forms.CharField(label="原任务的编号", max_length=16, required=False, help_text="比如 1-0312。")
    note = forms.CharField(label="说明（可不填）", max_length=200, required=False)

    def __init__(self, *args, task, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = RemediationTask.objects.visible_to(user)
        offered = self.known.alike(task.category, task.place).exclude(pk=task.pk) if task.place else self.known.none()
        newest = list(offered.values_list("pk", flat=True)[:MOST_OFFERED])
        self.fields["candidate"].queryset = self.known.filter(pk__in=newest).order_by("-id")

    def clean(self):
        cleaned = super().clean()
        number, candidate = cleaned.get("number"), cleaned.get("candidate")
        cleaned["original"] = self.known.filter(number=number).first() if number else candidate
        if number and not cleaned["original"]:
            self.add_error("number", UNKNOWN_SENTENCE.format(number=number))
        elif not number and not candidate and not self.errors:
            self.add_error("number", "选一条，或者写原任务的编号。")
        return cleaned

    def values(self):
        """What the action needs, without the form's own machinery."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "version", "original", "note")}
