"""The office's calendar as people keep it: which years lack their holidays, and what a pasted announcement would change."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from tataboo_portal.models import WorkCalendarDay
from tataboo_portal.refusals import Refusal

FIRST_YEAR, LAST_YEAR = 2017, 2100
DECEMBER = 12
MOST_DAYS = 400
MOST_NAME = 40
KINDS = {"放假": False, "休": False, "上班": True, "班": True}
DAY = r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?"
LINE = re.compile(rf"{DAY}(?:\s*(?:至|到|—|–|~|-)\s*{DAY})?\s*[,，:：]?\s*(放假|上班|休|班)\s*[,，:：]?\s*(.*)")
LINE_SENTENCE = "第 {number} 行看不懂：{line}。写成“2027-02-06 放假 春节”。"
YEAR_SENTENCE = "第 {number} 行没有写年份：{line}。写成“2027年2月6日至2月12日 放假 春节”。"
NO_DAY_SENTENCE = "第 {number} 行的日期不存在，或者不在 {first}—{last} 年：{line}，改成日历上有的日子。"
ORDER_SENTENCE = "第 {number} 行的结束日期在开始日期前面：{line}，对调一下。"
TWICE_SENTENCE = "第 {number} 行的 {day} 前面已经写过，又写成了{words}，留一行。"
TOO_MANY_SENTENCE = f"一次最多录 {MOST_DAYS} 天，分几次录。"
NOTHING_SENTENCE = "还没有写日期，一行写一天或者一段。"


def unplanned_years(today, reach=None):
    """Years without any holiday entered: this one, the next from December on, and those `reach` (a date) reaches."""
    last = max(today.year + (today.month == DECEMBER), reach.year if reach else today.year)
    span = (date(today.year, 1, 1), date(last, 12, 31))
    entered = {first.year for first in WorkCalendarDay.objects.filter(day__range=span).dates("day", "year")}
    return [year for year in range(today.year, last + 1) if year not in entered]


def years_shown(asked, today):
    """(years one may look at, the one asked for): those with entries, this one and the next; nonsense asks for this one."""
    entered = {first.year for first in WorkCalendarDay.objects.dates("day", "year")}
    years = sorted(entered | {today.year, today.year + 1})
    return years, next((year for year in years if str(year) == asked), today.year)


@dataclass(frozen=True)
class DayChange:
    """What one pasted day would do to the calendar."""

    day: date
    is_workday: bool
    name: str
    before: WorkCalendarDay | None

    @property
    def words(self):
        """新增, 改, 不变, or nothing to keep because the weekday says it already."""
        if not self.is_needed:
            usual = "平日本来就上班，不用记" if self.is_workday else "周末本来就休，不用记"
            return "不变" if self.before else usual
        if self.before is None:
            return "新增"
        return f"原来是{'上班' if self.before.is_workday else '放假'} {self.before.name}，改掉"

    @property
    def is_same(self):
        """Whether the calendar says so already."""
        return (self.before.is_workday, self.before.name) == (self.is_workday, self.name) if self.before else False

    @property
    def is_needed(self):
        """Whether saving writes anything for this day."""
        if self.before is None:
            return self.is_workday != (self.day.weekday() < 5)
        return not self.is_same


def changes_in(text):
    """The days a pasted text names, each with what the calendar holds for it; Refusal says which line is wrong."""
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = unicodedata.normalize("NFKC", line).strip()
        if not words:
            continue
        for day, is_workday, name in _days_of(words, number):
            if day in found and found[day][0] != is_workday:
                raise Refusal(TWICE_SENTENCE.format(number=number, day=day, words="上班" if is_workday else "放假"))
            found[day] = (is_workday, name)
        if len(found) > MOST_DAYS:
            raise Refusal(TOO_MANY_SENTENCE)
    if not found:
        raise Refusal(NOTHING_SENTENCE)
    existing = WorkCalendarDay.objects.in_bulk(found, field_name="day")
    return [DayChange(day, *found[day], existing.get(day)) for day in sorted(found)]


def _days_of(line, number):
    """(day, is it a workday, name) for each day of one line."""
    shown = {"number": number, "line": line[:40]}
    match = LINE.fullmatch(line)
    if not match:
        raise Refusal(LINE_SENTENCE.format(**shown))
    year, month, day, last_year, last_month, last_day, kind, name = match.groups()
    if not year:
        raise Refusal(YEAR_SENTENCE.format(**shown))
    try:
        first = date(int(year), int(month), int(day))
        last = date(int(last_year or year), int(last_month), int(last_day)) if last_month else first
    except ValueError:
        first = last = date.min
    if not all(FIRST_YEAR <= edge.year <= LAST_YEAR for edge in (first, last)):
        raise Refusal(NO_DAY_SENTENCE.format(first=FIRST_YEAR, last=LAST_YEAR, **shown))
    if last < first:
        raise Refusal(ORDER_SENTENCE.format(**shown))
    if (last - first).days >= MOST_DAYS:
        raise Refusal(TOO_MANY_SENTENCE)
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), KINDS[kind], name.strip()[:MOST_NAME] or kind
