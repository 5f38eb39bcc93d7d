"""Pages of the roof."""

from reports.views.dashboard import board, refresh
from reports.views.grid import areas
from reports.views.meetings import meeting_build, meeting_detail, meeting_docx, meeting_list
from reports.views.pairs import pair_list, pair_photo, pair_print, pair_word, pair_zip
from reports.views.workbench import home

__all__ = [
    "areas",
    "board",
    "home",
    "meeting_build",
    "meeting_detail",
    "meeting_docx",
    "meeting_list",
    "pair_list",
    "pair_photo",
    "pair_print",
    "pair_word",
    "pair_zip",
    "refresh",
]
