"""Policy of checklists, inspections and samples."""

from inspections.models import InspectionResult
from tests.access.rows import BAD, EVERYONE, LOGIN, NO, OK, OWN_POST, OWN_RECORD, row
from tests.inspections import sheets
from tests.makers import process_photos

# Who runs mock inspections: the office and the inspectors; leader and administrator may read them.
DRAWS = row(LOGIN, OK, NO, NO, NO, NO, OK, OK, OK)

POLICY = {
    ("GET", "check_list"): EVERYONE,
    ("GET", "check_new"): row(LOGIN, OK, OK, OK, OK, OK, OK, NO, NO),
    ("POST", "check_new"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, NO, NO),
    ("GET", "check_detail"): OWN_RECORD,
    ("GET", "check_photo"): OWN_RECORD,
    ("POST", "check_void"): OWN_POST,
    ("GET", "sample_list"): DRAWS,
    ("GET", "sample_detail"): DRAWS,
    ("GET", "sample_export"): DRAWS,
    ("POST", "sample_export"): row(LOGIN, BAD, NO, NO, NO, NO, BAD, BAD, BAD),
    ("GET", "sample_new"): row(LOGIN, OK, NO, NO, NO, NO, OK, NO, NO),
    ("POST", "sample_new"): row(LOGIN, BAD, NO, NO, NO, NO, BAD, NO, NO),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    check = sheets.checked(failures=1, with_photo=True)
    process_photos()
    photo = InspectionResult.objects.get(inspection=check, photo__isnull=False).photo
    draw = sheets.drawn({"compound": 1})
    return {
        "check_detail": (check.pk,),
        "check_void": (check.pk,),
        "check_photo": (check.pk, photo.token, "320"),
        "sample_detail": (draw.pk,),
    }
