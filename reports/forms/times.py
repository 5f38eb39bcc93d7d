"""报送时间: the one deadline and a reminder for each of the days before the meeting; validates and never saves."""

from django import forms

from reports.enums import MomentKind
from reports.models import SubmissionMoment
from reports.submissions import MOST_WORKDAYS

TIME_SENTENCE = "时间没有读出来，比如 9:00。"
INCOMPLETE_SENTENCE = "页面不完整，刷新后再试。"
LONGEST_STAMP = 400


def words_of(workdays_before):
    """A day as the office calls it: “例会当天”, “例会前 1 个工作日”."""
    return f"例会前 {workdays_before} 个工作日" if workdays_before else "例会当天"


def time_field(label):
    """A time of day by the browser's own picker, or none."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, error_messages={"invalid": TIME_SENTENCE})


class TimesForm(forms.Form):
    """When material is due, and on which days those who have not handed in are reminded."""

    deadline_day = forms.TypedChoiceField(
        label="哪天截止",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "不设截止"), *((day, words_of(day)) for day in range(MOST_WORKDAYS + 1))],
        error_messages={"invalid_choice": "没有这个日子，重新选。"},
    )
    deadline_at = time_field("几点截止")
    seen = forms.CharField(
        required=False,
        widget=forms.HiddenInput,
        max_length=LONGEST_STAMP,
        error_messages={"max_length": INCOMPLETE_SENTENCE},
    )

    def __init__(self, data=None, *, moments):
        super().__init__(data, initial=_initial(moments))
        for day in range(MOST_WORKDAYS, -1, -1):
            self.fields[f"reminder_{day}"] = time_field(f"{words_of(day)}提醒")

    def clean(self):
        cleaned = super().clean()
        day, at = cleaned.get("deadline_day"), cleaned.get("deadline_at")
        if day is not None and at is None and "deadline_at" not in self.errors:
            self.add_error("deadline_at", "填一下几点截止。")
        if day is None and at is not None and "deadline_day" not in self.errors:
            self.add_error("deadline_day", "选一下哪天截止，或者把时间清空。")
        return cleaned

    @property
    def deadline(self):
        """The two fields of the deadline."""
        return [self["deadline_day"], self["deadline_at"]]

    @property
    def reminders(self):
        """A field for each day, the farthest first."""
        return [self[f"reminder_{day}"] for day in range(MOST_WORKDAYS, -1, -1)]

    def moments(self):
        """What was asked for, as rows that are not saved."""
        day, at = self.cleaned_data["deadline_day"], self.cleaned_data["deadline_at"]
        asked = [] if day is None else [(MomentKind.DEADLINE, day, at)]
        for before in range(MOST_WORKDAYS, -1, -1):
            if time := self.cleaned_data[f"reminder_{before}"]:
                asked.append((MomentKind.REMINDER, before, time))
        return [SubmissionMoment(kind=kind, workdays_before=before, at=time) for kind, before, time in asked]


def _initial(moments):
    found = {f"reminder_{row.workdays_before}": row.at for row in moments if row.kind == MomentKind.REMINDER}
    for row in moments:
        if row.kind == MomentKind.DEADLINE:
            found |= {"deadline_day": row.workdays_before, "deadline_at": row.at}
    return found
