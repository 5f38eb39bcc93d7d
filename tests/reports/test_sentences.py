"""Sentences of a report: what somebody made of one outlives a rebuild, and no number changes unnoticed."""

from copy import deepcopy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import sentences
from reports.sections.blocks import bound, joined, number, paragraph

WORDS = st.text("清理卫生死角，、（）abc 12[]【】〔", max_size=12)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALUES = st.integers(0, 3000)


def content_of(*quantities):
    """A report of one section: for each (name, quantity) a sentence with a number and how it changed."""
    said = [
        [name, number(value, "处", metric=f"work:{name}"), bound(f"（增加{value}）", f"work:{name}:change")]
        for name, value in quantities
    ]
    blocks = [joined(said), paragraph("没有别的事。")]
    section = {"code": "cleanup", "heading": "环境整治", "label": "（一）", "blocks": blocks}
    return {"parts": sentences.addressed([{"code": "last", "heading": "一", "sections": [section]}])}


def sentence_of(content, address):
    (section,) = sentences.sections_of(content["parts"])
    return sentences.in_section(section)[address]


def edited(content, address, typed, edits=None):
    """The edits after a line was typed over a sentence as it is shown."""
    edits, computed = dict(edits or {}), sentence_of(content, address)
    shown = sentences.made_of(computed, edits[address]) if address in edits else computed
    edits[address] = {"parts": sentences.parts_typed(typed, shown, computed), "was": sentences.line(computed)}
    return edits


def paragraphs(content, edits):
    """What is read."""
    (section,) = sentences.sections_of(sentences.applied(content, edits)["parts"])
    return ["".join(run["text"] for run in block["runs"]) for block in section["blocks"]]


def test_a_sentence_is_found_by_its_first_number_and_one_without_by_its_words():
    content = content_of(("死角", 3), ("牛皮癣", 5))
    (section,) = sentences.sections_of(content["parts"])
    first, second, third = sentences.in_section(section)
    assert (first, second) == ("cleanup/work:死角", "cleanup/work:牛皮癣")
    assert third.startswith("cleanup/~")
    assert sentences.line(sentence_of(content, first)) == "死角[3处][（增加3）]"


def test_new_words_stay_and_the_number_in_them_follows_the_ledger():
    edits = edited(content_of(("死角", 3)), "cleanup/work:死角", "集中清理死角[3处][（增加3）]。")
    assert paragraphs(content_of(("新的", 1), ("死角", 8)), edits)[0] == "新的1处（增加1），集中清理死角8处（增加8）。"


def test_a_number_typed_over_stays_and_keeps_what_the_portal_counts_now():
    edits = edited(content_of(("死角", 3)), "cleanup/work:死角", "死角【4处】[（增加3）]")
    now = content_of(("死角", 9))
    assert paragraphs(now, edits)[0] == "死角4处（增加9）。"
    (changed,) = [
        run
        for run in sentences.made_of(sentence_of(now, "cleanup/work:死角"), edits["cleanup/work:死角"])
        if run.get("computed")
    ]
    assert (changed["text"], changed["computed"], changed["said"], changed["value"]) == ("4处", "9处", 4, 9)


def test_a_number_left_out_is_said():
    content = content_of(("死角", 3))
    edits = edited(content, "cleanup/work:死角", "死角清理完毕")
    runs = sentences.made_of(sentence_of(content, "cleanup/work:死角"), edits["cleanup/work:死角"])
    assert runs[-1]["left_out"] == "3处、（增加3）"
    assert paragraphs(content, edits)[0] == "死角清理完毕。"


def test_an_empty_sentence_is_left_out_with_its_mark_and_an_empty_paragraph_whole():
    content = content_of(("甲", 1), ("乙", 2), ("丙", 3))
    for name, left in (("甲", "乙2处（增加2），丙3处（增加3）。"), ("丙", "甲1处（增加1），乙2处（增加2）。")):
        assert paragraphs(content, edited(content, f"cleanup/work:{name}", " "))[0] == left
    edits = {}
    for name in "甲乙丙":
        edits = edited(content, f"cleanup/work:{name}", "", edits)
    assert paragraphs(content, edits) == ["没有别的事。"]


def test_an_edit_whose_sentence_is_gone_is_kept_and_named():
    edits = edited(content_of(("死角", 3)), "cleanup/work:死角", "死角[3处]")
    assert list(sentences.unused(content_of(("牛皮癣", 5)), edits)) == ["cleanup/work:死角"]
    assert sentences.unused(content_of(("死角", 5)), edits) == {}
    assert sentences.words_of(edits["cleanup/work:死角"]) == "死角3处"


@quick
@given(st.lists(VALUES, min_size=1, max_size=4), WORDS, WORDS, st.lists(VALUES, min_size=4, max_size=4))
def test_whatever_is_typed_around_a_number_outlives_any_rebuild(values, before, after, later):
    names = "甲乙丙丁"[: len(values)]
    content = content_of(*zip(names, values, strict=True))
    address, kept = f"cleanup/work:{names[-1]}", deepcopy(content)
    before, after = (f"始{words.replace(' ', '').translate(sentences.PLAIN)}终" for words in (before, after))
    edits = edited(content, address, f"{before}[{values[-1]}处]{after}")
    rebuilt = content_of(*zip("甲乙丙丁", later, strict=True))
    told = "".join(run["text"] for run in sentence_of(sentences.applied(rebuilt, edits), address))
    assert told == f"{before}{later[len(names) - 1]}处{after}"
    assert content == kept
    assert sentences.unused(rebuilt, edits) == {}


@quick
@given(st.lists(VALUES, min_size=1, max_size=3), st.lists(WORDS, max_size=5))
def test_any_line_is_read_back_as_it_was_typed(values, typed):
    content = content_of(*zip("甲乙丙", values, strict=False))
    address, line = "cleanup/work:甲", "[".join(typed)
    edits = edited(content, address, line)
    once = "".join(sentences.words_of(edits[address]))
    computed = sentence_of(content, address)
    again = sentences.parts_typed(sentences.line(sentences.made_of(computed, edits[address])), computed, computed)
    assert sentences.words_of({"parts": again}) == once.translate(sentences.PLAIN)
