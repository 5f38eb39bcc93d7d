"""Forms of the meeting: one line per decision, what may be done with one, when and where it was, who came; they never save."""

from django import forms
from django.forms import formset_factory

from inspections.models import TaskCategory
from reports import decisions
from reports.enums import Presence
from reports.models import Decision, Meeting, SupervisionOrder
from reports.spoken_days import Unreadable
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import LabelChoiceField, SubmissionForm
from tataboo_portal.models import Unit

DATE_SENTENCE = "日期没有读出来，选一个日子。"
VERSION_SENTENCE = "页面不完整，刷新后再试。"
MOST_LINE = 400
GUESTS = 3


def day_field(label, *, required=True):
    """A day by the browser's own picker."""
    errors = {"required": f"填一下{label}。", "invalid": DATE_SENTENCE}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, widget=widget, error_messages=errors, validators=ARCHIVE_DAYS
    )


def words_field(label, model, name, *, required=True):
    """Plain words as long as the model keeps them."""
    longest = model._meta.get_field(name).max_length
    errors = {"required": f"填一下{label}。", "max_length": f"{label}最多 {longest} 字。"}
    return forms.CharField(label=label, required=required, max_length=longest, error_messages=errors)


def version_field():
    """What stood on the screen."""
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), VERSION_SENTENCE)
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, error_messages=errors)


class LineForm(SubmissionForm):
    """议定事项: one line; `reading` is what it says."""

    line = forms.CharField(
        label="议定事项",
        max_length=MOST_LINE,
        widget=forms.TextInput(attrs={"placeholder": decisions.EXAMPLE, "autocomplete": "off", "data-line": ""}),
        help_text="# 和单位代码，负责人，时限，事项；用空格隔开。",
        error_messages={
            "required": f"还没有写，比如 {decisions.EXAMPLE}。",
            "max_length": f"一行最多 {MOST_LINE} 字。",
        },
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.reading = today, None

    def clean_line(self):
        """The line as it was typed; what it says is kept beside it."""
        line = self.cleaned_data["line"]
        try:
            self.reading = decisions.read(line, self.today)
        except Unreadable as question:
            raise forms.ValidationError(question.sentence) from None
        return line


class ChangeForm(forms.Form):
    """改议定事项."""

    words = words_field("事项", Decision, "words")
    unit = LabelChoiceField(
        label="责任单位",
        queryset=Unit.objects.active(),
        error_messages={"required": "选一下责任单位。", "invalid_choice": "没有这个单位，重新选。"},
    )
    person = words_field("责任人", Decision, "person", required=False)
    due_on = day_field("时限", required=False)
    version = version_field()

    def values(self):
        """What the action needs."""
        return {name: self.cleaned_data[name] for name in ("words", "unit", "person", "due_on")}


class ReportForm(forms.Form):
    """落实情况."""

    result = words_field("落实情况", Decision, "result")
    version = version_field()


class SendBackForm(forms.Form):
    """退回, with a reason."""

    reason = words_field("退回原因", Decision, "void_reason")
    version = version_field()


class StrikeForm(forms.Form):
    """销号: nothing but what stood on the screen."""

    version = version_field()


class TaskForm(forms.Form):
    """转任务: of which category."""

    category = forms.ModelChoiceField(
        label="问题类别",
        queryset=TaskCategory.objects.filter(is_active=True),
        error_messages={"required": "选一下问题类别。", "invalid_choice": "没有这个类别，重新选。"},
    )


class OrderForm(SubmissionForm):
    """发督办单."""

    demand = words_field("整改要求", SupervisionOrder, "demand", required=False)
    due_on = day_field("办结时限")


class MeetingForm(forms.Form):
    """When and where, who led, who wrote it down."""

    day = day_field("日期")
    starts_at = forms.TimeField(
        label="时间",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间没有读出来，比如 9:00。"},
    )
    place = words_field("地点", Meeting, "place", required=False)
    chair = words_field("主持", Meeting, "chair", required=False)
    recorder = words_field("记录", Meeting, "recorder", required=False)
    subject = words_field("议题", Meeting, "subject", required=False)
    version = version_field()

    FACTS = ("day", "starts_at", "place", "chair", "recorder", "subject")

    def __init__(self, *args, week, **kwargs):
        super().__init__(*args, **kwargs)
        self.week = week

    def clean_day(self):
        """The meeting stays in its week."""
        day = self.cleaned_data["day"]
        if not self.week.monday <= day <= self.week.sunday:
            raise forms.ValidationError(f"例会要在{self.week.label}这一周里。")
        return day

    def facts(self):
        """What the action needs."""
        return {name: self.cleaned_data[name] for name in self.FACTS}


class AttendanceForm(forms.Form):
    """One line of the minutes: a unit's person, or a guest."""

    code = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    name = words_field("姓名", Meeting, "chair", required=False)
    presence = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[("", "不记"), *Presence.choices],
        error_messages={"invalid_choice": "没有这一种情况，重新选。"},
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        self.unit = units.get(self["code"].value() or "")

    def clean_code(self):
        """A unit there is, or nobody's line."""
        code = self.cleaned_data["code"]
        if code and code not in self.units:
            raise forms.ValidationError(VERSION_SENTENCE)
        return code

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("name") and not cleaned.get("presence"):
            self.add_error("presence", "选一下出席、请假还是列席。")
        return cleaned

    @property
    def line(self):
        """What the minutes keep of it, or None: a unit alone stands for whoever came from it."""
        # A guest's line nobody touched has no cleaned values at all.
        said = self.cleaned_data.get
        unit, name = self.units.get(said("code")), said("name")
        if not said("presence") or not (unit or name):
            return None
        return {"unit": unit, "name": name or unit.name[:30], "presence": said("presence")}


AttendanceForms = formset_factory(AttendanceForm, extra=GUESTS, max_num=80, absolute_max=100)
