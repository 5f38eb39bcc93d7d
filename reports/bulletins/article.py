"""Writing a bulletin's sections: every number in the words of its phrase, a historical figure in its own; what is nothing is left out."""

from dataclasses import dataclass, replace

from campaigns.bases import with_figure
from campaigns.enums import IndicatorGroup, Ledger
from reports import sentences
from reports.bulletins import phrases
from reports.bulletins.phrases import RATE, Phrase
from reports.sections.blocks import between, bound, number, paragraph, table
from reports.sections.facts import is_approximate
from tataboo_portal.quantities import official

TEN_THOUSAND = 10_000
UNITS, NTH = "units:", "{nth}"
CHINESE_NUMBERS = "一二三四五六七八九十"
SECTION_OF = {
    IndicatorGroup.TOTALS: "measures",
    IndicatorGroup.FORMS: "measures",
    IndicatorGroup.DRIVES: "measures",
    IndicatorGroup.MEETINGS: "leadership",
    IndicatorGroup.PUBLICITY: "leadership",
    IndicatorGroup.CIVILITY: "civility",
}
RANKING = "各单位任务办理情况排名表"
RANKING_HEAD = ("单位", "名次", "应办任务（项）", "按期办结（项）", "按期率", "逾期未办（项）")


@dataclass(frozen=True)
class Told:
    """One number in its words: of which period it is told, with which mark before it."""

    period: str
    mark: str
    runs: list


def compose(kind, facts, *, has_ranking=False):
    """The sections of a bulletin as the portal writes them, those without a number too, each with the address of its sentences."""
    sections = []
    for heading in phrases.headings_of(kind):
        blocks = _numbered([block for found in _paragraphs(heading.code, facts) for block in _paragraph(found, facts)])
        if heading.code == "ranking" and has_ranking:
            blocks.append(ranking(facts))
        sections.append({"code": heading.code, "heading": heading.heading, "blocks": blocks})
    return sentences.addressed([{"code": "text", "heading": "", "sections": sections}])


def _numbered(blocks):
    """Write 一是, 二是 into the opening words that ask for it; a section of one paragraph counts nothing."""
    opened = [block["runs"][0] for block in blocks if NTH in block["runs"][0]["text"]]
    for run, mark in zip(opened, CHINESE_NUMBERS, strict=False):
        run["text"] = run["text"].replace(NTH, f"{mark}是" if len(opened) > 1 else "")
    return blocks


def _paragraphs(section, facts):
    """The phrases of a section by paragraph, and at its end every indicator nobody has written a phrase for."""
    known = {phrase.indicator for phrase in phrases.phrases()}
    more = [
        _plain_phrase(row)
        for code, row in facts.indicators.items()
        if code not in known and SECTION_OF.get(row.group) == section
    ]
    return [*phrases.paragraphs_of(section), *([more] if more else [])]


def _plain_phrase(indicator):
    metric = "" if indicator.ledger == Ledger.NONE else f"{indicator.ledger}:{indicator.code}"
    unit_word, words = indicator.unit_word, f"{indicator.name}{{}}"
    return Phrase(indicator.group, "more", metric, indicator.code, unit_word, "，", False, words)


def _paragraph(found, facts):
    """One paragraph, or none where all of its numbers are nothing."""
    opening = [phrase for phrase in found if phrase.is_plain]
    told = [one for phrase in found if not phrase.is_plain for one in told_of(phrase, facts)]
    if not told and len(opening) < len(found):
        return []
    runs = []
    for phrase in opening:
        runs += [{"text": facts.filled(phrase.words), "phrase": True}, between(phrase.mark)]
    by_period = {}
    for one in told:
        by_period.setdefault(one.period, []).append(one)
    for period, ones in by_period.items():
        runs += [{"text": period}, between("，")] if period else []
        for at, one in enumerate(ones):
            runs += [*([between(one.mark)] if at else []), *one.runs]
        runs.append(between("。"))
    return [paragraph(*runs)]


def told_of(phrase, facts):
    """How one phrase is told: its historical figures, what the ledger has, or both beside each other and never added."""
    if phrase.metric == RATE or phrase.metric.startswith(UNITS):
        return _reckoned(phrase, facts)
    figures, value = facts.figures.get(phrase.indicator, ()), facts.value(phrase.metric) if phrase.metric else 0
    recorded = _recorded(phrase, value, facts)
    if not figures:
        return [Told(facts.period, phrase.mark, _around(phrase, recorded))] if value else []
    base = _based(phrase, figures, facts)
    if not value:
        return [base]
    before, after = _both().around()
    return [replace(base, runs=[*base.runs, before, recorded, *([after] if after else [])])]


def _both():
    """The words between a historical figure and what the ledger has beside it."""
    return phrases.paragraphs_of("both")[0][0]


def _reckoned(phrase, facts):
    """Words no list shows: a rate, or units by name."""
    words = facts.named(phrase.metric)
    phrase = replace(phrase, words=facts.filled(phrase.words))
    return [Told(facts.period, phrase.mark, _around(phrase, bound(words, phrase.metric)))] if words else []


def _recorded(phrase, value, facts):
    """The number of the ledgers, bound to its metric."""
    indicator = facts.indicators.get(phrase.indicator)
    unit_word = indicator.unit_word if indicator else phrase.unit_word
    run = number(
        value, unit_word, metric=phrase.metric, approximate=indicator is not None and is_approximate(indicator)
    )
    if phrase.in_ten_thousands and value and value % TEN_THOUSAND == 0:
        run["text"] = official(value // TEN_THOUSAND, f"万{unit_word}")
    return run


def _around(phrase, run):
    before, after = phrase.around()
    return [part for part in (before, run, after) if part]


def _based(phrase, figures, facts):
    """A historical figure in its source's words with its number bound; several of one indicator as their sum."""
    base, key = None, f"base:{phrase.indicator}"
    for figure in figures:
        base = with_figure(base, figure)
    words = base.words if len(figures) > 1 else figures[0].own_words.strip("，。； ")
    before, found, after = words.rpartition(base.words)
    run = bound(base.words, key) | {"figure": [figures[0].campaign.code, figures[0].pk]}
    if not found:
        runs = [run | {"text": words}]
    elif before or after:
        runs = [part for part in (before, run, after) if part]
    else:
        runs = _around(phrase, run)
    return Told(facts.period_of(figures[0]), phrase.mark, runs)


def ranking(facts):
    """The table of the 九+五 by 按期率: equal rates share a place, a unit without tasks has none."""
    rates = [row[3] for row in facts.standings]
    rows = [
        [
            unit.name,
            "—" if rate is None else rates.index(rate) + 1,
            due,
            on_time,
            "—" if rate is None else f"{rate}%",
            overdue,
        ]
        for unit, due, on_time, rate, overdue in facts.standings
    ]
    return table(RANKING, list(RANKING_HEAD), rows)
