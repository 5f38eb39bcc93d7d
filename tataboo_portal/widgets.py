"""How a column of a ledger's sheet reads its cells and writes its values."""

from datetime import date, datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import widgets

from tataboo_portal.entry import sensible_day
from tataboo_portal.imports import cells
from tataboo_portal.imports.cells import FORMULA_STARTS, Bad
from tataboo_portal.imports.scope import Scope, offer


def harmless(text):
    """Text that a spreadsheet program will not run as a formula."""
    return f"'{text}" if str(text).startswith(FORMULA_STARTS) else text


class OfficeWidget(widgets.Widget):
    """Reads one cell (Bad with a Chinese sentence) and writes one value.

    `reader(scope, heading)` gives the function that reads the cells of one column; equal cells are read once unless
    `is_memorable` says that they hardly repeat. `blank` is the value of an empty cell.
    """

    is_memorable = True
    blank = None

    def reader(self, scope, heading):
        """A function from a cell that is not blank to its value; raises Bad."""
        raise NotImplementedError

    def clean(self, value, row=None, **kwargs):
        """One cell by itself, as import-export asks for it."""
        return self.blank if cells.is_blank(value) else self.reader(Scope(), "")(value)

    def render(self, value, obj=None, **kwargs):
        """The value as text that no spreadsheet program runs."""
        return "" if value is None else harmless(str(value))


class Words(OfficeWidget):
    """A text of at most so many letters."""

    is_memorable = False
    blank = ""

    def __init__(self, most=200):
        super().__init__()
        self.most = most

    def reader(self, scope, heading):
        most = self.most

        def read(cell):
            if cells.is_plain(cell) and len(cell) <= most:
                return cell
            return cells.words_of(cell, heading, most)

        return read


class Number(OfficeWidget):
    """A whole number with or without its 量词; another 量词 than these is refused, and none are known before the row is."""

    def __init__(self, words=(), least=0, most=None):
        super().__init__()
        self.words, self.least, self.most = words, least, most

    def reader(self, scope, heading):
        def read(cell):
            value, word = cells.whole(cell, heading, self.least)
            if word and word not in self.words:
                raise Bad(f"{heading}按“{'、'.join(self.words) or '数'}”记，这里写的是“{cells.shown(cell)}”。")
            if self.most is not None and value > self.most:
                raise Bad(f"{heading}不超过 {self.most}，检查一下是不是多打了几个数字。")
            return value

        return read


class Quantity(OfficeWidget):
    """A quantity of at least one with the 量词 written behind it; the row knows which 量词 is right."""

    def reader(self, scope, heading):
        def read(cell):
            return cells.whole(cell, heading, 1)

        return read

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value[0] if isinstance(value, tuple) else value)


class Fraction(OfficeWidget):
    """A number with decimals; a unit of measure behind it is passed over when it is one of these."""

    def __init__(self, words=("㎡", "m2", "平方米", "平方", "平", "万元", "吨", "米"), places=2):
        super().__init__()
        self.words, self.places = words, places

    def reader(self, scope, heading):
        def read(cell):
            value, word = cells.number(cell, heading)
            if word and word not in self.words:
                raise Bad(f"{heading}要填数字，比如 12，这里写的是“{cells.shown(cell)}”。")
            if value < 0:
                raise Bad(f"{heading}不能小于 0。")
            return value.quantize(Decimal(1).scaleb(-self.places))

        return read

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{Decimal(value).normalize():f}"


class Day(OfficeWidget):
    """A date; one without its year is in the table's year, and that is said. `is_recent` asks for a day of the last year."""

    def __init__(self, *, is_recent=False):
        super().__init__()
        self.is_recent = is_recent

    def reader(self, scope, heading):
        def read(cell):
            found, is_guessed = cells.day(cell, heading, year=scope.year, is_1904=scope.is_1904)
            if is_guessed:
                scope.said.add(f"{heading}只写了月和日的，按 {scope.year} 年算。")
            return recent(found) if self.is_recent else found

        return read

    def render(self, value, obj=None, **kwargs):
        if isinstance(value, datetime):
            return timezone.localdate(value).isoformat()
        return value.isoformat() if isinstance(value, date) else ""


