"""创建活动: campaigns, indicators, goals, the historical base and the work ledger."""

from campaigns.models.bases import BaseFigure, periods_meet
from campaigns.models.campaigns import Campaign
from campaigns.models.goals import Goal
from campaigns.models.indicators import DetailColumn, Indicator
from campaigns.models.renovations import RenovationProject
from campaigns.models.works import CleanupDrive, WorkRecord

__all__ = [
    "BaseFigure",
    "Campaign",
    "CleanupDrive",
    "DetailColumn",
    "Goal",
    "Indicator",
    "RenovationProject",
    "WorkRecord",
    "periods_meet",
]
