"""Cells: whatever stands in one, the answer is a value or a sentence, and what we write we read again."""

from datetime import date, datetime, time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tataboo_portal.imports import cells
from tataboo_portal.imports.cells import Bad
from tataboo_portal.widgets import harmless

ANY = st.one_of(
    st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.times(), st.datetimes()
)


def answer(read):
    """The value, or the sentence that says why there is none."""
    try:
        return read()
    except Bad as bad:
        return bad.sentence


@settings(deadline=None)
@given(ANY)
def test_any_cell_is_a_value_or_a_sentence(cell):
    for read in (
        lambda: cells.whole(cell, "数量", 1)[0],
        lambda: cells.day(cell, "日期", year=2026)[0],
        lambda: cells.clock(cell, "时间"),
        lambda: cells.words_of(cell, "备注", 20),
        lambda: cells.yes_no(cell, "在用"),
    ):
        assert answer(read) is not None


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["", "处", "个", " 处"]))
def test_a_number_in_any_writing_is_the_same_number(value, word):
    wide = str(value).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for written in (f"{value}{word}", f"{value:,}{word}", f"{wide}{word}", f" {value}.0{word} "):
        assert cells.whole(written, "数量") == (value, word.strip())
    assert cells.whole(float(value), "数量")[0] == value


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_in_any_writing_is_the_same_day(day):
    for written in (
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        day.isoformat(),
        f"{day:%Y%m%d}",
        datetime.combine(day, time(8)),
        float((day - cells.EPOCH).days),
        float(f"{day:%Y%m%d}"),
    ):
        assert cells.day(written, "日期", year=1999)[0] == day
    assert cells.day((day - date(1904, 1, 1)).days, "日期", year=1999, is_1904=True)[0] == day


@settings(deadline=None)
@given(st.text(max_size=40).filter(lambda text: text == text.strip() and not cells.CONTROL.search(text)))
@example("'\n0")
def test_text_that_left_the_portal_comes_back_as_it_was(text):
    known = cells.words_of(text, "备注", 100)
    if not known.startswith("'"):
        assert cells.words_of(harmless(known), "备注", 100) == known


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("1O", "字母 O"),
        ("l2", "字母 l"),
        ("12余", "准数"),
        ("约30", "准数"),
        (1.5, "整数"),
        ("-2", "大于 0"),
        ("十二", "数字"),
    ],
)
def test_a_wrong_number_says_why(cell, part):
    with pytest.raises(Bad, match=part):
        cells.whole(cell, "数量", 1)
