"""What the registers of this floor show beside their columns: flags, stars, stages, map-free layouts."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from inspections.enums import BaitStatus, VehicleStatus
from inspections.models.shops import EXPIRING
from tataboo_portal.models import Place
from tataboo_portal.registers import NOTHING, Flag, masked_words

CHECK_EVERY = timedelta(days=30)
MOST_STARS = 5
MOST_ON_LAYOUT = 600
BAIT_FLAGS = {
    BaitStatus.GOOD: Flag("done", "circle-check", "完好"),
    BaitStatus.DAMAGED: Flag("late", "alert-triangle", "缺损"),
    BaitStatus.EMPTY: Flag("soon", "alert-triangle", "缺药"),
}
VEHICLE_FLAGS = {
    VehicleStatus.FOUND: Flag("todo", "circle-dashed", "已登记"),
    VehicleStatus.NOTIFIED: Flag("soon", "clock", "已贴告知书"),
    VehicleStatus.TOWED: Flag("check", "eye", "已拖移公告"),
    VehicleStatus.GONE: Flag("done", "circle-check", "已处置"),
}


def next_check_after(day):
    """The day of the next monthly look at a bait station."""
    return day + CHECK_EVERY


def stars(rate):
    """The rate of met items in the last looks as stars, “★★★★☆ 87%”; -- before the first look."""
    if rate is None:
        return NOTHING
    full = int(rate * MOST_STARS)
    return f"{'★' * full}{'☆' * (MOST_STARS - full)} {int(rate * 100)}%"


def pledge_flag(valid_to, today=None):
    """An agreement that ran out or soon will, or None."""
    today = today or timezone.localdate()
    if valid_to is None or valid_to > today + EXPIRING:
        return None
    if valid_to < today:
        return Flag("late", "alert-triangle", "协议已过期")
    return Flag("soon", "clock", f"协议 {(valid_to - today).days} 天后到期" if valid_to > today else "协议今天到期")


def shop_flags(shop):
    """Whether the shop has signed, and whether its agreement still holds."""
    if shop.signed_on is None:
        return [Flag("todo", "circle-dashed", "没签协议")]
    return [pledge_flag(shop.valid_to) or Flag("done", "circle-check", "已签协议")]


def pledge_flags(pledge):
    """Whether the agreement still holds."""
    return [pledge_flag(pledge.valid_to) or Flag("done", "circle-check", "有效")]


def check_flag(station):
    """A look that is due, by how many days; None while there is time."""
    days = (timezone.localdate() - station.next_check_on).days
    if days < 0:
        return None
    return Flag("late", "clock", f"检查逾期 {days} 天") if days else Flag("soon", "clock", "今天该检查")


def spacing_flag(station):
    """A next station farther away than the office's rule for such a place, or None."""
    if not station.spacing or not station.metres_to_next or station.metres_to_next <= station.spacing:
        return None
    return Flag("soon", "alert-triangle", f"间距 {station.metres_to_next} 米，超过 {station.spacing} 米")


def station_flags(station):
    """What was found last, what is due, and what stands too far apart."""
    found = (check_flag(station), BAIT_FLAGS[BaitStatus(station.status)], spacing_flag(station))
    return [flag for flag in found if flag]


def vehicle_flags(vehicle):
    """The stage, and an announcement that has run out."""
    flags = [VEHICLE_FLAGS[VehicleStatus(vehicle.status)]]
    until = vehicle.announced_until
    if vehicle.status == VehicleStatus.TOWED and until and until < timezone.localdate():
        flags.insert(0, Flag("late", "clock", "公告已期满"))
    return flags


def structure_flags(structure):
    """Standing, told, or gone."""
    if structure.demolished_on:
        return [Flag("done", "circle-check", "已拆除")]
    told = Flag("soon", "clock", "已送告知书") if structure.notice_on else Flag("todo", "circle-dashed", "没送告知书")
    return [told, Flag("back", "alert-triangle", "新增")] if structure.is_new else [told]


def zone_flags(zone):
    """Whether the sign stands."""
    return [Flag("done", "circle-check", "有标识")] if zone.has_sign else [Flag("soon", "alert-triangle", "缺标识")]


def vehicle_stages(vehicle):
    """[(words, day, whether it is reached)] of an abandoned vehicle, in their order."""
    order = list(VehicleStatus)
    reached = order.index(VehicleStatus(vehicle.status))
    yard = f"停放场：{vehicle.storage_yard}" if vehicle.storage_yard else ""
    hints = ("", masked_words(vehicle.owner_contact), yard, vehicle.get_disposal_display())
    days = (vehicle.first_seen_on, vehicle.notice_posted_on, vehicle.announced_until, vehicle.gone_on)
    words = ("首次发现", "张贴告知书", "拖移、公告期满", "处置完")
    return [
        {"words": words[at], "day": days[at], "hint": hints[at], "css": stage_css(at, reached)}
        for at in range(len(order))
    ]


def structure_stages(structure):
    """[(words, day, whether it is reached)] of an illegal structure, in their order."""
    days = (structure.found_on, structure.notice_on, structure.demolished_on)
    reached = max(at for at, day in enumerate(days) if day)
    hints = ("", "", structure.get_demolition_display())
    words = ("发现", "送达告知书", "拆除")
    return [
        {"words": words[at], "day": days[at], "hint": hints[at], "css": stage_css(at, reached)}
        for at in range(len(days))
    ]


def stage_css(at, reached):
    """How a stage looks: done, the next one, or to come."""
    return "is-done" if at <= reached else "is-now" if at == reached + 1 else ""


@dataclass
class Layout:
    """A place drawn without a map: rows of cells, each with the things that stand there."""

    rows: list = field(default_factory=list)
    columns: list = field(default_factory=list)


def layout_of(shown):
    """Shown rows with `layout_row` and `layout_column` as a grid, no larger than they need."""
    if not shown:
        return Layout()
    by_cell = {}
    for one in shown:
        by_cell.setdefault((one["row"].layout_row, one["row"].layout_column), []).append(one)
    across = range(1, max(column for _, column in by_cell) + 1)
    down = range(1, max(row for row, _ in by_cell) + 1)
    rows = [(row, [by_cell.get((row, column), []) for column in across]) for row in down]
    return Layout(rows=rows, columns=list(across))


def places_with(queryset):
    """[(place, how many live rows stand there)] of a register's visible rows, busiest first, as many as a page may list."""
    counted = queryset.live().filter(place__isnull=False).order_by().values_list("place").annotate(n=Count("pk"))
    counts = dict(counted.order_by("-n", "place")[:MOST_ON_LAYOUT])
    places = Place.objects.select_related("community").in_bulk(counts)
    return [(places[pk], count) for pk, count in counts.items()]
