"""操作日志: what was done, by whom, with what before and after, for the administrator alone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import django_filters
from django import forms
from django.apps import apps
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tataboo_portal.access import permission_required
from tataboo_portal.audit_words import changes_of, names_in, without_numbers
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission

PAGE_SIZE = 30
SHOWN_DAYS = 30  # without a first day: the trail is long, and what is looked for is mostly young
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
OTHERS = ("django.", "axes.", "import_export.")


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
    types, names = dict(object_types()), names_in(page.rows)
    rows = [
        {
            "event": event,
            "type": types.get(event.object_type, event.object_type),
            "label": without_numbers(event.object_label) or event.object_id,
            "reason": without_numbers(event.reason),
            "changes": changes_of(event, names),
        }
        for event in page.rows
    ]
    return render(request, "manage/audit.html", {"filter": found, "page": page, "rows": rows, "days": SHOWN_DAYS})
