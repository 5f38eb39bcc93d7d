"""Policy of clean-up events, of goals and of the historical base."""

from datetime import date

from campaigns.models import BaseFigure, Goal, Indicator
from tests import makers
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_POST, OWN_RECORD, UNKNOWN, row
from tests.people import person

POLICY = {
    ("GET", "drive_list"): EVERYONE,
    ("POST", "drive_list"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, NO),
    ("GET", "drive_detail"): OWN_RECORD,
    ("POST", "drive_detail"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "drive_void"): OWN_POST,
    ("GET", "drive_photo"): OWN_RECORD,
    ("GET", "figure_list"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("POST", "figure_list"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD),
    ("GET", "figure_detail"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("POST", "figure_detail"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD),
    ("POST", "figure_switch"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, MOVED),
    ("GET", "goal_list"): EVERYONE,
    ("POST", "goal_list"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD),
    ("GET", "goal_detail"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("POST", "goal_detail"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD),
    ("POST", "goal_switch"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, MOVED),
}


def addresses(task):
    """The arguments of these addresses, the event 绣品厂社区's."""
    drive = makers.drive(unit="1", by=person("li"), results={"sticker": 3}, photo=makers.photo_upload())
    makers.process_photos()
    arguments = dict.fromkeys(("drive_detail", "drive_void"), (drive.pk,))
    arguments |= {"drive_photo": (drive.pk, drive.photos.get().token, "320"), "figure_list": ("2017",)}
    figure = BaseFigure.objects.get(indicator__code="sticker")
    arguments |= dict.fromkeys(("figure_detail", "figure_switch"), ("2017", figure.pk))
    sticker = Indicator.objects.get(code="sticker")
    goal = Goal.objects.create(indicator=sticker, period_kind="year", period_start=date(2026, 1, 1), value=30_000)
    return arguments | dict.fromkeys(("goal_detail", "goal_switch"), (goal.pk,))
