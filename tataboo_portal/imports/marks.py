"""Cells that the reader would return empty though something stands there, found in a sheet's own words."""

import re
from dataclasses import dataclass

MOST_MARKS = 20_000
UNSAVED = re.compile(
    rb'<c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
FAILED = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\bt="e"')


@dataclass(frozen=True)
class Marks:
    """Cells of one sheet that the reader would return empty though something stands there."""

    formulas: tuple = ()
    errors: tuple = ()


def spots(pattern, content):
    """[(row, column)] from 0 of the cells a pattern finds, as many as can matter."""
    found = []
    for match in pattern.finditer(content):
        if b't="str"' in match[0] and b"<v" in match[0]:
            continue  # a formula that came to no words
        found.append((int(match[2]) - 1, column_number(match[1])))
        if len(found) > MOST_MARKS:
            break
    return tuple(found)


def column_number(letters):
    """The number of a column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
