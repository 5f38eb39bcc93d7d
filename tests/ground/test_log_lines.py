"""One line of JSON for whatever is logged: who asked for what by number, in the office's time, with nobody's phone in it."""

import io
import json
import logging
import sys

import pytest
from django.db import IntegrityError
from django.test import Client

from tataboo_portal import log_lines, views

PHONE = "13812345678"
IDENTITIES = ("320102198705064321", "32010220001231432X")
REFUSED_ROW = f"new row violates a rule\nDETAIL:  Failing row contains (7, 在二楼,\n\n王小明, {PHONE}).\n"


def written(message, *arguments, exc_info=None, **extra):
    """The line of one record, read back."""
    record = logging.LogRecord("portal", logging.ERROR, "x.py", 1, message, arguments, exc_info)
    record.created = 1_512_057_600.25  # midnight in the office's time
    record.__dict__.update(extra)
    text = log_lines.JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_has_its_time_with_the_offset_and_its_level():
    line = written("%s of %s\nsecond line", 3, "four")
    assert line["time"] == "2017-12-01T00:00:00.250+08:00"
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "portal", "3 of four\nsecond line")
    assert "request" not in line


def test_phones_are_masked_and_the_values_of_a_refused_row_left_out():
    try:
        raise IntegrityError(REFUSED_ROW)
    except IntegrityError:
        line = written("no message for %s", PHONE, exc_info=sys.exc_info())
    assert line["message"] == "no message for 138****5678"
    assert line["traceback"].endswith("new row violates a rule\nDETAIL: …")


def test_what_follows_the_values_of_a_refused_row_is_told():
    """As Celery logs it: the error on one line, the traceback below; and with a hint of PostgreSQL's."""
    line = written("%r\nTraceback (most recent call last):\n  File x", IntegrityError(REFUSED_ROW))
    assert line["message"].partition("DETAIL:")[2] == " …\nTraceback (most recent call last):\n  File x"
    assert written(f"{REFUSED_ROW}HINT:  Say less.")["message"].endswith("DETAIL: …\nHINT:  Say less.")
    try:
        try:
            raise IntegrityError(REFUSED_ROW)
        except IntegrityError as error:
            raise ValueError("later") from error
    except ValueError:
        text = written("x", exc_info=sys.exc_info())["traceback"]
    assert "王小明" not in text
    assert text.endswith("ValueError: later")


def test_numbers_of_identity_cards_are_masked():
    for number in IDENTITIES:
        assert written("of %s，%s", number, number)["message"] == f"of 320****{number[-4:]}，320****{number[-4:]}"


@pytest.mark.parametrize("number", ["2013812345678", "320102198713064321", "3201021987050643210"])
def test_long_numbers_stay_whole(number):
    assert written(f"photo {number} 1")["message"] == f"photo {number} 1"


@pytest.fixture
def propagating(monkeypatch):
    """Let pytest hear Django's own logger, which writes to the site's handler alone."""
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)


@pytest.fixture
def broken(monkeypatch):
    """A view that fails while it holds a person's numbers and name."""

    def fail(*_):
        raise RuntimeError(f"{PHONE} {IDENTITIES[0]} 王小明")

    monkeypatch.setattr(views.calendars, "years_shown", fail)


def lines_of(caplog):
    return [json.loads(log_lines.JsonLines().format(record)) for record in caplog.records]


def test_the_line_of_a_failing_request_names_the_request_and_the_person_by_number(qian, broken, caplog, propagating):
    client = Client(raise_request_exception=False)
    client.force_login(qian)
    response = client.get("/manage/calendar/", {"year": "2017", "q": "王小明"})
    line = next(line for line in lines_of(caplog) if "traceback" in line)
    assert line["request"] == response.headers["X-Request-Id"]
    assert (line["user"], line["method"], line["path"]) == (qian.pk, "GET", "/manage/calendar/")
    assert "q=" not in json.dumps(line)
    # Numbers go; a name in an error's own words is not recognised, as docs/reliability.md says.
    assert line["traceback"].endswith("RuntimeError: 138****5678 320****4321 王小明")
    assert "王小明" not in json.dumps({**line, "traceback": ""}, ensure_ascii=False)
    assert qian.full_name not in line["path"] + line["message"]


def test_lines_within_a_request_bear_its_number_and_those_after_it_none(client, db, monkeypatch):
    def told(*arguments, **options):
        logging.getLogger("portal").error("within")
        return original(*arguments, **options)

    original, paper = views.HttpResponse, io.StringIO()
    handler = logging.StreamHandler(paper)
    handler.setFormatter(log_lines.JsonLines())
    monkeypatch.setattr(logging.getLogger("portal"), "handlers", [handler])
    monkeypatch.setattr(views, "HttpResponse", told)
    response = client.get("/robots.txt")
    logging.getLogger("portal").error("after")
    within, after = map(json.loads, paper.getvalue().splitlines())
    assert within["request"] == response.headers["X-Request-Id"]
    assert "request" not in after


def test_no_two_requests_share_a_number(client, db):
    numbers = {client.get("/robots.txt").headers["X-Request-Id"] for _ in range(20)}
    assert len(numbers) == 20


def test_a_number_sent_along_is_not_taken(client, db):
    assert client.get("/robots.txt", headers={"X-Request-Id": "forged\n{}"}).headers["X-Request-Id"] != "forged\n{}"
