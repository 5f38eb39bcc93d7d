"""Every act of the portal: found by walking the modules of actions, so that none is forgotten, and done here once in a way that works."""

import copy
import importlib
import inspect
import pkgutil
import re
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from inspections.actions import public
from publicity.actions import surveys

FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")
ACTIONS = re.compile(r"(.*_)?actions(\..+)?")
WRITTEN = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
WITHOUT_ACCOUNT = {public.take_in, public.rate, surveys.answer}


class Done(NamedTuple):
    """One act with what it is given."""

    args: tuple
    kwargs: dict


def given(**kwargs):
    """An act that names everything."""
    return Done((), kwargs)


def on(*rows, **kwargs):
    """An act on a row."""
    return Done(rows, kwargs)


def do(act, done):
    """The act, on rows as they were handed in: what an earlier try did to its objects in memory is not known to the next."""
    args, kwargs = copy.deepcopy((done.args, done.kwargs))
    return act(*args, **kwargs)


def name_of(act):
    """“inspections.actions.public.rate”."""
    return f"{act.__module__}.{act.__name__}"


def modules():
    """The modules of actions of every floor."""
    for floor in FLOORS:
        package = importlib.import_module(floor)
        for found in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if ACTIONS.fullmatch(found.name.removeprefix(f"{floor}.")) and ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def every():
    """Every public function of these modules somebody does something with: `by` is who."""
    for module in modules():
        for act in vars(module).values():
            if not inspect.isfunction(act) or act.__module__ != module.__name__ or act.__name__.startswith("_"):
                continue
            if "by" in inspect.signature(act).parameters or act in WITHOUT_ACCOUNT:
                yield act


class Tables:
    """Which tables are written to while it listens."""

    def __init__(self):
        self.written = set()

    def __call__(self, execute, sql, params, many, context):
        found = WRITTEN.match(sql)
        if found:
            self.written.add(found[1])
        return execute(sql, params, many, context)


def listening():
    """(the tables, what makes them listen)."""
    tables = Tables()
    return tables, connection.execute_wrapper(tables)


def own_tables(written):
    """Of these tables those of the portal itself."""
    return {
        table
        for table in written
        if table.split("_")[0] in {"tataboo", *settings.INSTALLED_APPS} or table.startswith(FLOORS)
    }
