"""点位: the tree, who may change it, moving and taking out of use."""

import pytest

from inspections.actions.places import add_place
from inspections.places import fingerprint, natural, short_name
from tataboo_portal.models import AuditEvent, Place
from tests.inspections.compounds import place
from tests.people import unit_of


def listed(response):
    return [(branch.place.name, [row.name for row in branch.children]) for branch in response.context["branches"]]


def fields(place=None, **changes):
    """The form as the page sends it."""
    found = {"name": "示例小区一", "kind": "compound", "community": unit_of("1").pk, "position": "100"}
    if place:
        found |= {"name": place.name, "kind": place.kind, "is_active": "on", "seen": fingerprint(place)}
        found |= {name: getattr(place, name) or "" for name in ("patrol_days", "position")}
        found |= {
            name: getattr(place, f"{name}_id") or "" for name in ("community", "parent", "market_group", "keeper")
        }
    return found | changes


def test_the_tree_shows_buildings_below_their_compound_in_the_order_people_count(sign_in, wang, compound):
    place("示例街巷", unit="2", kind="lane")
    response = sign_in(wang).get("/places/")
    assert listed(response) == [("示例小区一", ["示例小区一2号楼", "示例小区一10号楼"]), ("示例街巷", [])]
    assert response.context["page"].count_text == "共 4 处"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("community=2", [("示例市场", [])]),
        ("line=A", [("示例市场", [])]),
        ("kind=building", [("示例小区一", ["示例小区一2号楼", "示例小区一10号楼"])]),
        ("keeper=李", [("示例小区一", ["示例小区一2号楼"])]),
        ("gap=unkept", [("示例小区一", ["示例小区一10号楼"]), ("示例市场", [])]),
        ("gap=never", [("示例市场", [])]),
        ("gap=late", []),
        ("q=10号", [("示例小区一", ["示例小区一10号楼"])]),
        ("show=inactive", [("示例旧巷", [])]),
        ("gap=nonsense&community=77", [("示例小区一", ["示例小区一2号楼", "示例小区一10号楼"]), ("示例市场", [])]),
    ],
)
def test_the_tree_is_filtered(sign_in, wang, li, compound, asked, shown):
    place("示例市场", unit="2", kind="market", market_group=unit_of("A"), patrol_days=1)
    place("示例旧巷", kind="lane", is_active=False)
    Place.objects.filter(name="示例小区一2号楼").update(keeper=li)
    assert listed(sign_in(wang).get(f"/places/?{asked}")) == shown


@pytest.mark.parametrize(("who", "shown"), [("li", 1), ("zhang", 0), ("zhao", 0), ("chen", 0), ("wang", 1), ("sun", 1)])
def test_workers_list_only_their_own_places(sign_in, request, compound, who, shown):
    assert len(listed(sign_in(request.getfixturevalue(who)).get("/places/"))) == shown


def test_a_long_tree_is_paged_by_its_first_level(sign_in, wang):
    for number in range(27):
        place(f"示例小区{number}")
    first = sign_in(wang).get("/places/")
    second = sign_in(wang).get(f"/places/{first.context['page'].next_url}")
    names = [name for response in (first, second) for name, _ in listed(response)]
    assert names == [f"示例小区{number}" for number in range(27)]


def test_three_compounds_cost_as_many_queries_as_one(sign_in, wang, compound, count_queries):
    client = sign_in(wang)
    one = count_queries(lambda: client.get("/places/"))
    for number in range(3):
        root = place(f"示例小区{number}", unit="2", keeper=wang)
        place(f"示例小区{number}1号楼", unit="2", kind="building", parent=root, market_group=unit_of("A"))
    assert count_queries(lambda: client.get("/places/")) == one
    assert one <= 10


def test_names_sort_as_people_count():
    rows = [Place(name=name) for name in ("10号楼", "小区三", "2号楼", "小区二")]
    assert [row.name for row in sorted(rows, key=lambda row: natural(row)[:2])] == [
        "2号楼",
        "10号楼",
        "小区二",
        "小区三",
    ]
    assert short_name(Place(name="示例小区一3号楼"), "示例小区一") == "3号楼"
    assert short_name(Place(name="示例小区一"), "示例小区一") == "示例小区一"


def test_the_office_adds_a_place(sign_in, wang, li):
    response = sign_in(wang).post("/places/new/", fields(patrol_days="7", keeper=li.pk))
    row = Place.objects.get()
    assert response.url == f"/p/{row.code}/"
    assert (row.name, row.community.code, row.patrol_days, row.keeper) == ("示例小区一", "1", 7, li)
    assert row.next_patrol_on is not None
    assert AuditEvent.objects.get().after["name"] == "示例小区一"


def test_where_a_place_lies_is_kept_and_saving_it_again_changes_nothing(sign_in, wang):
    client = sign_in(wang)
    client.post("/places/new/", fields(latitude="30.65", longitude="113.16"))
    row = Place.objects.get()
    assert (row.latitude, row.longitude) == (30.65, 113.16)
    again = fields(row, latitude=row.latitude, longitude=row.longitude)
    assert client.post(f"/places/{row.code}/edit/", again).status_code == 302
    assert AuditEvent.objects.count() == 1
    assert client.post(f"/places/{row.code}/edit/", again | {"latitude": "30.66"}).status_code == 302
    assert Place.objects.get().latitude == 30.66


