"""What a fact says of one unit: of how many, how much of it is as it should be, and which records are not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Event:
    """One record that costs points: how a link finds it, what it is called, where it came from, how often it happened."""

    kind: str
    key: str
    words: str
    source: str = ""
    times: int = 1


@dataclass(frozen=True)
class Sample:
    """`part` of `whole`; `base` is from how many people or cases it comes where that is not `whole`."""

    whole: int
    part: Decimal
    events: tuple = ()
    base: int | None = None

    @property
    def size(self):
        """How large the sample is."""
        return self.whole if self.base is None else self.base


@dataclass(frozen=True)
class Fact:
    """One name of the safe list: what it looks at, and how it gathers it for all units of a period at once."""

    code: str
    name: str
    caliber: str
    gather: Callable  # (units, span, now, params) → {unit id: Sample}
    params: tuple = field(default=())  # names of the fields of its form
    has_events: bool = True
    is_sampled: bool = True  # a complete count of a unit's few duties is sure, whatever their number


def from_events(wholes, events):
    """{unit id: Sample} of counted records: what is not an event is as it should be."""
    return {
        unit: Sample(whole, Decimal(whole - len(events.get(unit, ()))), tuple(events.get(unit, ())))
        for unit, whole in wholes.items()
        if whole
    }