def recent(found):
    """The day, as an entry form would take it."""
    try:
        return sensible_day(found)
    except ValidationError as error:
        raise Bad(error.message) from None


class Clock(OfficeWidget):
    """A time of day."""

    def reader(self, scope, heading):
        def read(cell):
            return cells.clock(cell, heading)

        return read

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if isinstance(value, time) else ""


class Choice(OfficeWidget):
    """One of a field's choices by its words; `also` are other words for them."""

    blank = ""

    def __init__(self, choices, also=None):
        super().__init__()
        self.choices = dict(choices)
        self.by_words = {cells.key(words): value for value, words in self.choices.items()} | (also or {})

    def reader(self, scope, heading):
        def read(cell):
            found = cells.key(cell)
            if found not in self.by_words:
                raise unknown(heading, cell, list(self.choices.values()))
            return self.by_words[found]

        return read

    def render(self, value, obj=None, **kwargs):
        return str(self.choices.get(value, value or ""))


class YesNo(OfficeWidget):
    """是 or 否, or the column's own two words."""

    blank = False

    def __init__(self, yes="是", no="否", blank=False):
        super().__init__()
        self.yes, self.no, self.blank = yes, no, blank

    def reader(self, scope, heading):
        def read(cell):
            return cells.yes_no(cell, heading, (self.yes,), (self.no,))

        return read

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else self.yes if value else self.no


class Named(OfficeWidget):
    """A row by one of its names; the nearest name is offered for one nobody knows, and never taken in silence."""

    def __init__(self, attribute="name"):
        super().__init__()
        self.attribute = attribute

    def index(self, scope):
        """{looked-up name: row}."""
        raise NotImplementedError

    def reader(self, scope, heading):
        known = self.index(scope)

        def read(cell):
            found = known.get(cells.key(cell))
            if found is None:
                raise unknown(heading, cell, [getattr(row, self.attribute) for row in known.values()])
            return self.allowed(found, scope)

        return read

    def allowed(self, found, scope):
        """The row, as far as this person may name it."""
        return found

    def render(self, value, obj=None, **kwargs):
        return super().render(getattr(value, self.attribute, value))


class UnitName(Named):
    """A unit in use by name, short name, code or label; people of one unit may name no other."""

    def __init__(self, kinds=(), is_scoped=True):
        super().__init__()
        self.kinds, self.is_scoped = kinds, is_scoped

    def index(self, scope):
        return {name: unit for name, unit in scope.units.items() if not self.kinds or unit.kind in self.kinds}

    def allowed(self, found, scope):
        if self.is_scoped and scope.own_unit is not None and found != scope.own_unit:
            raise Bad(f"这一行是{found.name}的，只能导入自己单位的。")
        return found


class PersonName(OfficeWidget):
    """A person in use by name or number; two of one name are told apart by number."""

    def reader(self, scope, heading):
        def read(cell):
            found = scope.people.get(cells.key(cell), ())
            if not found:
                raise unknown(
                    heading, cell, [person.full_name for people in scope.people.values() for person in people]
                )
            if len(found) > 1:
                raise Bad(f"有 {len(found)} 个人叫“{cells.shown(cell)}”，改填手机号或工号。")
            return found[0]

        return read

    def render(self, value, obj=None, **kwargs):
        return super().render(getattr(value, "full_name", value))


def unknown(heading, cell, names):
    """The sentence for a word nobody knows, with the nearest one that is known."""
    found = cells.plain(cell)
    near = offer(found, sorted(set(names)))
    hint = f"，是不是 {near}？" if near else "，改成表里有的名称。"
    return Bad(f"{heading}里没有“{cells.shown(cell)}”{hint}", offer=near)