def test_a_building_lies_where_its_compound_lies(sign_in, wang, compound):
    data = fields(name="示例小区一3号楼", kind="building", parent=compound.pk, community=unit_of("2").pk)
    sign_in(wang).post("/places/new/", data)
    assert Place.objects.get(name="示例小区一3号楼").community.code == "1"


def test_the_same_form_twice_makes_one_place_and_another_of_its_name_is_refused(sign_in, wang, li):
    client = sign_in(wang)
    for _ in range(2):
        assert client.post("/places/new/", fields()).status_code == 302
    assert Place.objects.count() == AuditEvent.objects.count() == 1
    response = client.post("/places/new/", fields(keeper=li.pk))
    assert response.status_code == 400
    assert "已经有叫“示例小区一”的点位" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "写上点位的名称。"),
        ({"community": ""}, "选一下在哪个社区。"),
        ({"patrol_days": "0"}, "巡查间隔最少 1 天。"),
        ({"patrol_days": "x"}, "巡查间隔要填整数，比如 7。"),
        ({"patrol_days": "9" * 400}, "巡查间隔"),
        ({"position": ""}, "排序填数字，小的在前。"),
        ({"latitude": "30.65"}, "纬度和经度要一起填，或者都空着。"),
        ({"latitude": "113.16", "longitude": "30.65"}, "看看是不是和另一个填反了。"),
        ({"latitude": "nan", "longitude": "113.16"}, "纬度填 18 到 54 的数字"),
    ],
)
def test_a_form_that_cannot_be_saved_says_what_to_do(sign_in, wang, changes, words):
    response = sign_in(wang).post("/places/new/", fields(**changes))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Place.objects.exists()


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "😀" * 61])
@pytest.mark.parametrize("column", ["name", "community", "parent", "keeper", "seen"])
def test_garbage_in_the_form_is_answered(sign_in, wang, compound, column, name):
    client = sign_in(wang)
    assert client.post("/places/new/", fields(**{column: name})).status_code in {302, 400}
    assert client.post(f"/places/{compound.code}/edit/", fields(compound, **{column: name})).status_code in {302, 400}
    assert not [row.name for row in Place.objects.all() if "\x00" in row.name]


def test_a_compound_moves_with_its_buildings(sign_in, wang, compound):
    sign_in(wang).post(f"/places/{compound.code}/edit/", fields(compound, community=unit_of("2").pk))
    assert set(Place.objects.values_list("community__code", flat=True)) == {"2"}
    event = AuditEvent.objects.get()
    assert event.reason == "连同 2 处下级点位"
    assert (event.before["community"], event.after["community"]) == (unit_of("1").pk, unit_of("2").pk)


def test_a_place_out_of_use_takes_its_buildings_along_and_is_never_deleted(sign_in, wang, compound):
    client = sign_in(wang)
    Place.objects.filter(parent=compound).update(patrol_days=7, next_patrol_on="2026-11-01")
    data = fields(compound)
    del data["is_active"]
    client.post(f"/places/{compound.code}/edit/", data)
    assert Place.objects.count() == 3
    assert not Place.objects.active().exists()
    assert not Place.objects.filter(next_patrol_on__isnull=False).exists()
    compound.refresh_from_db()
    client.post(f"/places/{compound.code}/edit/", fields(compound))
    assert [row.name for row in Place.objects.active()] == ["示例小区一"]


def test_a_compound_with_buildings_goes_below_nothing(sign_in, wang, compound):
    other = place("示例小区二")
    response = sign_in(wang).post(f"/places/{compound.code}/edit/", fields(compound, parent=other.pk))
    assert "下面还有点位，不能再放到别的点位下面" in response.content.decode()
    compound.refresh_from_db()
    assert compound.parent is None


def test_a_page_opened_before_somebodys_change_is_refused(sign_in, wang, compound):
    old = fields(compound, name="示例小区甲")
    Place.objects.filter(pk=compound.pk).update(patrol_days=3)
    response = sign_in(wang).post(f"/places/{compound.code}/edit/", old)
    assert response.status_code == 400
    assert "刚被别人改过" in response.content.decode()
    assert not AuditEvent.objects.exists()


def test_saving_without_a_change_writes_nothing(sign_in, wang, compound):
    assert sign_in(wang).post(f"/places/{compound.code}/edit/", fields(compound)).status_code == 302
    assert not AuditEvent.objects.exists()


def test_a_taken_name_is_refused_when_renaming(sign_in, wang, compound):
    place("示例小区二")
    response = sign_in(wang).post(f"/places/{compound.code}/edit/", fields(compound, name="示例小区二"))
    assert "已经有叫“示例小区二”的点位" in response.content.decode()


def test_the_action_itself_keeps_names_apart(wang):
    values = {"name": "示例街巷", "kind": "lane", "community": unit_of("1")}
    assert add_place(by=wang, **values) == add_place(by=wang, **values)
