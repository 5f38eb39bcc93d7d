"""覆盖: the state of every place against its interval, in words and marks, and the crossings nobody holds."""

from datetime import date, timedelta

import pytest

from inspections import coverage
from inspections.enums import Seen
from tataboo_portal.models import Place, Unit
from tests.people import unit_of

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def wednesday(time_machine):
    """Everything here happens on one day."""
    time_machine.move_to("2026-11-25 02:00Z")


def place(name, unit="1", kind="compound", seen=None, days=8, **values):
    """A place seen so many days ago, to be seen every eight days."""
    seen_on = None if seen is None else TODAY - timedelta(days=seen)
    return Place.objects.create(
        name=name, kind=kind, community=unit_of(unit), patrol_days=days, last_seen_on=seen_on, **values
    )


@pytest.mark.parametrize(
    ("seen", "days", "state", "words"),
    [
        (0, 8, Seen.TODAY, "今天看过"),
        (0, 1, Seen.TODAY, "今天看过"),
        (1, 1, Seen.SOON, "今天到期，上次 11月24日"),
        (2, 1, Seen.LATE, "超期 1 天，上次 11月23日"),
        (5, 8, Seen.ON_TIME, "按时，上次 11月20日"),
        (6, 8, Seen.SOON, "还有 2 天，上次 11月19日"),
        (8, 8, Seen.SOON, "今天到期，上次 11月17日"),
        (9, 8, Seen.LATE, "超期 1 天，上次 11月16日"),
        (None, 8, Seen.NEVER, "从没看过"),
        (None, None, Seen.NOT_ASKED, "不要求巡查"),
        (9, None, Seen.NOT_ASKED, "不要求巡查，上次 11月16日"),
    ],
)
def test_a_place_is_judged_by_its_own_interval(db, seen, days, state, words):
    row = place("示例小区一", seen=seen, days=days)
    assert coverage.seen_state(row, TODAY) == state
    assert coverage.seen_words(row, TODAY) == words


def test_waiting_for_a_first_visit_is_counted_in_days(db):
    row = place("示例小区一")
    assert coverage.seen_words(row, TODAY + timedelta(days=3)) == "从没看过，已等 3 天"


def test_every_state_has_a_mark_of_its_own():
    assert set(coverage.MARKS) == set(Seen)
    assert len(set(coverage.MARKS.values())) == len(Seen)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([Seen.LATE] * 3 + [Seen.ON_TIME] * 9, "12 栋里 3 栋超期"),
        ([Seen.LATE, Seen.NEVER, Seen.TODAY], "3 栋里 1 栋超期、1 栋从没看过"),
        ([Seen.SOON, Seen.TODAY], "2 栋，都按时看过"),
        ([Seen.NOT_ASKED], "1 栋，都不要求巡查"),
        ([], "还没有录入楼栋"),
    ],
)
def test_the_numbers_of_a_compound_are_said_in_words(states, words):
    assert coverage.sentence(states, "栋") == words


def board(client, address="/coverage/"):
    response = client.get(address)
    assert response.status_code == 200
    return response


def blocks(response):
    return {
        panel.unit.code: {block.name: [(cell.mark, cell.name) for cell in block.cells] for block in panel.blocks}
        for panel in response.context["panels"]
    }


@pytest.fixture
def quarter(db):
    """A compound with three buildings and a lane in community 1, a market on line A in community 2."""
    root = place("示例小区一", seen=1)
    for number, seen in ((10, 0), (2, 9), (1, None)):
        place(f"示例小区一{number}号楼", kind="building", seen=seen, parent=root)
    place("示例街巷", kind="lane", seen=3)
    place("示例市场", unit="2", kind="market", days=None, market_group=unit_of("A"))
    return root


def test_the_board_shows_every_compound_building_lane_and_market(sign_in, wang, quarter):
    assert blocks(board(sign_in(wang))) == {
        "1": {"示例小区一": [("未", "1号楼"), ("超", "2号楼"), ("今", "10号楼")], "街巷道路": [("✓", "示例街巷")]},
        "2": {"市场": [("–", "示例市场")]},
    }


def test_a_cell_says_its_state_by_mark_and_title_and_leads_to_the_place(sign_in, wang, quarter):
    html = board(sign_in(wang)).content.decode()
    late = Place.objects.get(name="示例小区一2号楼")
    assert f'href="/p/{late.code}/" title="示例小区一2号楼：超期 1 天，上次 11月16日"' in html
    assert "3 栋里 1 栋超期、1 栋从没看过" in html


