"""从表格粘贴点位: every row judged with its number and reason, the good ones written at once, a second time nothing."""

import pytest

from inspections import trees
from tataboo_portal.models import AuditEvent, Place
from tests.people import person, unit_of

HEADER = "社区\t市场组\t小区(街巷)\t楼栋\t类型\t包居人员\t巡查间隔(天)\t纬度\t经度"


def lines(*rows):
    return "\r\n".join(rows)


def judged(*rows):
    return [(row.number, row.status, row.reason) for row in trees.plan(lines(*rows)).rows]


def paste(client, *rows, write=False):
    data = {"rows": lines(*rows)} | ({"write": "1"} if write else {})
    return client.post("/places/import/", data)


def names():
    return sorted(Place.objects.values_list("name", flat=True))


def test_units_by_name_or_code_and_digits_of_any_width(li):
    rows = trees.plan(lines(HEADER, "１\t\t示例小区一\t３号楼\t\t李\t７天", "幸福社区\tA\t示例市场\t\t市场\t\t１"))
    assert [row.status for row in rows.rows] == ["new", "new"]
    assert [row.number for row in rows.rows] == [2, 3]
    compound, building, market = rows.new_places
    assert (building.name, building.kind, building.parent) == ("示例小区一3号楼", "building", compound)
    assert (building.keeper, building.patrol_days, building.community.code) == (li, 7, "1")
    assert (market.kind, market.market_group.code, market.patrol_days) == ("market", "A", 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("\t\t示例小区一", "社区空着，填名称或者代码。"),
        ("九九\t\t示例小区一", "没有叫“九九”的社区，填名称或者代码。"),
        ("A\t\t示例小区一", "没有叫“A”的社区，填名称或者代码。"),
        ("1\t2\t示例小区一", "没有叫“2”的市场组，填名称或者代码。"),
        ("1\t\t\t3号楼", "小区（街巷）空着，填上名称。"),
        ("1\t\t示例小区一\t\t宫殿", "没有“宫殿”这个类型"),
        ("1\t\t示例小区一\t\t\t没这人", "没有叫“没这人”的人员"),
        ("1\t\t示例小区一\t\t\t\t每周", "巡查间隔要填 1 到 365 的整数，比如 7。"),
        ("1\t\t示例小区一\t\t\t\t0", "巡查间隔要填 1 到 365 的整数，比如 7。"),
        ("1\t\t示例小区一\t\t\t\t400", "巡查间隔要填 1 到 365 的整数，比如 7。"),
        ("1\t\t示例小区一\t\t\t\t7\t30.65", "纬度填 18 到 54、经度填 73 到 136 的数字，两个一起填，或者都空着。"),
        ("1\t\t示例小区一\t\t\t\t7\t113.16\t30.65", "纬度填 18 到 54"),
        (f"1\t\t{'长' * 61}", "名称超过 60 个字，写短一点。"),
        (f"1\t\t{'长' * 50}\t{'楼' * 20}", "名称超过 60 个字，写短一点。"),
    ],
)
def test_a_wrong_row_says_why(db, row, reason):
    ((number, status, words),) = judged(row)
    assert (number, status) == (1, "wrong")
    assert words.startswith(reason)


def test_a_row_may_say_where_the_place_lies(db):
    (place,) = trees.plan(lines(HEADER, "1\t\t示例小区一\t\t\t\t\t30.65\t１１３.16")).new_places
    assert (place.latitude, place.longitude) == (30.65, 113.16)


def test_two_people_of_one_name_are_told_apart_by_number(li):
    twin = person("zhang")
    twin.full_name = "李"
    twin.save()
    assert judged("1\t\t示例小区一\t\t\t李")[0][2] == "有 2 个人叫“李”，改填手机号或工号。"
    assert trees.plan("1\t\t示例小区一\t\t\tzhang").new_places[0].keeper == twin


def test_a_building_brings_its_compound_once(db):
    assert judged("1\t\t示例小区一\t1号楼", "1\t\t示例小区一\t2号楼", "1\t\t示例小区一") == [
        (1, "new", "连同示例小区一一起新增"),
        (2, "new", ""),
        (3, "there", "和前面的行是同一处"),
    ]


def test_the_kind_of_the_compound_filled_all_the_way_down_is_understood(db):
    plan = trees.plan(lines("1\t\t示例小区一\t1号楼\t小区", "1\t\t示例巷\t\t街巷"))
    assert [place.kind for place in plan.new_places] == ["compound", "building", "lane"]


