"""Entry forms and filters of this floor."""

from campaigns.forms.drives import DriveFilter, DriveForm
from campaigns.forms.figures import FigureFilter, FigureForm
from campaigns.forms.goals import GoalFilter, GoalForm
from campaigns.forms.works import WorkFilter, WorkForm

__all__ = [
    "DriveFilter",
    "DriveForm",
    "FigureFilter",
    "FigureForm",
    "GoalFilter",
    "GoalForm",
    "WorkFilter",
    "WorkForm",
]
