"""Pages of the roof."""

from reports.views.annexes import meeting_annexes
from reports.views.dashboard import board, refresh
from reports.views.decisions import decision_detail, decision_list, decision_step
from reports.views.grid import areas
from reports.views.meetings import meeting_build, meeting_detail, meeting_docx, meeting_list
from reports.views.orders import (
    order_detail,
    order_list,
    order_new,
    order_photo,
    order_sign,
    order_step,
    order_task,
    order_unit,
)
from reports.views.pairs import pair_list, pair_photo, pair_print, pair_word, pair_zip
from reports.views.present import meeting_attendance, meeting_minutes, meeting_present, meeting_record
from reports.views.report_edit import meeting_edit, meeting_pairs
from reports.views.report_versions import meeting_compare, meeting_publish, meeting_version, meeting_withdraw
from reports.views.submissions import (
    submission_list,
    submission_remind,
    submission_return,
    submission_take_back,
    submit,
)
from reports.views.times import meeting_times
from reports.views.workbench import home

__all__ = [
    "areas",
    "board",
    "decision_detail",
    "decision_list",
    "decision_step",
    "home",
    "meeting_annexes",
    "meeting_attendance",
    "meeting_build",
    "meeting_compare",
    "meeting_detail",
    "meeting_docx",
    "meeting_edit",
    "meeting_list",
    "meeting_minutes",
    "meeting_pairs",
    "meeting_present",
    "meeting_publish",
    "meeting_record",
    "meeting_times",
    "meeting_version",
    "meeting_withdraw",
    "order_detail",
    "order_list",
    "order_new",
    "order_photo",
    "order_sign",
    "order_step",
    "order_task",
    "order_unit",
    "pair_list",
    "pair_photo",
    "pair_print",
    "pair_word",
    "pair_zip",
    "refresh",
    "submission_list",
    "submission_remind",
    "submission_return",
    "submission_take_back",
    "submit",
]
