"""What people do with a task: each step is one transaction with its trail row and one audit event."""

from inspections.actions.closing import fix, force_close, replace_photo, send_back, verify
from inspections.actions.dispatching import assign, finish_stage, hand_over, receive, return_to_office
from inspections.actions.filing import accept, mark_duplicate, reject, report_problem, say, void
from inspections.actions.lookbacks import judge_look_back
from inspections.actions.many import assign_each, extend_each
from inspections.actions.recalculation import recalculate
from inspections.actions.requests import ask_appeal, ask_extension, ask_suspension, decide, resume
from inspections.actions.saved_filters import remove_filter, save_filter
from inspections.actions.undoing import undo

__all__ = [
    "accept",
    "ask_appeal",
    "ask_extension",
    "ask_suspension",
    "assign",
    "assign_each",
    "decide",
    "extend_each",
    "finish_stage",
    "fix",
    "force_close",
    "hand_over",
    "judge_look_back",
    "mark_duplicate",
    "recalculate",
    "receive",
    "reject",
    "remove_filter",
    "replace_photo",
    "report_problem",
    "resume",
    "return_to_office",
    "save_filter",
    "say",
    "send_back",
    "undo",
    "verify",
    "void",
]
