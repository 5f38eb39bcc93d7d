"""附表: the annexes of a week's report as one workbook."""

import io

from django.views.decorators.http import require_GET

from reports import actions
from reports.papers.annexes import workbook
from reports.views.meetings import report_or_404, shown_to, week_or_404
from tataboo_portal.access import permission_required
from tataboo_portal.enums import ExportFormat
from tataboo_portal.export_views import sent
from tataboo_portal.permissions import Permission


@require_GET
@permission_required(Permission.SEE_TOTALS)
def meeting_annexes(request, monday):
    """The report's tables, overdue tasks, decisions and shown photos, as far as this person may know of them."""
    week = week_or_404(monday)
    report = report_or_404(week)
    content, count = workbook(report, shown_to(request.user, report), request.user)
    actions.take_annexes_along(by=request.user, report=report, count=count)
    return sent(io.BytesIO(content), f"{week.monday.isoformat()} 周例会附表.xlsx", ExportFormat.XLSX)
