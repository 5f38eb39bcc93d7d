"""Which tasks a list shows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from inspections.enums import OPEN_STATES, TaskSource, TaskState
from inspections.forms.steps import FIXER_ROLES
from inspections.models import TaskCategory
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import on_axis
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
EMPTY_WORDS = {"unit": "全部片区", "category": "全部类别", "source": "全部来源", "assignee": "全部"}
SOURCES = (("", EMPTY_WORDS["source"]), *TaskSource.choices)
AXES = {"community": "community", "line": "market_group"}
SELECT = '<select name="{0}" id="id_{0}"{1}>{2}</select>'
SEARCH = '<input type="search" name="q" id="id_q" value="{}" placeholder="编号、问题、地点"{}>'
WRONG = ' aria-invalid="true" aria-describedby="id_{}_error"'


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
        units = list(Unit.objects.values_list("pk", "code", "name", "is_active"))
        self.found = {
            "unit": {code: (pk, f"{code} {name}", name) for pk, code, name, _ in units},
            "category": {code: (pk, name, name) for pk, code, name in self._categories()},
            "assignee": {str(pk): (pk, name, name) for pk, name in people.values_list("pk", "full_name")},
        }
        self.categories = {pk: name for pk, _, name in self.found["category"].values()}
        self.unit_names = {pk: name for pk, _, name, _ in units}
        self.units_in_use = tuple((pk, f"{code} {name}") for pk, code, name, is_active in units if is_active)

    def _categories(self):
        return TaskCategory.objects.values_list("pk", "code", "name")

    def pairs(self, name):
        """Key and words of one select's options, the empty one first."""
        offered = tuple((key, words) for key, (_, words, _) in self.found[name].items())
        return (("", EMPTY_WORDS[name]), *offered)

    def pk(self, name, key):
        """The id behind a key."""
        return self.found[name][key][0]

    def code_of(self, unit_id):
        """The key of a unit, empty where there is none."""
        return next((code for code, (pk, *_) in self.found["unit"].items() if pk == unit_id), "")

    def short(self, name, key):
        """The words for a key without its code."""
        return self.found[name][key][2]


@dataclass(frozen=True)
class Control:
    """One labelled control, drawn ahead, with the sentence about what it could not understand."""

    name: str
    label: str
    html: str
    error: str


def _one_of(choices):
    return forms.ChoiceField(choices=choices, required=False)


def _day():
    return forms.DateField(validators=ARCHIVE_DAYS, required=False)


