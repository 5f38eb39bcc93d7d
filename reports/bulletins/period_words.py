"""What official text calls a stretch of days: 今年1至5月份, 今年以来, 截至目前, or its days."""

from datetime import timedelta

from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Span


def label_of(span):
    """Its name beside a title: “2017年5月”, “2017年”, “2017年1月—5月”, “2017年5月29日—6月4日”."""
    period = Span.of(span.start, span.end)
    return period.label if period.kind in {PeriodKind.MONTH, PeriodKind.YEAR} else span.label


def told(span, told_on, since=None):
    """How a text dated `told_on` speaks of it; 截至目前 only from `since`, a campaign's first day, until that day."""
    year = "今年" if span.start.year == span.end.year == told_on.year else f"{span.start.year}年"
    if _is_months(span):
        whole = span.start.month == 1 and span.end.month == 12
        return f"{year}全年" if whole else f"{year}{_months(span)}份"
    if span.end >= told_on and (span.start.month, span.start.day) == (1, 1) and year == "今年":
        return "今年以来"
    if span.end >= told_on and span.start == since:
        return "截至目前"
    last = "" if year == "今年" or span.start.year == span.end.year else f"{span.end.year}年"
    return f"{_day(span.start, '' if year == '今年' else year)}至{_day(span.end, last)}"


def _is_months(span):
    """Whether it is whole months of one year."""
    return span.start.day == 1 and (span.end + timedelta(days=1)).day == 1 and span.start.year == span.end.year


def _day(day, year):
    return f"{year}{day.month}月{day.day}日"


def _months(span):
    first, last = span.start.month, span.end.month
    return f"{last}月" if first == last else f"{first}至{last}月"


def of_source(words, year, told_on):
    """A source's own words for its period; 今年 and 目前 name the year they meant once that year is over."""
    if year == told_on.year:
        return words
    return words.replace("今年以来", f"{year}年").replace("今年", f"{year}年").replace("截至目前", f"{year}年")
