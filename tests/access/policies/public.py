"""Policy of 随手拍: its page is everybody's, the pile the office's, a result nobody was satisfied with the judges' too."""

from inspections.enums import Decision, PublicRating
from inspections.models import PublicReport
from tests.access.rows import BAD, LOGIN, MOVED, NO, OK, OWN_RECORD, row
from tests.inspections import residents

EVERYBODY = row(OK, OK, OK, OK, OK, OK, OK, OK, OK)
INCOMPLETE = row(BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD)
DECIDERS = row(LOGIN, OK, NO, NO, NO, NO, OK, NO, NO)
ACCEPTING = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO)

POLICY = {
    ("GET", "robots"): EVERYBODY,
    ("GET", "public_report"): EVERYBODY,
    ("POST", "public_report"): INCOMPLETE,
    ("GET", "public_track"): EVERYBODY,
    ("POST", "public_track"): INCOMPLETE,
    ("GET", "public_track_photo"): EVERYBODY,
    ("GET", "place_poster"): OWN_RECORD,
    ("GET", "public_list"): DECIDERS,
    ("GET", "public_detail"): DECIDERS,
    ("GET", "public_photo"): DECIDERS,
    ("POST", "public_accept"): ACCEPTING,
    ("POST", "public_decline"): ACCEPTING,
    ("POST", "public_reopen"): row(LOGIN, BAD, NO, NO, NO, NO, BAD, NO, NO),
    ("POST", "public_phone"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO),
    ("POST", "public_erase"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO),
}


def addresses(task):
    """The arguments of these addresses: one report somebody was not satisfied with, at a place of 绣品厂社区."""
    report = residents.report(place=residents.place("示例小区三"))
    PublicReport.objects.update(rating=PublicRating.DISSATISFIED, reopening=Decision.PENDING)
    pages = ("detail", "accept", "decline", "reopen", "phone", "erase")
    return {f"public_{page}": (report.pk,) for page in pages} | {
        "public_photo": (report.pk, "320"),
        "public_report": (report.place.code,),
        "public_track": (report.track,),
        "public_track_photo": (report.track, "before"),
        "place_poster": (report.place.code,),
    }
