"""Forms of activities: the entry, the result of a planned one, and the filter of the calendar."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from publicity.activities import AHEAD
from publicity.enums import ActivityStatus
from publicity.models import Activity, ActivityTheme
from tataboo_portal.forms import OnePhotoForm
from tataboo_portal.models import Unit
from tataboo_portal.register_forms import RegisterForm, register_field

NUMBERS = ("people", "person_times", "hours")
LATER_SENTENCE = "日期还没到；还没举办的状态选“计划”，提前办了的改一下日期。"
FAR_SENTENCE = "计划最多提前一年，检查一下年份。"
NOT_YET_SENTENCE = "还没举办的不填这个数，办完再补。"
FEWER_SENTENCE = "人次不能少于人数，检查一下。"
NO_NUMBER_SENTENCE = "填一下参加人数或者参加人次。"


def day_problem(day, status, today):
    """The sentence for a day on which an activity of this status cannot lie, or an empty one."""
    if status == ActivityStatus.HELD:
        return LATER_SENTENCE if day > today else ""
    return FAR_SENTENCE if day > today + AHEAD else ""


def numbers_problem(people, person_times):
    """The sentence for fewer person-times than people, or an empty one."""
    return FEWER_SENTENCE if people and person_times is not None and person_times < people else ""


class ActivityForm(RegisterForm):
    """文化活动、志愿服务: a planned one may lie up to a year ahead; numbers are told of held ones alone."""

    today = ("day",)

    class Meta(RegisterForm.Meta):
        model = Activity
        fields = (
            *("theme", "title", "status", "day", "starts_at", "ends_at", "organiser"),
            *("people", "person_times", "hours", "content", "platform_number"),
        )

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        theme = self.fields["theme"]
        theme.queryset = ActivityTheme.objects.filter(Q(is_active=True) | Q(pk=row.theme_id if row else None))
        theme.to_field_name, theme.empty_label = "code", "选一个"
        theme.error_messages = {"required": "选一下主题。", "invalid_choice": "选一下主题。"}

    def initial_of(self, row):
        return super().initial_of(row) | ({"theme": row.theme.code} if row else {"status": ActivityStatus.HELD})

    def clean(self):
        cleaned = super().clean()
        day, status = cleaned.get("day"), cleaned.get("status")
        if day and status and (sentence := day_problem(day, status, timezone.localdate())):
            self.add_error("day", sentence)
        started, ended = cleaned.get("starts_at"), cleaned.get("ends_at")
        if started and ended and ended <= started:
            self.add_error("ends_at", "结束要晚于开始；跨过半夜的分两场记。")
        if status and status != ActivityStatus.HELD:
            for name in NUMBERS:
                if cleaned.get(name):
                    self.add_error(name, NOT_YET_SENTENCE)
        if sentence := numbers_problem(cleaned.get("people"), cleaned.get("person_times")):
            self.add_error("person_times", sentence)
        return cleaned


class HeldForm(OnePhotoForm):
    """How a planned activity went: when it was in the end, who came, with a photo."""

    photo_required = False
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "页面不完整，刷新后再试。"})

    def __init__(self, *args, activity, **kwargs):
        initial = {name: getattr(activity, name) for name in ("day", "version", "content", *NUMBERS)}
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("people", "person_times", "hours", "day", "content"):
            self.fields[name] = register_field(Activity._meta.get_field(name))
        if not activity.theme.is_volunteering:
            del self.fields["hours"]

    def clean(self):
        cleaned = super().clean()
        if (
            not cleaned.get("people")
            and not cleaned.get("person_times")
            and not {"people", "person_times"} & set(self.errors)
        ):
            self.add_error("people", NO_NUMBER_SENTENCE)
        elif sentence := numbers_problem(cleaned.get("people"), cleaned.get("person_times")):
            self.add_error("person_times", sentence)
        day = cleaned.get("day")
        if day and (sentence := day_problem(day, ActivityStatus.HELD, timezone.localdate())):
            self.add_error("day", sentence)
        return cleaned

    def values(self):
        """What the action needs."""
        names = ("day", "content", "photo", *(name for name in NUMBERS if name in self.fields))
        return {name: self.cleaned_data[name] for name in names}


class CalendarFilter(django_filters.FilterSet):
    """Whose activities and of which theme; the month is kept beside them."""

    unit = django_filters.ModelChoiceFilter(
        label="责任单位", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部单位"
    )
    theme = django_filters.ModelChoiceFilter(
        label="主题", queryset=ActivityTheme.objects.all(), to_field_name="code", empty_label="全部主题"
    )

    def __init__(self, data, queryset, *, month: date):
        super().__init__(data, queryset)
        self.form.auto_id = "filter_%s"
        self.month = f"{month:%Y-%m}"

    @property
    def kept(self):
        """The filter as it was understood, for addresses."""
        self.form.is_valid()
        return {name: found.code for name, found in self.form.cleaned_data.items() if found}
