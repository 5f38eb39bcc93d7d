"""Codes by which a report is followed, and codes that only look so: a program that filled the form is told nothing it could learn from."""

from django.utils.crypto import constant_time_compare, salted_hmac

from inspections.models import PublicReport
from inspections.models.public import TRACK_LENGTH
from tataboo_portal.models.places import CODE_LETTERS, random_code

GROUP = 4
HALF = TRACK_LENGTH // 2


def find(track):
    """The report this code belongs to, with all its page tells, or None; letters may be small and in groups."""
    known = PublicReport.objects.select_related("place", "photo", "task__original", "new_task__original")
    return known.filter(track=plain(track)).first()


def plain(track):
    """The code as it is kept."""
    return track.replace("-", "").upper()


def grouped(track):
    """The code as people write it down: four letters at a time."""
    return "-".join(track[start : start + GROUP] for start in range(0, len(track), GROUP))


def decoy():
    """A code of no report that its page knows again without a row."""
    head = random_code(HALF)
    return head + _tail(head)


def is_decoy(track):
    """Whether the code was made by `decoy`."""
    code = plain(track)
    return constant_time_compare(_tail(code[:HALF]), code[HALF:])


def _tail(head):
    digest = salted_hmac(__name__, head, algorithm="sha256").digest()
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:HALF])
