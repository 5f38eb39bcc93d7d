"""The ledgers whose rows can prove a clause, in the order pages offer them."""

from functools import cache

from campaigns.models import CleanupDrive, Indicator, RenovationProject, WorkRecord
from inspections.enums import StreetWork
from inspections.models import (
    BaitStation,
    FivePledge,
    IllegalStructure,
    Inspection,
    PestTreatment,
    RemediationTask,
    Shop,
    StandardSet,
    StreetCleaning,
    TaskCategory,
    ZombieVehicle,
)
from publicity.enums import TrainingKind
from publicity.models import (
    Activity,
    ActivityTheme,
    Board,
    BoardIssue,
    BoardKind,
    CultureCentre,
    MaterialBatch,
    Placement,
    PlanDocument,
    Praise,
    PublicityKind,
    SmokingCheck,
    Training,
)
from reports.dossier.source import PAPER, PHOTO, RECORD, About, CheckSource, Source, TaskSource
from reports.models import DossierPaper

INDICATOR = About("indicator", Indicator)
SOURCES = (
    TaskSource(
        "tasks",
        "整改任务",
        RemediationTask,
        "closed_at",
        (PHOTO,),
        About("category", TaskCategory),
        live=lambda model: model.objects.filter(closed_at__isnull=False),
    ),
    Source("works", "整治台账", WorkRecord, about=INDICATOR, page="work_detail"),
    Source("drives", "清扫活动", CleanupDrive, page="drive_detail"),
    Source(
        "placements",
        "宣传台账",
        Placement,
        about=About("kind", PublicityKind, "indicator__code", "indicator__name"),
        page="placement_detail",
    ),
    CheckSource(
        "checks", "点位检查", Inspection, kinds=(RECORD,), about=About("standard", StandardSet), page="check_detail"
    ),
    Source(
        "trainings",
        "培训与专题会议",
        Training,
        kinds=(RECORD, PHOTO, PAPER),
        about=About("kind", choices=tuple(TrainingKind.choices)),
        paper="material",
    ),
    Source("documents", "工作方案", PlanDocument, kinds=(PAPER, RECORD, PHOTO), paper="paper"),
    Source("issues", "宣传栏期次", BoardIssue, about=About("board__kind", BoardKind)),
    Source(
        "boards",
        "宣传栏",
        Board,
        "last_issue_on",
        about=About("kind", BoardKind),
        live=lambda model: model.objects.live().filter(is_in_use=True),
    ),
    Source(
        "activities",
        "文化活动与志愿服务",
        Activity,
        about=About("theme", ActivityTheme),
        live=lambda model: model.objects.held(),
    ),
    Source("smoking", "控烟检查", SmokingCheck),
    Source("pledges", "门前五包协议", FivePledge, "signed_on"),
    Source("shops", "商户巡查", Shop, "last_checked_on"),
    Source("baits", "毒饵站检查", BaitStation, "last_checked_on"),
    Source("treatments", "病媒消杀", PestTreatment),
    Source("vehicles", "僵尸车", ZombieVehicle, "gone_on"),
    Source("structures", "违章搭建拆除", IllegalStructure, "demolished_on"),
    Source("streets", "清扫洒水", StreetCleaning, about=About("work", choices=tuple(StreetWork.choices))),
    Source("centres", "综合文化服务中心", CultureCentre, "opened_on"),
    Source("renovations", "老旧小区改造", RenovationProject, "finished_on"),
    Source("batches", "宣传品批次", MaterialBatch),
    Source("praises", "表扬与锦旗", Praise),
    Source("papers", "迎检文件", DossierPaper, kinds=(PAPER,), paper="attachment", page="dossier_paper"),
)


@cache
def sources():
    """{slug: ledger} of all that can prove a clause."""
    return {source.slug: source for source in SOURCES}
