"""Days as people say them in a meeting: “周五”, “11月28日”, “三天内”; what sounds like a day and is none is asked back."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tataboo_portal import workdays
from tataboo_portal.refusals import Refusal
from tataboo_portal.weeks import Week

WEEKDAYS = "一二三四五六日"
DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
# A day without its year means the next one; further off than this it is rather one that has passed.
HALF_A_YEAR, TWO_YEARS = timedelta(days=183), timedelta(days=731)
MOST_DAYS = 365
BEFORE = re.compile(r"(?:之前|以前|前)$")
NO_WORKDAY_SENTENCE = "这段时间里没有工作日了，写一个日子。"


class Unreadable(Refusal):
    """What was typed cannot be read; the sentence asks for what is missing."""


@dataclass(frozen=True)
class Said:
    """What was understood: the day (None for 不限), and what was decided on the way."""

    day: date | None
    remark: str = ""


def read_day(words, today):
    """The day these words mean, seen from today and by the office's calendar; None when they are no day."""
    plain = BEFORE.sub("", unicodedata.normalize("NFKC", words))
    for pattern, meant in FORMS:
        found = re.fullmatch(pattern, plain, re.ASCII)
        if found:
            return meant(today, *found.groups())
    return None


def short(day):
    """A day as people say it: “11月27日”."""
    return f"{day.month}月{day.day}日"


def number_of(words):
    """12 of “12”, of “十二” and, since people count so, of “两” its two."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return DIGITS.get(words)
    if tens not in {"", *DIGITS} or ones not in {"", *DIGITS}:
        return None
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


def _at_work(day):
    """The day, or the next workday where it is none."""
    # Before the longest holidays there are ten days without work.
    first = workdays.workdays_between(day, day + timedelta(days=20))[0]
    return Said(first, "" if first == day else f"{short(day)}不上班，顺延到{short(first)}")


def _last_workday(first, last):
    days = workdays.workdays_between(first, last)
    if not days:
        raise Unreadable(NO_WORKDAY_SENTENCE)
    return Said(days[-1])


def _weekday(today, which, name):
    position = WEEKDAYS.index(name.replace("天", "日"))
    day, remark = Week.of(today).monday + timedelta(days=position), ""
    if which == "下":
        day += timedelta(weeks=1)
    elif which and day < today:
        raise Unreadable(f"本周{name}是{short(day)}，已经过了，换一个日子。")
    elif not which and day <= today:
        remark = f"今天就是周{name}，记成下一个" if day == today else ""
        day += timedelta(weeks=1)
    if position > 4:  # whoever says 周六 means it
        return Said(day, remark)
    said = _at_work(day)
    return Said(said.day, "；".join(part for part in (remark, said.remark) if part))


def _dated(year, month, day):
    try:
        return date(year, number_of(month) or 0, number_of(day) or 0)
    except ValueError:
        raise Unreadable(f"没有{month}月{day}日这一天，改一下日子。") from None


def _coming_date(today, month, day):
    found = _dated(today.year, month, day)
    return Said(found if found >= today else _next_year(found, today))


def _full_date(today, year, month, day):
    found = _dated(int(year), month, day)
    if found < today:
        raise Unreadable(f"{found.year}年{short(found)}已经过了，换一个日子。")
    if found - today > TWO_YEARS:
        raise Unreadable(f"{found.year}年太远了，检查一下年份。")
    return Said(found)


def _next_year(day, today):
    years, february = day.year + 1, day.month == 2 and day.day == 29
    following = day.replace(year=years, day=28 if february else day.day)
    if february or following - today > HALF_A_YEAR:
        raise Unreadable(f"{short(day)}已经过了；说的是明年，就写{years}年{short(day)}。")
    return following


def _day_of_month(today, day):
    number = number_of(day) or 0
    for first in (today.replace(day=1), (today.replace(day=1) + timedelta(days=32)).replace(day=1)):
        if not 1 <= number <= monthrange(first.year, first.month)[1]:
            raise Unreadable(f"{first.month}月没有{day}日，写成几月几日。")
        if first.replace(day=number) >= today:
            return Said(first.replace(day=number))
    raise AssertionError("a day of next month is never past")


def _count(words):
    count = number_of(words)
    if not count or count > MOST_DAYS:
        raise Unreadable("天数要在 1 到 365 之间，写一个日子也可以。")
    return count


def _within_days(today, count):
    return _at_work(today + timedelta(days=_count(count)))


def _within_weeks(today, count):
    return _within_days(today, str(7 * _count(count)))


def _within_workdays(today, count):
    wanted = _count(count)
    days = workdays.workdays_between(today + timedelta(days=1), today + timedelta(days=2 * wanted + 20))
    return Said(days[wanted - 1])


def _this_week(today):
    return _last_workday(today, Week.of(today).sunday)


def _next_week(today):
    week = Week.of(today).shifted(1)
    return _last_workday(week.monday, week.sunday)


def _month_end(today):
    return _last_workday(today, today.replace(day=monthrange(today.year, today.month)[1]))


def _year_end(today):
    return _last_workday(today, date(today.year, 12, 31))


def _in(days):
    return lambda today: Said(today + timedelta(days=days))


FORMS = (
    (r"今[天日]", _in(0)),
    (r"明[天日]", _in(1)),
    (r"后[天日]", _in(2)),
    (r"([本这下])?(?:周|星期|礼拜)([一二三四五六日天])", _weekday),
    (rf"(\d{{4}})[年./-]{NUMBER}[月./-]{NUMBER}[日号]?", _full_date),
    (rf"{NUMBER}月{NUMBER}[日号]?", _coming_date),
    (r"(\d{1,2})[./-](\d{1,2})", _coming_date),
    (rf"{NUMBER}[日号]", _day_of_month),
    (rf"{NUMBER}[天日][之以]?内", _within_days),
    (rf"{NUMBER}个?工作日[之以]?内", _within_workdays),
    (rf"{NUMBER}个?(?:周|星期|礼拜)[之以]?内", _within_weeks),
    (r"[本这]周[之以]?内?", _this_week),
    (r"下周[之以]?内?", _next_week),
    (r"(?:本?月[底末]|本月[之以]?内)", _month_end),
    (r"(?:今?年[底末]|年内)", _year_end),
    (r"不限|长期|不限时", lambda today: Said(None)),
)
