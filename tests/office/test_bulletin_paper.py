"""Bulletins in LibreOffice: only the 通报 has a red header, its table stands upright in the text, and everything said is on paper."""

import pytest

from reports.enums import BulletinKind
from reports.papers.bulletins import bulletin_document
from reports.sections.blocks import paragraph, table
from tests.paged import Paper

pytestmark = pytest.mark.office
UNITS = [[f"示例社区{at}", at, 10, 10 - at, f"{100 - 10 * at}%", at] for at in range(1, 10)]


def content(kind, **values):
    """What a bulletin of this kind says."""
    plain = {
        "title": "示例标题",
        "number": 3,
        "reference": "",
        "addressee": "",
        "signer": "示例办公室",
        "copies_to": "",
    }
    head = ["单位", "名次", "应办任务（项）", "按期办结（项）", "按期率", "逾期未办（项）"]
    sections = [
        {"code": "one", "heading": "示例一段", "label": "一、", "blocks": [paragraph("共清理卫生死角1100余处。")]},
        {"code": "two", "heading": "排名", "label": "二、", "blocks": [table("示例排名表", head, UNITS)]},
    ]
    dated = {"kind": kind, "issued_on": "2017-06-05", "period": "2017年1月—5月"}
    return plain | dated | {"parts": [{"code": "text", "heading": "", "sections": sections}]} | values


def test_a_circular_is_red_on_its_first_page_alone_and_an_article_nowhere(turn):
    reference = {"reference": "示例〔2017〕12号", "addressee": "各社区"}
    written = {
        "notice": bulletin_document(content(BulletinKind.CIRCULAR, **reference)),
        "article": bulletin_document(content(BulletinKind.ARTICLE, number=None)),
    }
    papers = {name: Paper(path) for name, path in turn(written, "pdf").items()}
    notice, article = papers["notice"], papers["article"]
    assert [colour > 100 for colour in notice.colours] == [True] + [False] * (len(notice.sizes) - 1)
    assert [colour > 100 for colour in article.colours] == [False] * len(article.sizes)
    for paper in papers.values():
        assert set(paper.sizes) == {(210, 297)}
        for words in (
            "示例标题",
            "一、示例一段",
            "共清理卫生死角1100余处。",
            "示例社区9",
            "示例办公室",
            "2017年6月5日",
        ):
            assert words in paper.words, words
    assert "示例〔2017〕12号" in notice.words
    assert "（2017年1月—5月）" in article.words
