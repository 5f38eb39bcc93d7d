"""What a register is: data that says its columns, form, filters and groups; and how its rows are written and shown."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.module_loading import import_string

from tataboo_portal import ledgers
from tataboo_portal.refusals import Refusal

NOTHING = "--"
# What says who somebody is or how to reach them, and what of it is hidden; whole only for those who may write the row.
PRIVATE = {
    "phone": "电话",
    "username": "电话",
    "owner_contact": "电话",
    "remark": "电话",
    "giver": "姓名",
    "owner_name": "姓名",
}
LONG_NUMBER = re.compile(r"\d{7,}")
TAKEN_SENTENCE = "刚有人记了一样的编号，换一个编号再保存。"


class Flag(NamedTuple):
    """A status as icon, word and colour."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class Column:
    """One column: a field or attribute of the row, its heading (the field's own name unless said), and how its value is written."""

    name: str
    heading: str = ""
    shown: object = None

    def heading_in(self, model):
        """The words above the column."""
        return self.heading or str(model._meta.get_field(self.name).verbose_name)

    def text(self, row):
        """The row's value as a page writes it."""
        value = getattr(row, self.name)
        if self.shown:
            return self.shown(value)
        display = getattr(row, f"get_{self.name}_display", None)
        return text_of(display() if display else value)


@dataclass(frozen=True)
class Group:
    """A filter that asks the rows a question: a method of the model's queryset, with its words."""

    name: str
    words: str


class Link(NamedTuple):
    """A page beside the register: URL name, its arguments, icon and words."""

    url_name: str
    args: tuple
    icon: str
    words: str

    @property
    def url(self):
        """The page's address."""
        return reverse(self.url_name, args=self.args)


@dataclass(frozen=True)
class Register:
    """One register: its address, model, words, columns in the office's order, and what its rows can do.

    `day` names the date a countable register is filtered by, `related` the foreign keys with a code it is filtered by;
    `summary(rows)` tells what the filtered rows come to, [((code, words, 量词), number)], None when they are too many;
    `form_part` is a template of what its form draws beside its plain fields, `card` one of a row on phones; `paper` names the
    row's attachment; `file_task(row, by=)` makes a row a task in one tap; `add`, `change` and `void` are the writes where the
    plain ones do not do.
    """

    slug: str
    model: type
    form: type
    title: str
    icon: str
    columns: tuple
    search: tuple
    keys: tuple = ("-id",)
    choices: tuple = ()
    related: tuple = ()
    groups: tuple = ()
    prefilled: tuple = ()
    day: str = ""
    paper: str = ""
    card: str = ""
    flags: object = None
    hint: str = ""
    extra: str = ""
    extra_context: object = None
    form_part: str = ""
    summary: object = None
    links: tuple = ()
    group: str = "排查整改"
    file_task: object = None
    add: object = None
    change: object = None
    void: object = None

    @property
    def headings(self):
        """The words above the columns."""
        return [column.heading_in(self.model) for column in self.columns]

    def shown(self, row):
        """The row as a list shows it: its cells in the order of the columns, and its flags."""
        cells = [column.text(row) for column in self.columns]
        return {"row": row, "cells": cells, "flags": self.flags_of(row)}

    def facts(self, row):
        """The row's columns with what stands in them, for its own page."""
        return list(zip(self.headings, (column.text(row) for column in self.columns), strict=True))

    def paper_of(self, row):
        """The row's attachment, or None."""
        return getattr(row, self.paper) if self.paper else None

    def flags_of(self, row):
        """The row's flags; a voided row has that one only."""
        if row.is_voided:
            return [Flag("void", "trash", "已作废")]
        return self.flags(row) if self.flags else []


@cache
def all_registers():
    """{address: register} of every floor, in the order of the settings."""
    found = [register for path in settings.OFFICE_REGISTERS for register in import_string(path)]
    return {register.slug: register for register in found}


def text_of(value):
    """A value in the house's writing: dates in Chinese, yes and no, numbers without empty decimals, -- for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return format_html('<span class="nb">{}</span>', date_format(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def masked_phone(number):
    """A phone number for people who need not call it: 138****5678."""
    digits = str(number or "").strip()
    if not digits:
        return NOTHING
    return masked_digits(digits)


def masked_name(name):
    """A person's or family's name for people who need not know it: 王*."""
    words = str(name or "").strip()
    return f"{words[0]}*" if words else NOTHING


def masked_words(words):
    """A text with its long numbers hidden: 138****5678."""
    return LONG_NUMBER.sub(lambda found: masked_digits(found[0]), words or "")


def masked_line(words):
    """Such a text as a line of facts, -- for nothing."""
    return masked_words(words) or NOTHING


def masked_digits(digits):
    """A number of which a phone's length shows its ends, and a shorter one nothing."""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****"


def add(model, *, by, client_uuid, taken=TAKEN_SENTENCE, **values):
    """One new row, however often it arrives; `taken` says what there is only once."""
    try:
        return ledgers.add(model, by=by, client_uuid=client_uuid, **values)
    except IntegrityError:
        raise Refusal(taken) from None


def change(row, *, by, version, taken=TAKEN_SENTENCE, **values):
    """The row with new values, unless somebody changed it in between; `taken` as in `add`."""
    try:
        return ledgers.change(row, by=by, version=version, **values)
    except IntegrityError:
        raise Refusal(taken) from None


def void(row, *, by, reason):
    """The row out of the register, kept with who and why."""
    return ledgers.void(row, by=by, reason=reason)
