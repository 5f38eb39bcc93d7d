"""The run of the faults itself: what was not done so often as asked is never told as done."""

import sys
import types

import pytest

from tests.faults import __main__ as faults
from tests.faults.databases import says_so
from tests.faults.stand import Look, NotHere


def never(stand, count):
    """A kind that needs what this machine has not."""
    raise NotHere("mounting takes root")
    yield []


def short(stand, count):
    """A kind that ends one repetition before its time, and looks at the end."""
    for _ in range(count - 1):
        yield []
    yield Look()
    return "fast"


def whole(stand, count):
    """A kind that does what it was asked, and looks at the end."""
    for _ in range(count):
        yield []
    yield Look()


def wrong_at_last(stand, count):
    """A kind of which only the look at the end finds what is wrong."""
    for _ in range(count):
        yield []
    yield Look(["totals differ"])


def ends_early(stand, count):
    """A kind that breaks down."""
    yield []
    raise ValueError


@pytest.fixture
def planted(monkeypatch):
    """Makes a kind the only one there is."""

    def plant(kind):
        monkeypatch.setitem(sys.modules, "tests.faults.planted", types.SimpleNamespace(kind=kind))
        monkeypatch.setattr(faults, "KINDS", {"planted": ("planted", "kind", "Words")})

    return plant


@pytest.mark.parametrize(
    ("kind", "times", "note", "is_whole"),
    [
        (never, 0, "not run 3 of 3 times: mounting takes root", False),
        (short, 2, "not run 1 of 3 times: fast", False),
        (whole, 3, "", True),
        (wrong_at_last, 3, "", False),
        (ends_early, 1, "not run 2 of 3 times", False),
    ],
)
def test_a_kind_is_whole_only_when_it_was_repeated_so_often_and_nothing_broke(planted, kind, times, note, is_whole):
    planted(kind)
    row = faults.run("planted", None, 3)
    assert (row.times, row.note, row.is_whole) == (times, note, is_whole)


@pytest.mark.parametrize(("kind", "code"), [(never, True), (whole, False)])
def test_the_exit_code_tells_of_what_was_not_run(planted, monkeypatch, kind, code):
    planted(kind)
    monkeypatch.setattr(faults, "Stand", lambda kept: types.SimpleNamespace(open=bool, close=bool, kept=kept))
    monkeypatch.setattr(faults, "end_on_signals", bool)
    monkeypatch.setattr(sys, "argv", ["faults", "--times", "3"])
    with pytest.raises(SystemExit) as end:
        faults.main()
    assert end.value.code is code


class Answers:
    """Somebody whose pages answer so."""

    def __init__(self, **told):
        self.told = {"": (503, "数据库暂时连不上"), "healthz": (503, "down")} | told

    def person(self, name):
        """Whoever asks."""
        return self

    def get(self, path):
        """What this page answers."""
        status, text = self.told.get(path.strip("/"), self.told[""])
        return types.SimpleNamespace(status=status, text=text)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"login": (200, "用户名和密码")}, []),
        ({"login": (500, "这一页出了点问题")}, ["/login/ answers 500 without a database"]),
        ({"login": (200, "")}, ["/login/ does not say in Chinese what happened"]),
        ({"report": (200, "上报一个问题")}, ["/report/ answers 200 without a database"]),
        ({"healthz": (200, "ok")}, ["/healthz answers 200 without a database"]),
    ],
)
def test_without_a_database_a_page_answers_as_it_is_meant_to(told, found):
    assert says_so(Answers(**told)) == found
