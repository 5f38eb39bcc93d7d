"""What people do on this floor: work records, clean-up events, historical figures."""

from campaigns.actions.drives import change_drive, log_drive, void_drive
from campaigns.actions.figures import add_figure, change_figure, switch_figure
from campaigns.actions.goals import change_goal, set_goal, switch_goal
from campaigns.actions.works import change_work, log_work, void_work

__all__ = [
    "add_figure",
    "change_drive",
    "change_figure",
    "change_goal",
    "change_work",
    "log_drive",
    "log_work",
    "set_goal",
    "switch_figure",
    "switch_goal",
    "void_drive",
    "void_work",
]
