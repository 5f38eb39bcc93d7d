"""Registers as sheets: a column per field of the entry form, and the form itself as the rule of every row."""

import uuid
from datetime import date, time

from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from tataboo_portal.imports.cells import Bad
from tataboo_portal.sheets import Column, LocatedSheet
from tataboo_portal.widgets import Choice, Clock, Day, Fraction, Number, Words, YesNo

MOST_NUMBER = 30_000


def widget_of(field):
    """How cells of a model's field are read and written."""
    if field.choices:
        return Choice(field.choices)
    kinds = (
        (models.DateField, Day),
        (models.TimeField, Clock),
        (models.DecimalField, lambda: Fraction(places=field.decimal_places)),
        (models.BooleanField, lambda: YesNo(blank=bool(field.default))),
        ((models.PositiveIntegerField, models.PositiveSmallIntegerField), lambda: Number(MEASURES, most=MOST_NUMBER)),
    )
    return next((make() for kind, make in kinds if isinstance(field, kind)), None) or Words(field.max_length)


MEASURES = ("㎡", "m2", "平方米", "米", "人", "个", "处", "排", "列")


def column_of(model, name, *, widget=None, aliases=(), width=12, required=None, is_read=True):
    """The column of one field, named as the field is."""
    field = model._meta.get_field(name)
    needed = not field.blank and not field.has_default() and not field.null if required is None else required
    facts = {"aliases": aliases, "width": width, "required": needed and is_read, "is_read": is_read}
    return Column(name, str(field.verbose_name), widget or widget_of(field), **facts)


class RegisterSheet(LocatedSheet):
    """One register; its rows stand under every rule of its entry form, which is named and not imported."""

    form = ""
    beside = ("photo",)  # what the form hands on that is no column of the row
    lies_elsewhere = False  # where the form has no unit and place of its own

    @cached_property
    def form_class(self):
        """The entry form."""
        return import_string(self.form)

    def finish(self, values, scope):
        """The values of one entry, as its form would take them."""
        form = self.form_class(data=self.form_data(values, scope), user=scope.by)
        if not form.is_valid():
            name, errors = next(iter(form.errors.items()))
            raise Bad(errors[0], column=self.heading_of(name))
        made = {}
        for name, value in form.values().items():
            if name not in self.beside:
                field = self._meta.model._meta.get_field(name)
                made[field.attname] = getattr(value, "pk", value) if field.is_relation else value
        unit, place = form.cleaned_data["unit"], form.cleaned_data.get("place")
        made["community_id"] = place.community_id if place else unit.community_key
        made["market_group_id"] = (place.market_group_id if place else None) or unit.market_group_key
        return made

    def form_data(self, values, scope):
        """The row as a browser would send it."""
        data = {"client_uuid": str(uuid.uuid4()), "note": values.get("note") or ""}
        unit = values.get("unit") or scope.own_unit
        if not self.lies_elsewhere:
            data |= {"unit": unit.pk if unit else "", "where": values.get("place") or ""}
            data["location"] = values.get("location") or ""
        for name in self.form_class._meta.fields:
            value = values.get(name)
            if value in (None, ""):
                value = self._meta.model._meta.get_field(name).get_default()
            data[name] = sent(value)
        return {name: value for name, value in data.items() if value is not None and value is not False}

    def heading_of(self, name):
        """The heading of a form's field."""
        name = {"where": "place", "__all__": ""}.get(name, name)
        return self.fields[name].column_name if name in self.fields else ""


def sent(value):
    """A value as a browser would send it."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(getattr(value, "code", value.pk))
    return value if value is None or isinstance(value, bool) else str(value)


def register_sheet(  # noqa: PLR0913 - all that one sheet is told by
    model, *, slug, title, form, names, twin, columns=None, first=("unit", "place", "location"), base=RegisterSheet
):
    """The sheet of one register: its own columns named by the form's fields, others handed in by name."""
    own = {name: (columns or {}).get(name) or column_of(model, name) for name in names}
    order = ("number", *first, *names, "note", "void_reason")
    meta = type("Meta", (), {"model": model, "fields": order, "export_order": order})
    attributes = own | {"slug": slug, "form": form, "twin": twin, "Meta": meta, "summed": ()}
    attributes |= {"__doc__": f"{title}.", "__module__": model.__module__, "lies_elsewhere": not first}
    if "day" in twin:
        attributes["twin_day"] = "day"
    made = type(base)(f"{model.__name__}Sheet", (base,), attributes)
    made.title = title  # a column may be called title too: columns are taken out of a class when it is made
    return made
