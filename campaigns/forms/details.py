"""The columns only one indicator's ledger has, as fields of its record's own page."""

from django import forms

from campaigns.details import MOST_LETTERS, as_json
from campaigns.enums import DetailKind

PREFIX = "detail_"
WRONG_NUMBER = "{heading}要填数字，比如 12.5。"
WRONG_DAY = "{heading}要写成 2026-11-24 这样。"


class DetailedForm(forms.Form):
    """Mixed into a ledger's entry form: the record's own page also asks for its indicator's columns."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.detail_columns = own_columns(self.row.counted) if self.row else []
        for column in self.detail_columns:
            self.fields[PREFIX + column.code] = field_of(column)

    def values(self):
        """The entry's values; what its page did not ask for stays in `details` as it was."""
        values = super().values()
        if not self.row:
            return values
        details, columns = dict(self.row.details), self.detail_columns
        if values[self.subject] != getattr(self.row, self.subject):
            codes = {column.code for column in own_columns(self.indicator_of(values[self.subject]))}
            details = {code: value for code, value in details.items() if code in codes}
            columns = [column for column in columns if column.code in codes]
        for column in columns:
            value = self.cleaned_data[PREFIX + column.code]
            details.pop(column.code, None)
            if value not in (None, ""):
                details[column.code] = as_json(value)
        return values | {"details": details}

    @classmethod
    def initial_of(cls, row):
        """The form's values of an existing row, with its own columns."""
        return super().initial_of(row) | {PREFIX + code: value for code, value in row.details.items()}


def own_columns(indicator):
    """The columns in use that this indicator's ledger has of its own."""
    return list(indicator.detail_columns.filter(is_active=True).order_by("position", "id"))


def field_of(column):
    """How a value of this kind is typed."""
    heading, shared = column.heading, {"label": column.heading, "required": False}
    if column.kind == DetailKind.NUMBER:
        wrong = dict.fromkeys(("invalid", "max_digits", "max_whole_digits"), WRONG_NUMBER.format(heading=heading))
        wrong |= {"min_value": f"{heading}不能小于 0。", "max_decimal_places": f"{heading}最多两位小数。"}
        limits = {"min_value": 0, "max_digits": 12, "decimal_places": 2}
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.DecimalField(widget=widget, error_messages=wrong, **limits, **shared)
    if column.kind == DetailKind.DAY:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, error_messages={"invalid": WRONG_DAY.format(heading=heading)}, **shared)
    if column.kind == DetailKind.CHOICE:
        choices = [("", "没有填"), *((word, word) for word in column.words)]
        return forms.ChoiceField(choices=choices, **shared)
    return forms.CharField(max_length=MOST_LETTERS, **shared)


def shown_details(row):
    """[(heading, text)] of what a record says beyond its ledger's columns, those out of use too."""
    columns = row.counted.detail_columns.order_by("position", "id") if row.details else ()
    return [(column.heading, row.details[column.code]) for column in columns if column.code in row.details]


def with_details(row):
    """What the page of one record gets beside its own context."""
    return {"details": shown_details(row)}
