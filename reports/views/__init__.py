"""Pages of the roof."""

from reports.views.dashboard import board, refresh
from reports.views.grid import areas
from reports.views.meetings import meeting_build, meeting_detail, meeting_docx, meeting_list
from reports.views.workbench import home

__all__ = ["areas", "board", "home", "meeting_build", "meeting_detail", "meeting_docx", "meeting_list", "refresh"]
