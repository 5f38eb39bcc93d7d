"""What the tests of exports share: the address of a list, and a file that was sent, read again."""

import io

from openpyxl import load_workbook

from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent

WORKS = "/cleanups/export.xlsx"


def body(response):
    """The whole of a file."""
    return b"".join(response)


def table(response):
    """[{heading: value}] of the rows of a form that was sent, without its sums."""
    page = load_workbook(io.BytesIO(body(response))).active
    header, *rows = page.iter_rows(min_row=3, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows if isinstance(row[0], int)]


def event():
    """The one export the trail knows of."""
    return AuditEvent.objects.get(action=AuditAction.EXPORT)
