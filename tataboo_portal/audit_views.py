"""操作日志: what was done, by whom, with what before and after, for the administrator alone."""

import json
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

import django_filters
from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from tataboo_portal.access import permission_required
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import PRIVATE, masked_digits, masked_name, masked_phone

PAGE_SIZE, MOST_WORDS = 30, 200
SHOWN_DAYS = 30  # without a first day: the trail is long, and what is looked for is mostly young
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
NOTHING = "--"
PERSONS_NUMBER = re.compile(r"(?<![0-9a-zA-Z])(?:1[3-9]\d{9}|\d{17}[\dXx])(?![0-9a-zA-Z])")
OTHERS = ("django.", "axes.", "import_export.")
# What stands in the trail beside the columns of a row.
WORDS = {
    "what": "内容",
    "filter": "筛选条件",
    "rows": "行数",
    "count": "条数",
    "list": "清单",
    "meeting_week": "例会所在周",
    "data_as_of": "数据截至",
    "number": "期号",
    "state": "状态",
    "from": "从",
    "to": "到",
    "is_on": "启用",
    "reason": "原因",
    "step": "步骤",
}


@lru_cache(maxsize=1)
def object_types():
    """[(label, Chinese name)] of everything the trail may speak of."""
    own = [model for model in apps.get_models() if not model.__module__.startswith(OTHERS)]
    return sorted(((model._meta.label, str(model._meta.verbose_name)) for model in own), key=lambda pair: pair[1])


class AuditFilter(django_filters.FilterSet):
    """Whose, on what, of which kind and from which days."""

    actor = django_filters.CharFilter(
        "actor_name", "contains", label="操作人", widget=forms.TextInput(attrs={"maxlength": 40})
    )
    type = django_filters.ChoiceFilter(
        "object_type", label="对象类别", choices=object_types, empty_label="全部", null_label=None
    )
    q = django_filters.CharFilter(
        label="对象", method="on_object", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    action = django_filters.ChoiceFilter(label="动作", choices=AuditAction.choices, empty_label="全部")
    since = django_filters.DateFilter(
        label="从", method="from_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label="到", method="to_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = AuditEvent
        fields = ()

    def on_object(self, queryset, name, value):
        """Events on what is called so, or has exactly this number."""
        return queryset.filter(Q(object_label__contains=value) | Q(object_id=value))

    def from_day(self, queryset, name, value):
        """Events of this day and after."""
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset, name, value):
        """Events until the end of this day."""
        return queryset.filter(at__lt=_midnight(min(value, LAST_DAY) + timedelta(days=1)))

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("since"):
            return found
        return found.filter(at__gte=timezone.now() - timedelta(days=SHOWN_DAYS))


def _midnight(day):
    """The moment a day begins here, for days a database can be asked for."""
    within = min(max(day, FIRST_DAY), LAST_DAY + timedelta(days=1))
    return timezone.make_aware(datetime.combine(within, datetime.min.time()))


@require_GET
@permission_required(Permission.READ_AUDIT)
def manage_audit(request):
    """操作日志, newest first; without a first day, of the last thirty days."""
    found = AuditFilter(request.GET, AuditEvent.objects.all())
    found.form.auto_id = "filter_%s"
    page = paginate(found.qs, request.GET, keys=("-id",), size=PAGE_SIZE)
    types = dict(object_types())
    rows = [
        {
            "event": event,
            "type": types.get(event.object_type, event.object_type),
            "label": without_numbers(event.object_label) or event.object_id,
            "reason": without_numbers(event.reason),
            "changes": changes_of(event),
        }
        for event in page.rows
    ]
    return render(request, "manage/audit.html", {"filter": found, "page": page, "rows": rows, "days": SHOWN_DAYS})


def changes_of(event):
    """[(name, before, after)] in words: what differs where there are both, else all that is said."""
    before, after = _told(event.before), _told(event.after)
    fields = _fields(event.object_type)
    names = [*before, *(name for name in after if name not in before)]
    if before and after:
        names = [name for name in names if before.get(name) != after.get(name)]
    lines = [
        (_name(fields, name), _words(fields, name, before.get(name)), _words(fields, name, after.get(name)))
        for name in names
    ]
    return [line for line in lines if line[1:] != (NOTHING, NOTHING)]


def _told(value):
    """One side of an event as {name: value}."""
    return value if isinstance(value, dict) else {"what": value} if value is not None else {}


@lru_cache(maxsize=256)
def _fields(label):
    """{name: field} of what an event speaks of; nothing for what there is no more."""
    try:
        return {field.name: field for field in apps.get_model(label)._meta.concrete_fields}
    except (LookupError, ValueError):
        return {}


def _name(fields, name):
    return str(fields[name].verbose_name) if name in fields else WORDS.get(name, name)


def _words(fields, name, value):
    """A value as people read it; numbers and names that lists hide stay hidden here too."""
    field = fields.get(name)
    if value is None or value in ("", [], {}):
        return NOTHING
    if PRIVATE.get(name) == "姓名":
        return masked_name(value)
    if name == "phone":
        return masked_phone(value)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if getattr(field, "is_relation", False):
        return f"编号 {value}"
    return _moment(value) if isinstance(field, models.DateTimeField) else _plain(value)


def _plain(value):
    """A value of no special kind, cut where it is long."""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    words = without_numbers(words)
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"


def without_numbers(words):
    """Words in which no phone number and no number of an identity card stays whole; other long numbers tell what happened."""
    return PERSONS_NUMBER.sub(lambda found: masked_digits(found[0]), words)


def _moment(value):
    """A moment in the time of the house."""
    moment = parse_datetime(str(value))
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment and moment.tzinfo else str(value)
