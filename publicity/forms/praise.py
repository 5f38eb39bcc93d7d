"""The form of 表扬与锦旗: what came, from whom, what for."""

from django import forms
from django.db.models import Q

from inspections.models import RemediationTask
from publicity.forms.days import PastDayForm
from publicity.models import Praise
from publicity.praise import is_units
from tataboo_portal.register_forms import RegisterForm

NO_TASK_SENTENCE = "没有这个编号的任务，或者它归别的单位，对一下编号。"
OTHERS_SENTENCE = "这个任务和{unit}没有关系，改任务编号或者责任单位。"


class TaskField(forms.ModelChoiceField):
    """A task by its number, with or without space around it."""

    def to_python(self, value):
        value = value.strip().upper() if isinstance(value, str) else value
        if value and "\x00" in value:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class PraiseForm(PastDayForm, RegisterForm):
    """表扬与锦旗: for a unit, perhaps for one task the unit had a hand in."""

    task = TaskField(
        label="相关任务",
        queryset=RemediationTask.objects.none(),
        to_field_name="number",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 20}),
        help_text="任务编号，比如 1-0012；没有就空着。",
        error_messages={"invalid_choice": NO_TASK_SENTENCE},
    )

    class Meta(RegisterForm.Meta):
        model = Praise
        fields = ("kind", "day", "giver", "content", "task")

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        known = Q(pk__in=RemediationTask.objects.visible_to(user).order_by().values("pk"))
        if row and row.task_id:
            known |= Q(pk=row.task_id)
        self.fields["task"].queryset = RemediationTask.objects.filter(known)
        self.fields["content"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 200})
        del self.fields["where"], self.fields["location"]

    def initial_of(self, row):
        return super().initial_of(row) | ({"task": row.task.number} if row and row.task else {})

    def clean(self):
        cleaned = super().clean()
        task, unit = cleaned.get("task"), cleaned.get("unit")
        if task and unit and not is_units(task, unit):
            self.add_error("task", OTHERS_SENTENCE.format(unit=unit.name))
        return cleaned
