"""Ground-floor nouns: units, places, people, photos, calendar, audit, changes and jobs."""

from tataboo_portal.models.accounts import OldPassword, SecondFactor, SignInLock
from tataboo_portal.models.attachments import Attachment
from tataboo_portal.models.audit import AuditEvent
from tataboo_portal.models.backups import BackupRun
from tataboo_portal.models.beat import BeatDuty
from tataboo_portal.models.calendar import WorkCalendarDay, WorkHours
from tataboo_portal.models.changes import ChangedDay
from tataboo_portal.models.exports import ExportFile
from tataboo_portal.models.health import HealthState, Pulse
from tataboo_portal.models.imports import ColumnMemory, ImportBatch, Imported, ImportProblem
from tataboo_portal.models.jobs import Job
from tataboo_portal.models.notices import Notice, RobotChannel, RobotDelivery, StandardText
from tataboo_portal.models.people import User
from tataboo_portal.models.photos import Photo, PhotoBand, PhotoRelease
from tataboo_portal.models.places import Place
from tataboo_portal.models.records import (
    LedgerQuerySet,
    LedgerRecord,
    Located,
    RegisterQuerySet,
    RegisterRecord,
    Voidable,
    VoidableQuerySet,
)
from tataboo_portal.models.sessions import DeviceSession
from tataboo_portal.models.switches import FeatureSwitch
from tataboo_portal.models.units import Community, MarketGroup, ResponsibilityZone, Unit
from tataboo_portal.models.uploads import PartialUpload

__all__ = [
    "Attachment",
    "AuditEvent",
    "BackupRun",
    "BeatDuty",
    "ChangedDay",
    "ColumnMemory",
    "Community",
    "DeviceSession",
    "ExportFile",
    "FeatureSwitch",
    "HealthState",
    "ImportBatch",
    "ImportProblem",
    "Imported",
    "Job",
    "LedgerQuerySet",
    "LedgerRecord",
    "Located",
    "MarketGroup",
    "Notice",
    "OldPassword",
    "PartialUpload",
    "Photo",
    "PhotoBand",
    "PhotoRelease",
    "Place",
    "Pulse",
    "RegisterQuerySet",
    "RegisterRecord",
    "ResponsibilityZone",
    "RobotChannel",
    "RobotDelivery",
    "SecondFactor",
    "SignInLock",
    "StandardText",
    "Unit",
    "User",
    "Voidable",
    "VoidableQuerySet",
    "WorkCalendarDay",
    "WorkHours",
]