def test_a_late_compound_is_named_though_its_buildings_are_fine(sign_in, wang):
    root = place("示例小区一", seen=9)
    place("示例小区一1号楼", kind="building", seen=0, parent=root)
    panel = board(sign_in(wang)).context["panels"][0]
    assert panel.blocks[0].words == "小区本身超期；1 栋，都按时看过"
    assert panel.blocks[0].is_behind


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("kind=lane", {"1": {"街巷道路": [("✓", "示例街巷")]}}),
        ("line=A", {"2": {"市场": [("–", "示例市场")]}}),
        ("community=2", {"2": {"市场": [("–", "示例市场")]}}),
        ("kind=building", {"1": {"示例小区一": [("未", "1号楼"), ("超", "2号楼"), ("今", "10号楼")]}}),
        ("kind=park", {}),
    ],
)
def test_the_board_is_filtered_by_kind_and_line(sign_in, wang, quarter, asked, shown):
    assert blocks(board(sign_in(wang), f"/coverage/?{asked}")) == shown


@pytest.mark.parametrize(("who", "areas"), [("li", {"1"}), ("zhang", {"2"}), ("zhao", {"2"}), ("chen", set())])
def test_workers_see_their_own_panel(sign_in, request, quarter, who, areas):
    assert set(blocks(board(sign_in(request.getfixturevalue(who))))) == areas


def test_whoever_keeps_a_place_elsewhere_sees_it(sign_in, chen, quarter):
    Place.objects.filter(pk=quarter.pk).update(keeper=chen)
    assert blocks(board(sign_in(chen))) == {"1": {"示例小区一": []}}


def test_the_legend_counts_every_state(sign_in, wang, quarter):
    counts = {state: count for state, _, count in board(sign_in(wang)).context["legend"]}
    assert counts == {
        Seen.LATE: 1,
        Seen.NEVER: 1,
        Seen.SOON: 0,
        Seen.TODAY: 1,
        Seen.ON_TIME: 2,
        Seen.NOT_ASKED: 1,
    }


def matrix_words(response):
    return {
        (area.code, crossing.line.code): crossing.words for area, row in response.context["rows"] for crossing in row
    }


def test_the_crossings_nobody_holds_are_named(sign_in, wang, li, zhao):
    place("示例市场一", unit="1", kind="market", market_group=unit_of("A"), keeper=zhao)
    place("示例市场二", unit="1", kind="market", market_group=unit_of("A"))
    place("示例市场三", unit="3", kind="market", market_group=unit_of("B"))
    left = place("示例市场四", unit="4", kind="market", market_group=unit_of("B"), keeper=li)
    li.is_active = False
    li.save()
    response = board(sign_in(wang))
    words = matrix_words(response)
    assert len(words) == 45
    assert words["1", "A"] == "2 处，1 处没人包"
    assert words["3", "B"] == words["4", "B"] == "1 处，没人包"
    assert words["9", "E"] == "没有点位"
    assert response.context["gap_count"] == 44
    assert response.context["unkept"] == [
        "社区三 × 市场工作组二（1 处没有包居人员）",
        "社区四 × 市场工作组二（1 处没有包居人员）",
    ]
    assert dict(response.context["bare"])["市场工作组二"].startswith("绣品厂社区、幸福社区、社区五")
    assert left.name not in response.content.decode().split('id="h-gaps"')[1]


@pytest.mark.parametrize(("who", "rows", "columns"), [("li", 1, 5), ("zhao", 9, 1), ("wang", 9, 5), ("sun", 9, 5)])
def test_everybody_sees_the_crossings_that_concern_them(sign_in, request, who, rows, columns):
    words = matrix_words(board(sign_in(request.getfixturevalue(who))))
    assert (len({area for area, _ in words}), len({line for _, line in words})) == (rows, columns)


def test_a_section_sees_no_crossings(sign_in, chen):
    assert "rows" not in board(sign_in(chen)).context


def test_a_place_on_a_line_is_kept_only_once_somebody_is_there(db, li):
    row = place("示例市场", kind="market", market_group=unit_of("A"), keeper=li)
    assert coverage.is_kept(row)
    assert Place.objects.unkept().count() == 0
    li.is_active = False
    li.save()
    assert Place.objects.unkept().get() == row


@pytest.mark.parametrize("asked", ["", "?kind=building"])
def test_the_board_asks_as_often_for_many_places_and_visits_as_for_one(sign_in, wang, count_queries, asked):
    client = sign_in(wang)
    root = place("示例小区一", seen=1, keeper=wang)
    place("示例小区一1号楼", kind="building", parent=root, keeper=wang)
    one = count_queries(lambda: board(client, f"/coverage/{asked}"))
    for number in range(2, 5):
        other = place(f"示例小区{number}", unit=str(number), keeper=wang)
        place(f"示例小区{number}1号楼", unit=str(number), kind="building", parent=other, keeper=wang)
    assert count_queries(lambda: board(client, f"/coverage/{asked}")) == one
    assert one <= 10


def test_a_board_too_large_says_so(sign_in, wang, quarter, monkeypatch):
    monkeypatch.setattr(coverage, "MOST_PLACES", 2)
    response = board(sign_in(wang))
    assert "选一个社区看全" in response.content.decode()
    assert sum(count for *_, count in response.context["legend"]) == 2


def test_an_empty_board_says_what_to_do(sign_in, wang):
    html = board(sign_in(wang)).content.decode()
    assert "这里还没有点位" in html
    assert Unit.objects.zones().count() == 14
