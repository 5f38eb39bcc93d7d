"""What the units handed in for a week, as sections and slides read it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from reports.enums import Part
from reports.models import Submission, SubmissionItem
from reports.submissions.standing import asked_units


@dataclass(frozen=True)
class Material:
    """The handed-in material of a week: by unit in their fixed order, and the units it is missing from."""

    by_unit: list  # (unit, {part: items})
    missing: list

    def items(self, part):
        """[(unit, its items of one part)] of the units that have any."""
        return [(unit, parts[part]) for unit, parts in self.by_unit if parts[part]]

    def unfinished(self):
        """[(unit, what it had planned and did not finish)] of the units that have any."""
        told = [(unit, [item for item in items if item.is_done is False]) for unit, items in self.items(Part.LAST)]
        return [(unit, items) for unit, items in told if items]


def material(week):
    """Read it all in three queries, whatever the number of units."""
    items = Prefetch("items", SubmissionItem.objects.order_by("position", "id"))
    rows = Submission.objects.filter(meeting_week=week.monday).handed_in().prefetch_related(items)
    submissions, units = {row.unit_id: row for row in rows}, list(asked_units())
    told = [(unit, _parts(submissions[unit.pk])) for unit in units if unit.pk in submissions]
    return Material(told, [unit for unit in units if unit.pk not in submissions])


def _parts(submission):
    items = list(submission.items.all())
    return {part: [item for item in items if item.part == part] for part in Part}