def test_what_is_there_is_never_overwritten_and_the_difference_is_told(li):
    root = Place.objects.create(name="示例小区一", kind="compound", community=unit_of("1"), patrol_days=7)
    Place.objects.create(name="2号楼", kind="building", community=unit_of("1"), parent=root)
    Place.objects.create(name="示例旧巷", kind="lane", community=unit_of("1"), is_active=False)
    assert judged(
        "1\t\t示例小区一\t\t小区\t\t7", "1\t\t示例小区一\t\t\t李\t3", "1\t\t示例小区一\t2号楼", "1\t\t示例旧巷\t\t街巷"
    ) == [
        (1, "there", ""),
        (2, "there", "包居人员、巡查间隔（天）和表里不同，没有改"),
        (3, "there", ""),
        (4, "there", "已停用，要用就到点位页改成在用"),
    ]


def test_a_building_of_a_compound_out_of_use_is_wrong(db):
    Place.objects.create(name="示例小区一", kind="compound", community=unit_of("1"), is_active=False)
    assert judged("1\t\t示例小区一\t1号楼")[0][1:] == ("wrong", "“示例小区一”已停用，要用就先到点位页改成在用。")


def test_looking_writes_nothing(sign_in, wang):
    response = paste(sign_in(wang), HEADER, "1\t\t示例小区一\t1号楼", "99\t\t示例小区二")
    html = response.content.decode()
    assert "核对：新增 1 行，已有 0 行，有问题 1 行" in html
    assert "写入 2 处点位" in html
    assert not Place.objects.exists()


def test_the_good_rows_are_written_the_wrong_ones_come_back_to_copy(sign_in, wang):
    rows = (HEADER, "1\t\t示例小区一\t1号楼\t\t\t7", "99\t\t示例小区二", "2\t\t示例街巷\t\t街巷")
    response = paste(sign_in(wang), *rows, write=True)
    assert names() == ["示例小区一", "示例小区一1号楼", "示例街巷"]
    assert Place.objects.get(name="示例小区一1号楼").parent.name == "示例小区一"
    assert Place.objects.get(name="示例小区一1号楼").next_patrol_on is not None
    html = response.content.decode()
    assert "已写入 3 处" in html
    assert "99\t\t示例小区二\t没有叫“99”的社区，填名称或者代码。" in html
    assert AuditEvent.objects.count() == 3


def test_running_again_changes_nothing(sign_in, wang, li):
    rows = (HEADER, "1\t\t示例小区一\t1号楼\t\t李\t7", "1\tA\t示例市场\t\t市场")
    for _ in range(2):
        response = paste(sign_in(wang), *rows, write=True)
    assert response.context["written"] == 0
    assert [row.status for row in response.context["plan"].rows] == ["there", "there"]
    assert len(names()) == AuditEvent.objects.count() == 3


def test_the_page_confirms_exactly_what_was_looked_at(sign_in, wang):
    html = paste(sign_in(wang), "1\t\t示例<b>小区\t1号楼").content.decode()
    assert 'name="rows" value="1\t\t示例&lt;b&gt;小区\t1号楼"' in html


@pytest.mark.parametrize(
    ("rows", "words"),
    [("", "还没有内容"), ("\t\n  ", "还没有内容"), ("1\t\t示例\n" * 2001, "一次最多 2000 行"), ("\x00", "")],
)
def test_a_paste_that_cannot_be_read_is_asked_again(sign_in, wang, rows, words):
    response = sign_in(wang).post("/places/import/", {"rows": rows, "write": "1"})
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Place.objects.exists()


def test_a_long_paste_asks_as_often_as_a_short_one(db, count_queries):
    def look(number):
        return count_queries(lambda: trees.plan(lines(*(f"1\t\t示例小区{row}\t1号楼" for row in range(number)))))

    assert look(1) == look(200) == 3


def test_places_written_meanwhile_by_somebody_else_undo_the_whole_paste(sign_in, wang, monkeypatch):
    honest = trees.plan

    def slow(text):
        found = honest(text)
        Place.objects.create(name="示例巷二", kind="lane", community=unit_of("1"))
        return found

    monkeypatch.setattr(trees, "plan", slow)
    response = paste(sign_in(wang), "1\t\t示例巷一\t\t街巷", "1\t\t示例巷二\t\t街巷", write=True)
    assert response.status_code == 400
    assert "再点一次" in response.content.decode()
    assert names() == ["示例巷二"]


@pytest.mark.parametrize("who", ["li", "zhao", "liu", "sun"])
def test_only_the_office_and_the_administrator_bring_places(sign_in, request, who):
    assert paste(sign_in(request.getfixturevalue(who)), "1\t\t示例巷", write=True).status_code == 403
    assert not Place.objects.exists()
