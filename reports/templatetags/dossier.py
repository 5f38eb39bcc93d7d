"""The door from a record to the clauses it may prove."""

from django import template

from reports.dossier.sources import sources

register = template.Library()


@register.inclusion_tag("dossier/_door.html", takes_context=True)
def dossier_door(context, slug, row):
    """归入迎检资料, for who may file this row; nothing for a row that proves nothing, or anybody else."""
    source = sources().get(slug)
    user = context["request"].user
    is_open = source is not None and not getattr(row, "is_voided", False) and getattr(row, source.day) is not None
    is_open = is_open and source.may_be_filed(user, row)
    return {"is_open": is_open, "slug": slug, "pk": row.pk}