class TaskFilter:
    """Which tasks a list shows; every number on other pages links here with these parameters.

    Its fields are never copied and its controls are drawn in one go: a form of fourteen fields would cost more than the fifty
    rows below it.
    """

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
    LABELS = (("unit", "片区"), ("category", "类别"), ("source", "来源"), ("assignee", "责任人"), ("q", "搜索"))
    SEEN = tuple(name for name, _ in LABELS)
    # What is not here is one of SELECTS: its choices are rows.
    FIELDS = {
        "source": _one_of(TaskSource.choices),
        "q": forms.CharField(required=False),
        "state": _one_of(TaskState.choices),
        "group": _one_of(GROUPS),
        "outcome": _one_of(OUTCOMES),
        "community": forms.CharField(max_length=8, required=False),
        "line": forms.CharField(max_length=8, required=False),
        "batch": forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False),
        **{f"{name}_{end}": _day() for name, _ in MOMENTS for end in ("from", "to")},
    }
    NAMES = ("unit", "category", "assignee", *FIELDS)

    def __init__(self, data, *, queryset, choices):
        self.data, self.queryset, self.choices = data, queryset, choices
        self.errors, self.understood = {}, {}
        for name in self.NAMES:
            if data.get(name):
                self._read(name, data[name])

    def _read(self, name, given):
        try:
            value = self._key(name, given) if name in self.SELECTS else self.FIELDS[name].clean(given)
        except forms.ValidationError as wrong:
            self.errors[name] = wrong.messages[0]
        else:
            if value:
                self.understood[name] = value

    def _key(self, name, given):
        if given not in self.choices.found[name]:
            message = forms.ChoiceField.default_error_messages["invalid_choice"]
            raise forms.ValidationError(message, params={"value": given})
        return given

    @property
    def asked(self):
        """What was asked for, if all of it was understood: {name: value}, the empty left out."""
        return {} if self.errors else self.understood

    @property
    def qs(self):
        """The tasks with everything that was understood."""
        tasks = self.queryset
        for name, value in self.understood.items():
            tasks = self._narrowed(tasks, name, value)
        return tasks

    def _narrowed(self, tasks, name, value):
        moment, _, end = name.rpartition("_")
        if name in self.SELECTS:
            return self.with_row(tasks, name, value)
        if moment:
            return (self.since if end == "from" else self.until)(tasks, moment, value)
        if name in AXES:
            return on_axis(tasks, AXES[name], value)
        own = {"q": self.search, "group": self.in_group, "outcome": self.with_outcome, "batch": self.of_batch}
        return own[name](tasks, value) if name in own else tasks.filter(**{name: value})

    @property
    def hidden(self):
        """(name, value) of what holds without being seen in the form."""
        return [(name, self.data[name]) for name in self.FIELDS if self.data.get(name) and name not in self.SEEN]

    @property
    def controls(self):
        """The controls of the form, drawn."""
        return [Control(name, label, self._drawn(name), self.errors.get(name, "")) for name, label in self.LABELS]

    def _drawn(self, name):
        wrong = format_html(WRONG, name) if name in self.errors else ""
        if name == "q":
            return format_html(SEARCH, self.data.get(name, ""), wrong)
        pairs = SOURCES if name == "source" else self.choices.pairs(name)
        return format_html(SELECT, name, wrong, options_html(pairs, self.understood.get(name, "")))

    @property
    def words(self):
        """What the list holds, as the number it stands behind is called: “绣品厂社区 11月16日—11月22日 应办”."""
        asked = self.asked
        choices = (("outcome", self.OUTCOMES), ("group", self.GROUPS), ("state", TaskState.choices))
        kinds = [dict(found)[asked[name]] for name, found in choices if asked.get(name)]
        spans = [(word, asked.get(f"{name}_from"), asked.get(f"{name}_to")) for name, word in self.MOMENTS]
        spans = [(word, start, end) for word, start, end in spans if start or end]
        kinds = kinds or [word for word, *_ in spans]
        kinds += [f"第 {asked['batch']} 批导入的"] if asked.get("batch") else []
        parts = [self.choices.short(name, asked[name]) for name in self.SELECTS if asked.get(name)]
        parts += [TaskSource(asked["source"]).label] if asked.get("source") else []
        parts += [f"“{asked['q']}”"] if asked.get("q") else []
        return " ".join([*parts, *(span_words(start, end) for _, start, end in spans), *kinds])

    def with_row(self, queryset, name, value):
        """Tasks of one unit, category or person."""
        return queryset.filter(**{name: self.choices.pk(name, value)})

    def search(self, queryset, value):
        """Tasks whose number, title or spot holds the words."""
        words = Q(number__icontains=value) | Q(title__icontains=value) | Q(location__icontains=value)
        return queryset.filter(words | Q(place__name__icontains=value))

    def since(self, queryset, moment, day):
        """Tasks whose moment lies on or after the local day."""
        return queryset.filter(**{f"{moment}_at__gte": day_start(day)})

    def until(self, queryset, moment, day):
        """Tasks whose moment lies on or before the local day."""
        return queryset.filter(**{f"{moment}_at__lt": day_start(day + timedelta(days=1))})

    def in_group(self, queryset, value):
        """One of the groups of the tabs."""
        return GROUP_TASKS[value](queryset)

    def of_batch(self, queryset, value):
        """The tasks one import brought."""
        return queryset.filter(import_batch=value)

    def with_outcome(self, queryset, value):
        """The tasks behind a number of the dashboard."""
        return {"due": queryset.due_counted, "on_time": queryset.on_time, "overdue": queryset.overdue_counted}[value]()


def kept_query(params):
    """A list's address without its page and without what it does not know, in the order it was asked."""
    return urlencode([(name, value) for name, value in params.items() if name in TaskFilter.NAMES and value])
