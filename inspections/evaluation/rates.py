"""The formulas of 综合评价 (domain research §1.3): a few counts in, shares out; a zero denominator is “—”."""

from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from tataboo_portal.fairness import SMALL_SAMPLE

NOTHING = "—"
LARGE_SAMPLE = 100


class Basis(TextChoices):
    """The two denominators in use: of all cases that fell due, or without those put off (挂账)."""

    ALL = "all", "应结案"
    NOT_PUT_OFF = "active", "应结案−缓办"


@dataclass(frozen=True)
class Counts:
    """How many cases of one unit (or of all) there are of each kind; kinds of one cohort are parts of its `due`."""

    reported: int = 0  # by report day, also what became no case
    reported_cases: int = 0  # of these, without the rejected, the duplicates and the voided
    filed: int = 0  # 立案: accepted or further
    dispatched: int = 0  # by the day of the first dispatch
    returned: int = 0  # of these, sent back by a unit as not its own
    due: int = 0  # 应结案: by deadline; passed, or handed in before
    put_off: int = 0  # 缓办: the clock is paused now
    exempted: int = 0  # 申诉成立
    exempted_put_off: int = 0
    handled: int = 0
    handled_on_time: int = 0
    closed: int = 0  # verified; closing by force is apart
    closed_on_time: int = 0
    forced: int = 0
    reworked: int = 0  # of the closed
    overdue: int = 0  # handed in late, or late and still in hands; without the exempted
    overdue_open: int = 0
    extended: int = 0
    suspended: int = 0  # ever
    appealed: int = 0
    appeals_decided: int = 0
    appeals_granted: int = 0
    came_back: int = 0  # of the closed
    timed: int = 0  # handed in, with a known dispatch
    work_hours: float = 0.0
    days: float = 0.0

    def __add__(self, other):
        names = [field.name for field in fields(self)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def to_close(self, basis=Basis.ALL):
        """应结案, with or without 缓办."""
        return self.due - (self.put_off if basis == Basis.NOT_PUT_OFF else 0)

    def to_close_in_time(self, basis=Basis.ALL):
        """应结案 as timeliness counts it: cases with a granted appeal are left out."""
        put_off = self.put_off - self.exempted_put_off if basis == Basis.NOT_PUT_OFF else 0
        return self.due - self.exempted - put_off


@dataclass(frozen=True)
class Rate:
    """A share with the sample behind it."""

    part: int
    whole: int

    def percent(self, places=2):
        """The share in per cent, rounded half up: Decimal("93.72"); None for a zero denominator."""
        if not self.whole:
            return None
        return (Decimal(100) * self.part / self.whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    @property
    def words(self):
        """“93%”, with one decimal from a hundred cases on; 100% only when it is all, 0% only when it is none."""
        if not self.whole:
            return NOTHING
        if self.part in (0, self.whole):
            return "100%" if self.part else "0%"
        places = 1 if self.whole >= LARGE_SAMPLE else 0
        percent, step = self.percent(places), Decimal(1).scaleb(-places)
        return f"{min(max(percent, step), 100 - step)}%"

    @property
    def full_words(self):
        """“93%（14/15）”, or “—”."""
        return f"{self.words}（{self.part}/{self.whole}）" if self.whole else NOTHING

    @property
    def is_small(self):
        """Whether the sample is too small to say much."""
        return 0 < self.whole < SMALL_SAMPLE


def filing_rate(counts, basis=Basis.ALL):
    """立案率: filed of what was reported."""
    return Rate(counts.filed, counts.reported)


def dispatch_accuracy(counts, basis=Basis.ALL):
    """派遣准确率: dispatched cases no unit sent back as not its own."""
    return Rate(counts.dispatched - counts.returned, counts.dispatched)


def return_rate(counts, basis=Basis.ALL):
    """退回率: dispatched cases a unit sent back."""
    return Rate(counts.returned, counts.dispatched)


def handling_rate(counts, basis=Basis.ALL):
    """处置率: handed in of what had to be."""
    return Rate(counts.handled, counts.to_close(basis))


def handling_on_time_rate(counts, basis=Basis.ALL):
    """按期处置率: handed in by the deadline."""
    return Rate(counts.handled_on_time, counts.to_close_in_time(basis))


def closing_rate(counts, basis=Basis.ALL):
    """结案率: verified and closed of what had to be."""
    return Rate(counts.closed, counts.to_close(basis))


def closing_on_time_rate(counts, basis=Basis.ALL):
    """按期结案率: closed, and handed in by the deadline."""
    return Rate(counts.closed_on_time, counts.to_close_in_time(basis))


def rework_rate(counts, basis=Basis.ALL):
    """返工率: closed cases that were sent back at least once, of the closed."""
    return Rate(counts.reworked, counts.closed)


def overdue_rate(counts, basis=Basis.ALL):
    """超期率: handed in late, or late and not handed in."""
    return Rate(counts.overdue, counts.to_close_in_time(basis))


def extension_rate(counts, basis=Basis.ALL):
    """延期率: cases that were given more time."""
    return Rate(counts.extended, counts.due)


def suspension_rate(counts, basis=Basis.ALL):
    """挂账率: cases whose clock was ever paused."""
    return Rate(counts.suspended, counts.due)


def appeal_rate(counts, basis=Basis.ALL):
    """申诉率: cases somebody appealed for."""
    return Rate(counts.appealed, counts.due)


def appeal_success_rate(counts, basis=Basis.ALL):
    """申诉通过率: granted of the decided appeals."""
    return Rate(counts.appeals_granted, counts.appeals_decided)


def recurrence_rate(counts, basis=Basis.ALL):
    """反弹率: closed cases that came back, of the closed."""
    return Rate(counts.came_back, counts.closed)


def mean_work_hours(counts):
    """Mean handling time in office hours, one decimal, or “—”."""
    return f"{counts.work_hours / counts.timed:.1f}" if counts.timed else NOTHING


def mean_days(counts):
    """Mean handling time in days of 24 hours, one decimal, or “—”."""
    return f"{counts.days / counts.timed:.1f}" if counts.timed else NOTHING
