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


def bound(words, key):
    """Words the portal reckons and no list shows, a change or a rate: they follow every rebuild, whatever is said around them."""
    return {"text": words, "key": key}


def paragraph(*runs):
    """One paragraph; strings among the runs are plain words, and a full stop at its end is no part of its last sentence."""
    runs = [text(run) if isinstance(run, str) else run for run in runs]
    if runs[-1]["text"].endswith("。") and not runs[-1].get("mark"):
        runs[-1:] = [{**runs[-1], "text": runs[-1]["text"][:-1]}, between("。")]
    return {"kind": "paragraph", "runs": [run for run in runs if run["text"]]}


def table(caption, head, rows, *, metrics=None, units=None):
    """A table of ready cells; numbers are right-aligned by whoever prints them.

    Where its numbers are totals, `metrics` names each column's after the first, and `units` each row's unit code: "" for all of them
    together, None for a row that is no total of one or all.
    """
    return {"kind": "table", "caption": caption, "head": head, "rows": rows, "metrics": metrics, "units": units}


def photo_pairs(items):
    """Pairs of photos: task number, tokens of both photos, caption."""
    return {"kind": "pairs", "items": items}


def joined(sentences, *, mark="，", end="。"):
    """Run lists put together into one paragraph with marks between and an end; each list is edited for itself."""
    runs = []
    for position, sentence in enumerate(sentences):
        runs += [*([between(mark)] if position else []), *sentence]
    return paragraph(*runs, between(end))


def between(mark):
    """A mark that belongs to none of the sentences around it."""
    return {"text": mark, "mark": True}


def units_named(counts):
    """“绣品厂社区3项、社区七2项” for (unit name, count) pairs."""
    return "、".join(f"{name}{count}项" for name, count in counts)
