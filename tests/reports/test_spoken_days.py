"""Days as people say them, seen from a given day and by the office's calendar."""

from datetime import date

import pytest

from reports.spoken_days import Unreadable, read_day
from tataboo_portal.models import WorkCalendarDay

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)

READ = (
    ("今天", "2026-11-23"),
    ("明天", "2026-11-24"),
    ("后天前", "2026-11-25"),
    ("周五", "2026-11-27"),
    ("周五之前", "2026-11-27"),
    ("星期五", "2026-11-27"),
    ("礼拜天", "2026-11-29"),
    ("本周三", "2026-11-25"),
    ("下周二", "2026-12-01"),
    ("周一", "2026-11-30"),
    ("11月28日", "2026-11-28"),
    ("１１月２８号前", "2026-11-28"),
    ("十一月二十八日", "2026-11-28"),
    ("11-28", "2026-11-28"),
    ("1月5日", "2027-01-05"),
    ("2026-11-28", "2026-11-28"),
    ("2026年12月1日", "2026-12-01"),
    ("28号", "2026-11-28"),
    ("5日", "2026-12-05"),
    ("三天内", "2026-11-26"),
    ("3日内", "2026-11-26"),
    ("两周内", "2026-12-07"),
    ("五天之内", "2026-11-30"),  # a Saturday by counting
    ("三个工作日内", "2026-11-26"),
    ("5个工作日内", "2026-11-30"),
    ("本周内", "2026-11-27"),
    ("下周", "2026-12-04"),
    ("月底前", "2026-11-30"),
    ("年底", "2026-12-31"),
    ("不限", None),
)
NOT_DAYS = ("王敏", "周", "周八", "清理", "内", "尽快", "三天", "28", "0", "\x00", "零月一日", "下下周五", "٣天内")
IMPOSSIBLE = (
    "2月30日",
    "11月31日",
    "13月1日",
    "十十天内",
    "11月20日",
    "2026-11-20",
    "2029-01-01",
    "0001-01-01",
    "31号",
    "0天内",
    "999天内",
)


@pytest.mark.parametrize(("words", "day"), READ, ids=[words for words, _ in READ])
def test_a_day_is_read(words, day):
    found = read_day(words, MONDAY).day
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize("words", NOT_DAYS)
def test_other_words_are_no_day(words):
    assert read_day(words, MONDAY) is None


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_a_day_that_cannot_be_meant_is_asked_back(words):
    with pytest.raises(Unreadable) as refusal:
        read_day(words, MONDAY)
    assert refusal.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("today", "words", "day"),
    [
        (date(2026, 11, 27), "周五", date(2026, 12, 4)),
        (date(2026, 11, 27), "本周五", date(2026, 11, 27)),
        (date(2026, 11, 28), "周五", date(2026, 12, 4)),
        (date(2026, 12, 30), "1月5日", date(2027, 1, 5)),
        (date(2026, 12, 31), "明天", date(2027, 1, 1)),
        (date(2026, 12, 30), "5号", date(2027, 1, 5)),
        (date(2028, 2, 21), "2月29日", date(2028, 2, 29)),
    ],
)
def test_the_same_words_mean_another_day_on_another_day(today, words, day):
    assert read_day(words, today).day == day


def test_a_weekday_that_is_today_says_that_the_next_one_is_meant():
    assert read_day("周五", date(2026, 11, 27)).remark == "今天就是周五，记成下一个"


def test_a_weekday_gone_this_week_is_asked_back():
    with pytest.raises(Unreadable, match="已经过了"):
        read_day("本周三", date(2026, 11, 27))


def test_holidays_move_the_day_to_the_next_workday_and_say_so():
    # 国庆 2026: 10月1日—7日 off, 10月8日 at work.
    said = read_day("周五", date(2026, 9, 28))
    assert (said.day, said.remark) == (date(2026, 10, 8), "10月2日不上班，顺延到10月8日")
    assert read_day("三天内", date(2026, 9, 28)).day == date(2026, 10, 8)
    assert read_day("三个工作日内", date(2026, 9, 28)).day == date(2026, 10, 8)
    assert read_day("10月2日", date(2026, 9, 28)).day == date(2026, 10, 2)  # a date stands as it was said


def test_a_week_without_workdays_is_asked_back():
    with pytest.raises(Unreadable, match="没有工作日"):
        read_day("下周", date(2026, 2, 9))


def test_the_offices_own_calendar_decides():
    WorkCalendarDay.objects.update_or_create(
        day=date(2026, 11, 27), defaults={"is_workday": False, "name": "全民健身日", "source": "office"}
    )
    assert read_day("周五", MONDAY).day == date(2026, 11, 30)
    assert read_day("本周内", MONDAY).day == date(2026, 11, 26)
