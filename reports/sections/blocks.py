"""What a section is made of: paragraphs of text and bound numbers, tables, and pairs of photos; all plain JSON."""

from tataboo_portal.quantities import official

LAST, NEXT, PROBLEMS, ANNEX = "last", "next", "problems", "annex"
PART_HEADINGS = {LAST: "一、上周工作开展情况", NEXT: "二、本周工作安排", PROBLEMS: "三、存在的问题", ANNEX: "附件"}


def text(words):
    """Plain words within a paragraph."""
    return {"text": words}


def number(value, unit_word, *, metric=None, unit=None, approximate=False):
    """A number bound to what it counts: metric and, when it is one unit's, the unit's code."""
    words = official(value, unit_word, approximate=approximate)
    return {"text": words, "value": value, "metric": metric, "unit": unit.code if unit else None}


def paragraph(*runs):
    """One paragraph; strings among the runs are plain words."""
    return {"kind": "paragraph", "runs": [text(run) if isinstance(run, str) else run for run in runs]}


def table(caption, head, rows):
    """A table of ready cells; numbers are right-aligned by whoever prints them."""
    return {"kind": "table", "caption": caption, "head": head, "rows": rows}


def photo_pairs(items):
    """Pairs of photos: task number, tokens of both photos, caption."""
    return {"kind": "pairs", "items": items}


def joined(sentences, *, mark="，", end="。"):
    """Run lists put together into one paragraph with marks between and an end."""
    runs = []
    for position, sentence in enumerate(sentences):
        runs += [*([mark] if position else []), *sentence]
    return paragraph(*runs, end)


def units_named(counts):
    """“绣品厂社区3项、社区七2项” for (unit name, count) pairs."""
    return "、".join(f"{name}{count}项" for name, count in counts)
