"""Which tasks a list shows."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.models import Unit


def day_start(day):
    """The first moment of a local day (Asia/Shanghai), so that the index on the moment can be used."""
    return timezone.make_aware(datetime.combine(day, time.min))


def span_words(start, end):
    """A closed interval of dates in words; the year is named when it is not this one."""
    year = timezone.localdate().year
    words = [
        f"{day:%Y年}{day.month}月{day.day}日" if day.year != year else f"{day.month}月{day.day}日"
        for day in (start, end)
        if day
    ]
    return "—".join(dict.fromkeys(words)) if start and end else f"{words[0]}{'起' if start else '止'}"


class TaskFilter(django_filters.FilterSet):
    """Which tasks a list shows; every number on other pages links here with these parameters."""

    GROUPS = (
        ("overdue", "逾期"),
        ("in_hands", "待整改"),
        ("to_verify", "待核查"),
        ("to_assign", "待派单"),
        ("closed", "已办结"),
    )
    OUTCOMES = (("due", "应办"), ("on_time", "按期"), ("overdue", "逾期未办"))
    MOMENTS = (("reported", "上报"), ("closed", "办结"), ("due", "到期"))
    unit = django_filters.ModelChoiceFilter(
        label="片区", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部片区"
    )
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=TaskCategory.objects.all(), to_field_name="code", empty_label="全部类别"
    )
    q = django_filters.CharFilter(
        label="搜索",
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、问题、地点"}),
    )
    state = django_filters.ChoiceFilter(choices=TaskState.choices, widget=forms.HiddenInput)
    group = django_filters.ChoiceFilter(choices=GROUPS, method="in_group", widget=forms.HiddenInput)
    outcome = django_filters.ChoiceFilter(choices=OUTCOMES, method="with_outcome", widget=forms.HiddenInput)
    reported_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    reported_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    closed_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    closed_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    due_from = django_filters.DateFilter(method="since", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)
    due_to = django_filters.DateFilter(method="until", validators=ARCHIVE_DAYS, widget=forms.HiddenInput)

    class Meta:
        model = RemediationTask
        fields = ("unit", "category", "q")

    @property
    def words(self):
        """What the list holds, as the number it stands behind is called: “绣品厂社区 11月16日—11月22日 应办”."""
        asked = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        choices = (("outcome", self.OUTCOMES), ("group", self.GROUPS), ("state", TaskState.choices))
        kinds = [dict(found)[asked[name]] for name, found in choices if asked.get(name)]
        spans = [(word, asked.get(f"{name}_from"), asked.get(f"{name}_to")) for name, word in self.MOMENTS]
        spans = [(word, start, end) for word, start, end in spans if start or end]
        kinds = kinds or [word for word, *_ in spans]
        parts = [str(asked[name]) for name in ("unit", "category") if asked.get(name)]
        parts += [f"“{asked['q']}”"] if asked.get("q") else []
        return " ".join([*parts, *(span_words(start, end) for _, start, end in spans), *kinds])

    def search(self, queryset, name, value):
        """Tasks whose number, title or spot holds the words."""
        words = Q(number__icontains=value) | Q(title__icontains=value) | Q(location__icontains=value)
        return queryset.filter(words | Q(place__name__icontains=value))

    def since(self, queryset, name, value):
        """Tasks whose moment lies on or after the local day."""
        return queryset.filter(**{f"{name.removesuffix('_from')}_at__gte": day_start(value)})

    def until(self, queryset, name, value):
        """Tasks whose moment lies on or before the local day."""
        return queryset.filter(**{f"{name.removesuffix('_to')}_at__lt": day_start(value + timedelta(days=1))})

    def in_group(self, queryset, name, value):
        """One of the five groups of the tabs."""
        return {
            "overdue": queryset.overdue,
            "in_hands": queryset.in_hands,
            "to_verify": lambda: queryset.filter(state=TaskState.RESOLVED),
            "to_assign": queryset.to_assign,
            "closed": lambda: queryset.filter(state=TaskState.CLOSED),
        }[value]()

    def with_outcome(self, queryset, name, value):
        """The tasks behind a number of the dashboard."""
        return {"due": queryset.due_counted, "on_time": queryset.on_time, "overdue": queryset.overdue_counted}[value]()
