"""Which tasks a list shows."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from inspections.enums import OPEN_STATES, TaskSource, TaskState
from inspections.forms.steps import FIXER_ROLES
from inspections.models import RemediationTask, TaskCategory
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import Permission

# In these groups every task has a deadline, and the most pressing comes first.
BY_DEADLINE = ("overdue", "in_hands", "to_receive")
WAITING_GROUPS = ("overdue", "urgent", "to_assign", "to_receive", "in_hands", "suspended", "to_verify")
GROUP_TASKS = {
    "overdue": lambda tasks: tasks.overdue(),
    "urgent": lambda tasks: tasks.filter(is_urgent=True, state__in=OPEN_STATES),
    "to_assign": lambda tasks: tasks.to_assign(),
    "to_receive": lambda tasks: tasks.filter(state=TaskState.DISPATCHED),
    "in_hands": lambda tasks: tasks.in_hands(),
    "suspended": lambda tasks: tasks.filter(state=TaskState.SUSPENDED),
    "to_verify": lambda tasks: tasks.filter(state=TaskState.RESOLVED),
    "recurred": lambda tasks: tasks.filter(recurrence_of__isnull=False),
    "forced": lambda tasks: tasks.filter(is_forced=True),
    "closed": lambda tasks: tasks.filter(state=TaskState.CLOSED),
}


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


@lru_cache(maxsize=256)
def options_html(pairs, chosen):
    """The options of a select, drawn once for the same choices."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, " selected" if str(key) == chosen else "", words) for key, words in pairs),
    )


class PlainSelect(forms.Select):
    """A select drawn in one go; a template for each option would cost more than the list below it."""

    def render(self, name, value, attrs=None, renderer=None):
        options = options_html(tuple(self.choices), value or "")
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class FilterChoices:
    """What the selects of a task list offer one person, read once: {name: {key: (id, words, short words)}}."""

    def __init__(self, user):
        people = User.objects.filter(is_active=True, role__in=FIXER_ROLES).order_by("unit__position", "pk")
        if not user.may(Permission.SEE_ALL_UNITS):
            people = people.filter(unit=user.unit_id)
        self.units = list(Unit.objects.all())
        self.found = {
            "unit": {unit.code: (unit.pk, unit.label, unit.name) for unit in self.units},
            "category": {code: (pk, name, name) for pk, code, name in self._categories()},
            "assignee": {str(pk): (pk, name, name) for pk, name in people.values_list("pk", "full_name")},
        }
        self.categories = {pk: name for pk, _, name in self.found["category"].values()}
        self.unit_names = {unit.pk: unit.name for unit in self.units}

    def _categories(self):
        return TaskCategory.objects.values_list("pk", "code", "name")

    def pairs(self, name):
        """Key and words of one select's options."""
        return [(key, words) for key, (_, words, _) in self.found[name].items()]

    def pk(self, name, key):
        """The id behind a key."""
        return self.found[name][key][0]

    def short(self, name, key):
        """The words for a key without its code."""
        return self.found[name][key][2]


class TaskFilter(django_filters.FilterSet):
    """Which tasks a list shows; every number on other pages links here with these parameters."""

    GROUPS = (
        ("overdue", "逾期"),
        ("urgent", "紧急"),
        ("to_assign", "待受理/待派单"),
        ("to_receive", "待签收"),
        ("in_hands", "待整改"),
        ("suspended", "挂账"),
        ("to_verify", "待核查"),
        ("recurred", "反弹"),
        ("forced", "强制结案"),
        ("closed", "已办结"),
    )
    OUTCOMES = (("due", "应办"), ("on_time", "按期"), ("overdue", "逾期未办"))
    MOMENTS = (("reported", "上报"), ("closed", "办结"), ("due", "到期"))
    SELECTS = ("unit", "category", "assignee")
    unit = django_filters.ChoiceFilter(label="片区", method="with_row", empty_label="全部片区", widget=PlainSelect)
    category = django_filters.ChoiceFilter(label="类别", method="with_row", empty_label="全部类别", widget=PlainSelect)
    source = django_filters.ChoiceFilter(
        label="来源", choices=TaskSource.choices, empty_label="全部来源", widget=PlainSelect
    )
    assignee = django_filters.ChoiceFilter(label="责任人", method="with_row", empty_label="全部", widget=PlainSelect)
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
        fields = ("unit", "category", "source", "assignee", "q")

    def __init__(self, data=None, *, queryset, choices):
        super().__init__(data, queryset=queryset)
        self.choices = choices
        for name in self.SELECTS:
            self.form.fields[name].choices = choices.pairs(name)

    @property
    def asked(self):
        """What was asked for and understood: {name: value}, the empty left out."""
        valid = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        return {name: value for name, value in valid.items() if value}

    @property
    def words(self):
        """What the list holds, as the number it stands behind is called: “绣品厂社区 11月16日—11月22日 应办”."""
        asked = self.asked
        choices = (("outcome", self.OUTCOMES), ("group", self.GROUPS), ("state", TaskState.choices))
        kinds = [dict(found)[asked[name]] for name, found in choices if asked.get(name)]
        spans = [(word, asked.get(f"{name}_from"), asked.get(f"{name}_to")) for name, word in self.MOMENTS]
        spans = [(word, start, end) for word, start, end in spans if start or end]
        kinds = kinds or [word for word, *_ in spans]
        parts = [self.choices.short(name, asked[name]) for name in self.SELECTS if asked.get(name)]
        parts += [TaskSource(asked["source"]).label] if asked.get("source") else []
        parts += [f"“{asked['q']}”"] if asked.get("q") else []
        return " ".join([*parts, *(span_words(start, end) for _, start, end in spans), *kinds])

    def with_row(self, queryset, name, value):
        """Tasks of one unit, category or person."""
        return queryset.filter(**{name: self.choices.pk(name, value)})

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
        """One of the groups of the tabs."""
        return GROUP_TASKS[value](queryset)

    def with_outcome(self, queryset, name, value):
        """The tasks behind a number of the dashboard."""
        return {"due": queryset.due_counted, "on_time": queryset.on_time, "overdue": queryset.overdue_counted}[value]()


def kept_query(params):
    """A list's address without its page and without what it does not know, in the order it was asked."""
    known = TaskFilter.base_filters
    return urlencode([(name, value) for name, value in params.items() if name in known and value])
