"""The navigation as data: who sees which door, and which door the present page belongs to."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from tataboo_portal.enums import Feature
from tataboo_portal.permissions import Permission


@dataclass(frozen=True)
class Door:
    """One entry: its words, URL name, icon, the permission it needs, and the URL-name prefixes behind it."""

    label: str
    url_name: str
    icon: str
    prefixes: tuple[str, ...]
    permission: Permission | None = None
    unless: Permission | None = None
    is_camera: bool = False
    feature: Feature | None = None  # switched off, the door is gone


DOORS = (
    Door("工作台", "workbench", "home", ("workbench",)),
    Door("九+五", "grid", "building-community", ("grid", "area_"), Permission.SEE_TOTALS),
    Door("任务", "task_list", "list-check", ("task_", "request_", "public_")),
    Door("巡查", "coverage", "eye", ("coverage", "place_", "patrol_", "check_", "sample_")),
    Door(
        "台账",
        "work_list",
        "bucket",
        (
            "work_",
            "drive_",
            "placement_",
            "board_",
            "campaign_",
            "figure_",
            "goal_",
            "register_",
            "survey_",
            "centre_",
            "activity_",
            "shop_",
            "pair_",
            "export_",
            "import_",
            "dossier",
        ),
    ),
    Door(
        "周例会",
        "meeting_list",
        "file-type-docx",
        ("meeting_", "decision_", "order_", "bulletin_"),
        Permission.SEE_TOTALS,
    ),
    Door("看板", "dashboard", "chart-bar", ("dashboard",), Permission.SEE_TOTALS),
    Door("考核", "score_list", "award", ("score_", "scheme_"), Permission.SEE_TOTALS, feature=Feature.SCORES),
    Door("管理", "manage_zones", "settings", ("manage_", "alarm_"), Permission.MANAGE),
)
TABS = (
    Door("工作台", "workbench", "home", ("workbench",)),
    Door("任务", "task_list", "list-check", ("task_list", "task_detail", "request_", "public_")),
    Door("拍照上报", "task_report", "camera", ("task_report",), Permission.REPORT_PROBLEM, is_camera=True),
    Door(
        "台账",
        "work_list",
        "bucket",
        (
            "work_",
            "placement_",
            "board_",
            "register_",
            "survey_",
            "centre_",
            "activity_",
            "shop_",
            "pair_",
            "export_",
            "import_",
            "dossier",
        ),
        Permission.FIX_TASK,
    ),
    Door(
        "看板",
        "dashboard",
        "chart-bar",
        ("dashboard", "grid", "area_"),
        Permission.SEE_TOTALS,
        unless=Permission.FIX_TASK,
    ),
    Door("我的", "account", "user", ("account", "notice_")),
)
# Where everybody may go now and then: at the end of a page on a desktop, on 我的 of a phone.
BESIDE = (
    Door("意见箱", "suggestion_list", "help", ("suggestion_",)),
    Door("减负", "burden_board", "bucket", ("burden_",), Permission.SEE_BURDEN),
)


@dataclass(frozen=True)
class Item:
    """A door as one page shows it to one person."""

    label: str
    url: str
    icon: str
    current: bool
    is_camera: bool


def items(doors, *, user, url_name, off=frozenset()):
    """The doors this person may open, with the present one marked; those of features switched `off` are gone."""
    return _items(doors, frozenset(permission for permission in Permission if user.may(permission)), url_name, off)


@lru_cache(maxsize=2048)
def _items(doors, held, url_name, off):
    """The doors behind these permissions; few different ones are asked for, again and again."""
    return tuple(
        Item(
            label=door.label,
            url=reverse(door.url_name),
            icon=door.icon,
            current=any(url_name.startswith(prefix) for prefix in door.prefixes),
            is_camera=door.is_camera,
        )
        for door in doors
        if (door.permission is None or door.permission in held)
        and not (door.unless and door.unless in held)
        and door.feature not in off
    )
