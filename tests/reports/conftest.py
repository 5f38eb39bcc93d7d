"""The days on which tests of meetings, boards and scores take place; a test may travel on."""

from datetime import date

import pytest
import time_machine

from tests import scores
from tests.reports import board, material


@pytest.fixture
def november(db):
    """The third of November."""
    with time_machine.travel(scores.moment(date(2026, 11, 3))):
        yield


@pytest.fixture
def thursday(db):
    """The Thursday the board is looked at."""
    with time_machine.travel(board.THURSDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def friday(db):
    """The Friday on which units hand in their material."""
    with time_machine.travel(material.at("2026-11-27 10:00"), tick=False) as clock:
        yield clock
