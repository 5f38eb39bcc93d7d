"""Weeks: Monday to Sunday in Asia/Shanghai, keyed by their Monday, never by a week number."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone


@dataclass(frozen=True, order=True)
class Week:
    """One natural week, named by its Monday."""

    monday: date

    def __post_init__(self):
        if self.monday.weekday():
            raise ValueError("a week starts on a Monday")

    @classmethod
    def of(cls, day: date):
        """The week a day lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def current(cls):
        """The week of today in Asia/Shanghai."""
        return cls.of(timezone.localdate())

    @property
    def sunday(self):
        return self.monday + timedelta(days=6)

    def days(self):
        """Its seven dates in order."""
        return [self.monday + timedelta(days=offset) for offset in range(7)]

    def shifted(self, weeks: int):
        """The week so many weeks later (earlier when negative)."""
        return Week(self.monday + timedelta(weeks=weeks))

    @property
    def label(self):
        """Its range in words: “11月16日—11月22日”."""
        return f"{self.monday.month}月{self.monday.day}日—{self.sunday.month}月{self.sunday.day}日"
