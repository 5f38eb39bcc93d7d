"""Forms of what a unit does with a task before it is fixed; they validate and never save."""

from datetime import timedelta

from django import forms
from django.db.models import Count, Q
from django.utils import timezone

from inspections.enums import IN_HANDS_STATES
from inspections.forms.phrases import PhrasedForm
from inspections.forms.steps import FIXER_ROLES, DeskForm
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import SubmissionForm
from tataboo_portal.models import StandardText, User

USUAL_PAUSE = timedelta(days=30)


def usual_until():
    """The day a pause ends unless somebody names another."""
    return timezone.localdate() + USUAL_PAUSE


class UntilField(forms.DateField):
    """The day a pause ends; what is too near or too far is refused by the action."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        kwargs |= {"label": "挂账到", "initial": usual_until, "validators": ARCHIVE_DAYS}
        super().__init__(
            error_messages={"required": "选一下挂账到哪天。", "invalid": "日期要写成 2017-05-22 这样。"}, **kwargs
        )


class HandOverForm(DeskForm):
    """派给: one person of the own unit; those with the most open tasks come last."""

    assignee = forms.ModelChoiceField(
        label="派给",
        queryset=User.objects.none(),
        error_messages={"required": "点一下派给谁。", "invalid_choice": "这个人不在你们单位，换一个人。"},
    )

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        open_tasks = Count("assigned_tasks", filter=Q(assigned_tasks__state__in=IN_HANDS_STATES))
        people = User.objects.filter(unit=unit, is_active=True, role__in=FIXER_ROLES).annotate(workload=open_tasks)
        self.fields["assignee"].queryset = people.order_by("workload", "username")


class ReceiveForm(SubmissionForm):
    """签收: one tap, nothing to fill in."""


class ReturnForm(DeskForm, PhrasedForm):
    """退回街道: only with a reason."""

    topics = ("return",)
    note_required = "退回要写明理由。"


class StageForm(DeskForm):
    """完成阶段: the next one begins."""

    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)


class SayForm(SubmissionForm):
    """补充说明: a word on the trail."""

    note = forms.CharField(
        label="补充说明",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "写一句再交。"},
    )


class ReasonField(forms.ModelChoiceField):
    """One phrase out of several topics."""

    def __init__(self, **kwargs):
        super().__init__(StandardText.objects.none(), widget=forms.RadioSelect, empty_label=None, **kwargs)


class CannotForm(SubmissionForm):
    """办不了: one reason, and the reason decides what follows; nothing has to be typed."""

    reason = ReasonField(
        label="为什么办不了",
        error_messages={"required": "选一个原因。", "invalid_choice": "这个原因现在不能用，换一个。"},
    )
    until = UntilField(required=False)

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = StandardText.objects.filter(topic__in=topics, is_active=True)

    def clean(self):
        cleaned = super().clean()
        cleaned["until"] = cleaned.get("until") or usual_until()
        return cleaned
