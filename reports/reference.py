"""Reference rows of the roof: when material for the meeting is due, and when it is asked for."""

from datetime import time

from reports.assessment import reference as assessment
from reports.dossier import reference as dossier
from reports.enums import MomentKind
from reports.models import SubmissionMoment
from reports.search import indexing

# (kind, workdays before the meeting, time); the office changes them in 系统管理.
MOMENTS = (
    (MomentKind.REMINDER, 2, time(15)),
    (MomentKind.REMINDER, 1, time(9)),
    (MomentKind.DEADLINE, 1, time(17)),
)


def load():
    """The usual times for a site that keeps none yet; what the office took out stays out."""
    assessment.load()
    dossier.load()
    indexing.write_names()
    if SubmissionMoment.objects.exists():
        return
    for kind, workdays_before, at in MOMENTS:
        SubmissionMoment.objects.create(kind=kind, workdays_before=workdays_before, at=at)
