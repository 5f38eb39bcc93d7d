"""What the standards say, which of them a sheet is made from, and a score in words."""

import pytest

from inspections import checklists, reference
from inspections.models import StandardItem, StandardSet
from tests.inspections import sheets

UNREAD = "参考，未核对原文"


def words(code, kind):
    return "；".join(StandardItem.objects.filter(standard__code=code, place_kind=kind).values_list("text", flat=True))


def test_the_2014_edition_has_its_numbers_and_the_2021_edition_none_of_them(db):
    old, new = words("hygiene_2014", "road"), words("hygiene_2021", "road")
    assert "16 小时" in old
    assert "12 小时" in old
    assert "装灯率 100%" in old
    assert "小时" not in new
    assert "100%" not in new
    assert "符合相关标准" in new


def test_a_market_has_its_five_notices_their_cycles_and_its_lines(db):
    market = words("hygiene_2021", "market")
    for notice in ("卫生制度", "功能分区图", "健康教育栏", "农残检测", "禁烟标识", "每月更新", "每天更新", "划行规市"):
        assert notice in market


def test_what_was_never_read_in_the_original_says_so(db):
    unread = StandardItem.objects.filter(source__startswith=UNREAD)
    assert set(unread.values_list("standard__code", flat=True)) == {"hygiene_2014", "hygiene_2021", "civilised_sites"}
    assert unread.filter(text="市场管理规范", standard__code="hygiene_2014").exists()
    assert not StandardItem.objects.filter(source="").exists()
    assert UNREAD in sheets.standard("civilised_sites").source


def test_every_item_that_names_a_category_got_it(db):
    without = StandardItem.objects.filter(category__isnull=True).values_list("text", flat=True)
    assert set(without) == {"有卫生组织和制度", "村（居）委会下设公共卫生委员会"}


def test_loading_again_adds_what_is_missing_and_keeps_what_the_office_edited(db):
    edited = StandardItem.objects.filter(standard__code="hygiene_2021", place_kind="road").first()
    StandardItem.objects.filter(pk=edited.pk).update(text="改过的内容", is_active=False)
    StandardSet.objects.filter(code="hygiene_2014").update(name="改过的名称", is_active=False)
    gone = StandardItem.objects.filter(standard__code="hygiene_2014").first()
    gone.delete()
    count = StandardItem.objects.count()
    reference.load()
    edited.refresh_from_db()
    assert (edited.text, edited.is_active) == ("改过的内容", False)
    assert StandardSet.objects.get(code="hygiene_2014").name == "改过的名称"
    assert StandardItem.objects.count() == count + 1
    assert StandardItem.objects.filter(standard=gone.standard, place_kind=gone.place_kind, code=gone.code).exists()


def test_a_building_uses_the_compounds_sheet_where_it_has_none_of_its_own(db):
    texts = {
        code: {item.place_kind for item in checklists.sheet_for(sheets.standard(code), "building")}
        for code in ("hygiene_2021", "hygiene_2014", "civilised_sites")
    }
    assert texts == {"hygiene_2021": {"compound"}, "hygiene_2014": {"compound"}, "civilised_sites": {"building"}}


def test_the_newest_standard_in_use_is_proposed_and_one_out_of_use_is_not_offered(db):
    offered = [row.code for row in checklists.standards_for("road")]
    assert offered == ["hygiene_2021", "hygiene_2014", "civilised_sites"]
    StandardSet.objects.filter(code="hygiene_2021").update(is_active=False)
    assert [row.code for row in checklists.standards_for("road")] == ["hygiene_2014", "civilised_sites"]
    assert checklists.standards_for("other") == []


@pytest.mark.parametrize(
    ("passed", "judged", "expected"),
    [
        (23, 25, "23/25 92%"),
        (0, 0, "—"),
        (0, 3, "0/3 0%"),
        (3, 3, "3/3 100%"),
        (299, 300, "299/300 99%"),
        (1, 8, "1/8 13%"),
    ],
)
def test_a_score_in_words(passed, judged, expected):
    assert checklists.score(passed, judged) == expected
