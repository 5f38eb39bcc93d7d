"""统计与例会: totals counted from the rooms below, the weekly report, and the meeting with what comes before and after it."""

from reports.models.bulletins import Bulletin, BulletinVersion
from reports.models.burden import BurdenWeek
from reports.models.dossier import (
    DossierChapter,
    DossierClause,
    DossierPaper,
    DossierRule,
    DossierStandard,
    DossierTag,
)
from reports.models.meetings import Attendance, Decision, Meeting
from reports.models.orders import SupervisionOrder
from reports.models.rollups import Rollup, RollupRun
from reports.models.schemes import AssessmentScheme, SchemeItem, SchemeVersion
from reports.models.scores import ItemScore, ScoreAppeal, ScoreEvidence, Scoring, UnitScore
from reports.models.search import SearchEntry, SearchProgress
from reports.models.submissions import Submission, SubmissionItem, SubmissionMoment
from reports.models.suggestions import Suggestion
from reports.models.weekly import ReportVersion, WeeklyReport

__all__ = [
    "AssessmentScheme",
    "Attendance",
    "Bulletin",
    "BulletinVersion",
    "BurdenWeek",
    "Decision",
    "DossierChapter",
    "DossierClause",
    "DossierPaper",
    "DossierRule",
    "DossierStandard",
    "DossierTag",
    "ItemScore",
    "Meeting",
    "ReportVersion",
    "Rollup",
    "RollupRun",
    "SchemeItem",
    "SchemeVersion",
    "ScoreAppeal",
    "ScoreEvidence",
    "Scoring",
    "SearchEntry",
    "SearchProgress",
    "Submission",
    "SubmissionItem",
    "SubmissionMoment",
    "Suggestion",
    "SupervisionOrder",
    "UnitScore",
    "WeeklyReport",
]
