"""宣传与文明: publicity and its boards, gatherings, culture centres, 控烟, satisfaction and praise."""

from publicity.models.boards import Board, BoardIssue, BoardKind
from publicity.models.centres import CultureCentre, Facility, FacilityKind
from publicity.models.gatherings import Activity, ActivityTheme, PlanDocument, Training
from publicity.models.placements import AdRequirement, MaterialBatch, Placement, PublicityKind
from publicity.models.praise import Praise
from publicity.models.smoking import SmokingCheck
from publicity.models.surveys import Survey, SurveyLink, SurveyQuestion, SurveyResponse

__all__ = [
    "Activity",
    "ActivityTheme",
    "AdRequirement",
    "Board",
    "BoardIssue",
    "BoardKind",
    "CultureCentre",
    "Facility",
    "FacilityKind",
    "MaterialBatch",
    "Placement",
    "PlanDocument",
    "Praise",
    "PublicityKind",
    "SmokingCheck",
    "Survey",
    "SurveyLink",
    "SurveyQuestion",
    "SurveyResponse",
    "Training",
]
