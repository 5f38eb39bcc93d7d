"""Marking the days that must be counted again."""

from tataboo_portal.models import ChangedDay


def mark_changed(model, *days):
    """Add one mark per distinct day for the model's table, in the caller's transaction; None is passed over."""
    table = model._meta.label
    ChangedDay.objects.bulk_create(ChangedDay(table=table, day=day) for day in sorted({day for day in days if day}))
