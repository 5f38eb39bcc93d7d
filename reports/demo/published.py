"""The report of the last meeting, published, taken back and published again, so that both marks are there to be seen; all 示例."""

from django.utils import timezone

from reports import weekly
from reports.actions import publishing
from tataboo_portal import workdays
from tataboo_portal.enums import Role
from tataboo_portal.models import User
from tataboo_portal.weeks import Week

REASON = "示例：第二部分要补充"


def make(chance):
    """Returns how many versions were published."""
    week, office = Week.of(timezone.localdate()).shifted(-1), User.objects.filter(role=Role.OFFICE).first()
    if office is None or workdays.meeting_day(week) is None:
        return 0
    report = weekly.build(week, by=office)
    publishing.publish(by=office, report=report, version=report.version)
    publishing.withdraw(by=office, report=report, reason=REASON)
    report.refresh_from_db()
    publishing.publish(by=office, report=report, version=report.version)
    return report.versions.count()
