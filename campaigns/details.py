"""The columns only one indicator's ledger has: typed cells in, JSON values kept in `details`, and out again."""

import re
from datetime import date

from campaigns.enums import DetailKind
from campaigns.models import DetailColumn
from tataboo_portal.imports.cells import Bad
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Choice, Day, Fraction, Words

MOST_LETTERS = 80
MOST_FOLDED = 2_000
PREFIX = "detail:"
FOLDED = "分类明细"


class DetailField(Column):
    """One heading; every indicator that has it keeps it under its own code."""

    def __init__(self, heading, widget, path, codes):
        super().__init__(None, heading, widget)
        self.path, self.codes, self.name = path, codes, f"{PREFIX}{heading}"

    @property
    def sources(self):
        """The paths of what `value_from` needs."""
        return "details", "__".join(self.path)

    def value_from(self, details, indicator):
        """The value these details of this indicator have in the column, a day as a day."""
        value = details.get(self.codes.get(indicator))
        return date.fromisoformat(value) if value and isinstance(self.widget, Day) else value

    def get_value(self, instance):
        """The row's value."""
        return self.value_from(instance.details, self.indicator_of(instance))

    def indicator_of(self, row):
        """The id of what the row counts."""
        for name in self.path:
            row = getattr(row, name)
        return row


class FoldedField(Column):
    """All own columns of a row in one cell, “列名：内容；列名：内容”, for paper that has no room for each of them."""

    def __init__(self, fields):
        super().__init__(None, FOLDED, Words(MOST_FOLDED), width=30)
        self.fields, self.name = fields, "folded"
        self.sources = fields[0].sources

    def value_from(self, details, indicator):
        """What these details say, heading by heading."""
        found = [(field, field.value_from(details, indicator)) for field in self.fields] if details else ()
        said = [(field.column_name, field.widget.render(value)) for field, value in found if value not in {None, ""}]
        return "；".join(f"{heading}：{words}" for heading, words in said)

    def get_value(self, instance):
        """The row's value."""
        return self.value_from(instance.details, self.fields[0].indicator_of(instance))

    def unfold(self, words, scope):
        """{name of a column: value} of such a cell; raises Bad for what is no column."""
        by_heading = {field.column_name: field for field in self.fields}
        starts = "|".join(map(re.escape, by_heading))
        values = {}
        for part in filter(None, re.split(f"[；;](?=(?:{starts})[：:])", words)):
            heading, _, text = re.sub("^([^：:]+):", r"\1：", part).partition("：")
            field = by_heading.get(heading.strip())
            if field is None:
                raise Bad(f"{FOLDED}里没有“{heading}”这一列，照“列名：内容”写，几样用分号隔开。", column=FOLDED)
            try:
                values[field.name] = field.widget.reader(scope, field.column_name)(text) if text.strip() else None
            except Bad as bad:
                raise Bad(bad.sentence, column=FOLDED) from None
        return values


def widget_of(column):
    """How cells of this kind are read and written."""
    if column.kind == DetailKind.NUMBER:
        return Fraction(words=("㎡", "m2", "平方米", "平方", "吨", "车", "车次", "人次", "人", "台班"))
    if column.kind == DetailKind.DAY:
        return Day()
    if column.kind == DetailKind.CHOICE:
        return Choice([(word, word) for word in column.words])
    return Words(MOST_LETTERS)


def fields(ledger, path):
    """The own columns of all indicators of a ledger, those of one heading as one column; `path` leads from a row to its indicator's id."""
    by_heading = {}
    wanted = DetailColumn.objects.filter(is_active=True, indicator__ledger=ledger)
    for column in wanted.select_related("indicator").order_by("indicator__position", "position", "id"):
        by_heading.setdefault(column.heading, []).append(column)
    return [
        DetailField(heading, widget_of(columns[0]), path, {column.indicator_id: column.code for column in columns})
        for heading, columns in by_heading.items()
    ]


def kept(columns, values, indicator):
    """The `details` of a row from its read values; raises Bad for a column this indicator does not have."""
    details = {}
    for name, value in values.items():
        if not name.startswith(PREFIX) or value is None or value == "":
            continue
        column = next(column for column in columns if column.name == name)
        code = column.codes.get(indicator.pk)
        if code is None:
            heading = column.column_name
            raise Bad(f"{indicator.name}没有“{heading}”这一列，空着，或者改类型。", column=heading)
        details[code] = as_json(value)
    return details


def as_json(value):
    """A value as JSON keeps it: days as 2026-11-24, whole numbers without decimals."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
