"""Numbers in words, after the article's own usage."""

import pytest

from tataboo_portal import quantities


@pytest.mark.parametrize(
    ("value", "approximate", "words"),
    [
        (1126, False, "1126处"),
        (1126, True, "1100余处"),
        (1100, True, "1100处"),
        (25937, True, "25900余处"),
        (147, True, "140余处"),
        (140, True, "140处"),
        (806, True, "800余处"),
        (19, True, "19处"),
        (0, True, "0处"),
    ],
)
def test_official_text_writes_numbers_as_the_article_does(value, approximate, words):
    assert quantities.official(value, "处", approximate=approximate) == words


@pytest.mark.parametrize(("value", "words"), [(None, "--"), (0, "0"), (999, "999"), (1126, "1,126")])
def test_the_screen_separates_thousands_and_tells_nothing_from_zero(value, words):
    assert quantities.on_screen(value) == words


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, None), (1, 3, 33), (2, 3, 67), (1, 200, 1), (139, 168, 83), (5, 5, 100)]
)
def test_a_share_of_nothing_is_no_number(part, whole, percent):
    assert quantities.share(part, whole) == percent


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (12, 0, "上期为0，不计环比"),
        (12, 12, "与上期持平"),
        (12, 8, "比上期增加4"),
        (30, 20, "比上期增加10，增长50%"),
        (15, 20, "比上期减少5，下降25%"),
    ],
)
def test_changes_are_never_compared_with_nothing(now, before, words):
    assert quantities.change_words(now, before) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (91, 93, "比上期下降2个百分点"),
        (93, 91, "比上期提高2个百分点"),
        (90, 90, "与上期持平"),
        (90, None, ""),
        (None, 90, ""),
    ],
)
def test_rates_change_by_percentage_points(now, before, words):
    assert quantities.points_words(now, before) == words
