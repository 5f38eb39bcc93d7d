"""排查整改: cases and their trail, requests, alarms, patrols, checklists, look-backs and registers."""

from inspections.models.categories import CaseRule, CaseStage, TaskCategory
from inspections.models.checklists import (
    Inspection,
    InspectionResult,
    SampleDraw,
    SamplePlace,
    StandardItem,
    StandardSet,
)
from inspections.models.escalation import EscalationAlarm, EscalationRule
from inspections.models.evidence import EvidenceHint
from inspections.models.lookbacks import LookBack, LookBackRule, SavedFilter
from inspections.models.nuisances import IllegalStructure, ZombieVehicle
from inspections.models.patrols import PatrolRound, PatrolVisit
from inspections.models.pests import BaitCheck, BaitSpacing, BaitStation, PestTreatment
from inspections.models.public import PublicReport
from inspections.models.requests import Appeal, Extension, Suspension
from inspections.models.shops import FivePledge, FivePledgeItem, PledgeCheck, PledgeCheckResult, Shop
from inspections.models.streets import MarketCheck, MarketZone, StreetCleaning
from inspections.models.tasks import RemediationTask
from inspections.models.trail import TaskPhoto, TaskStage, TaskStep

__all__ = [
    "Appeal",
    "BaitCheck",
    "BaitSpacing",
    "BaitStation",
    "CaseRule",
    "CaseStage",
    "EscalationAlarm",
    "EscalationRule",
    "EvidenceHint",
    "Extension",
    "FivePledge",
    "FivePledgeItem",
    "IllegalStructure",
    "Inspection",
    "InspectionResult",
    "LookBack",
    "LookBackRule",
    "MarketCheck",
    "MarketZone",
    "PatrolRound",
    "PatrolVisit",
    "PestTreatment",
    "PledgeCheck",
    "PledgeCheckResult",
    "PublicReport",
    "RemediationTask",
    "SampleDraw",
    "SamplePlace",
    "SavedFilter",
    "Shop",
    "StandardItem",
    "StandardSet",
    "StreetCleaning",
    "Suspension",
    "TaskCategory",
    "TaskPhoto",
    "TaskStage",
    "TaskStep",
    "ZombieVehicle",
]
