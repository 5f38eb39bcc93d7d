"""综合文化服务中心: one of each community, saved and audited with its ten services and rooms; the board; the sheet for the door."""

import uuid

import pytest
from django.urls import reverse

from publicity import centres
from publicity.actions.centres import add_centre, change_centre
from publicity.models import CultureCentre, Facility, FacilityKind
from tataboo_portal import registers as ground
from tataboo_portal.enums import ImportState
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers, registers
from tests.counting import count_queries
from tests.ground.imports import hands
from tests.people import person, unit_of

ADD, BOARD = "/registers/centres/new/", "/publicity/centres/"


def kind(code):
    return FacilityKind.objects.get(code=code)


def centre(unit="1", offer=None, **values):
    """A centre of this community that offers {code: (is there, hours, room)}."""
    told = {kind(code).pk: facts for code, facts in (offer or {}).items()}
    shared = {"unit": unit_of(unit), "place": None, "location": "", "note": "", "name": f"示例中心{unit}"}
    return add_centre(by=person("wang"), client_uuid=uuid.uuid4(), offer=told, **shared | values)


def everything(**values):
    """A centre that lacks nothing but what is said otherwise."""
    offer = {row.code: (True, "", "") for row in FacilityKind.objects.all()}
    facts = {"offer": offer, "opening_hours": "每天 8:30—17:30", "phone": "0632-5550000"}
    return centre(**facts | values)


def events(row):
    return list(AuditEvent.objects.filter(object_type="publicity.CultureCentre", object_id=str(row.pk)).order_by("id"))


def test_the_articles_six_services_and_four_rooms_stand_in_the_form(sign_in, wang):
    groups = sign_in(wang).get(ADD).context["form"].facility_groups
    assert [(heading, len(rows)) for heading, rows in groups] == [("服务", 6), ("文体活动室", 4)]


def test_a_centre_is_saved_with_its_rooms_and_audited_once(sign_in, li):
    typed = registers.typed("centres") | {"chess_room-room": "二楼东", "reading_room-hours": "9:00—11:00"}
    assert sign_in(li).post(ADD, typed).status_code == 302
    row = CultureCentre.objects.get()
    assert row.offer == {
        kind("chess_room").pk: (True, "", "二楼东"),
        kind("reading_room").pk: (False, "9:00—11:00", ""),
    }
    (event,) = events(row)
    assert event.after["facilities"] == {"棋牌室": "有，二楼东", "图书阅览室": "无，9:00—11:00"}


def test_a_toggle_alone_is_a_change_with_before_and_after(sign_in, li):
    row, client = centre(offer={"chess_room": (True, "", "")}), sign_in(li)
    here = reverse("register_detail", args=["centres", row.pk])
    form = client.get(here).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    sent = {name: value for name, value in sent.items() if name != "chess_room-there"} | {"counselling-there": "on"}
    assert client.post(here, sent).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.changed_by) == (2, li)
    assert {facility.kind.code: facility.is_there for facility in row.facilities.all()} == {
        "chess_room": False,
        "counselling": True,
    }
    assert [event.action for event in events(row)] == ["add", "change"]
    change = events(row)[1]
    assert (change.before["facilities"], change.after["facilities"]) == ({"棋牌室": "有"}, {"心理咨询": "有"})
    with pytest.raises(StaleEdit):
        change_centre(row, by=li, version=1, offer={kind("chess_room").pk: (True, "", "")})


def test_a_centre_whose_rooms_cannot_be_written_is_not_there_either(wang, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("示例")

    monkeypatch.setattr(Facility, "save", broken)
    with pytest.raises(RuntimeError):
        centre(offer={"chess_room": (True, "", "")})
    assert not CultureCentre.objects.exists()
    assert not AuditEvent.objects.filter(object_type="publicity.CultureCentre").exists()


def test_a_second_centre_of_a_community_is_refused_and_one_after_a_void_is_not(sign_in, wang):
    first, client = centre(), sign_in(wang)
    response = client.post(ADD, registers.typed("centres"))
    assert response.context["form"].errors["unit"] == ["这个社区已经有综合文化服务中心了，在原来那条上改。"]
    with pytest.raises(Refusal, match="刚有人记了"):
        centre()
    second = centre("2")
    with pytest.raises(Refusal, match="刚有人记了"):
        change_centre(second, by=wang, version=1, unit=first.unit)
    ground.void(first, by=wang, reason="示例")
    assert client.post(ADD, registers.typed("centres")).status_code == 302


def test_people_of_a_market_group_have_no_centre(sign_in, zhao):
    response = sign_in(zhao).post(ADD, registers.typed("centres"))
    assert "责任单位要是社区" in str(response.context["form"].non_field_errors())
    assert not CultureCentre.objects.exists()


def test_only_the_day_it_opened_makes_a_centre_count(wang):
    row = centre()
    assert not ChangedDay.objects.filter(table="publicity.CultureCentre").exists()
    change_centre(row, by=wang, version=1, opened_on=registers.today())
    assert ChangedDay.objects.get(table="publicity.CultureCentre").day == registers.today()


def test_a_room_the_office_adds_is_asked_for_and_one_it_drops_keeps_what_was_told(sign_in, wang):
    row = everything()
    FacilityKind.objects.create(code="dance_room", name="示例舞蹈室", group="room")
    FacilityKind.objects.filter(code="chess_room").update(is_active=False)
    headings, lines = centres.board(wang)
    assert ("示例舞蹈室" in headings, "棋牌室" in headings) == (True, False)
    assert lines[0].missing == ["示例舞蹈室", "照片"]
    client, here = sign_in(wang), reverse("register_detail", args=["centres", row.pk])
    form = client.get(here).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    client.post(here, sent | {"dance_room-there": "on"})
    row = CultureCentre.objects.get(pk=row.pk)
    assert len(row.offer) == 11
    assert row.offer[kind("chess_room").pk][0]


def test_the_board_names_what_each_lacks_and_who_has_none(sign_in, wang):
    row = everything()
    centre("2", offer={"chess_room": (True, "", "")}, is_free=False)
    page = sign_in(wang).get(BOARD)
    one, two, three = page.context["lines"][:3]
    assert (one.missing, one.flag.words) == (["照片"], "缺 1 项")
    assert (len(two.missing), two.flag.words) == (13, "缺 13 项")
    assert {"开放时间", "免费开放", "联系电话", "照片"} < set(two.missing)
    assert (three.centre, three.flag.words) == (None, "还没有中心")
    assert len(page.context["without"]) == 7
    assert "0632-5550000" not in page.content.decode()
    change_centre(row, by=wang, version=1, photo=makers.photo_upload())
    assert centres.board(wang)[1][0].flag.words == "都有"


def test_everybody_sees_the_board_and_opens_what_is_theirs(sign_in, li):
    ours, theirs = centre("1"), centre("2")
    page = sign_in(li).get(BOARD).content.decode()
    assert ours.name in page
    assert theirs.name in page
    assert reverse("register_detail", args=["centres", ours.pk]) in page
    assert reverse("register_detail", args=["centres", theirs.pk]) not in page


def test_the_board_asks_as_often_for_three_centres_as_for_one(sign_in, wang):
    client, _ = sign_in(wang), everything()
    for_one = count_queries(client, BOARD)
    everything(unit="2")
    everything(unit="3")
    assert count_queries(client, BOARD) == for_one


def test_the_sheet_for_the_door_tells_what_is_there_and_whom_to_call(sign_in, li, settings):
    settings.OFFICE_PHONE = "0632-5559999"
    offer = {
        "chess_room": (True, "周末全天", "二楼东"),
        "reading_room": (False, "", "三楼"),
        "counselling": (True, "", ""),
    }
    row = centre(offer=offer, opening_hours="每天 8:30—17:30", phone="0632-5550000", contact="示例联系人")
    client, door = sign_in(li), reverse("centre_door", args=[row.pk])
    response = client.get(door)
    page = response.content.decode()
    for words in (
        row.name,
        "每天 8:30—17:30",
        "免费开放",
        "棋牌室",
        "二楼东",
        "周末全天",
        "0632-5550000",
        "0632-5559999",
    ):
        assert words in page
    assert "三楼" not in page
    assert [heading for heading, _ in response.context["groups"]] == ["服务", "文体活动室"]
    assert response.context["type"] == ""
    settings.OFFICE_PHONE = ""
    assert "监督电话" not in client.get(door).content.decode()
    ground.void(row, by=li, reason="示例")
    assert client.get(door).status_code == 404


def test_the_sheet_for_the_door_takes_smaller_type_for_more_words(db):
    short = everything(unit="1")
    many = {f"room{n}": (True, "", "三楼") for n in range(12)}
    for code in many:
        FacilityKind.objects.create(code=code, name=f"示例{code}", group="room")
    wordy = {
        row.code: (True, "周一至周五上午 8:30—11:30，下午 14:00—17:30", "主楼三楼")
        for row in FacilityKind.objects.all()
    }
    found = [short, centre("2", offer=many), centre("3", offer=wordy)]
    assert [centres.door_type(row, centres.door_rows(row)) for row in found] == ["", "many", "dense"]


def test_centres_come_in_from_a_sheet_with_their_rooms_in_columns(wang, django_capture_on_commit_callbacks):
    day = registers.today().isoformat()
    lines = [
        "社区,名称,建成日期,开放时间,免费开放,联系人,联系电话,面积（平方米）,棋牌室,谈心室",
        f"绣品厂社区,示例中心甲,{day},每天,是,示例人,0632-5550000,300,有,无",
        "幸福社区,示例中心乙,,,否,,,,,有",
        "幸福社区,示例中心丙,,,否,,,,,有",
        "市场工作组一,示例中心丁,,,否,,,,,有",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        batch = hands.imported("\n".join(lines).encode(), by=wang, sheet="centres", name="示例.csv")
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE
    found = {row.name: {facility.kind.code for facility in row.facilities.all()} for row in CultureCentre.objects.all()}
    assert found == {"示例中心甲": {"chess_room"}, "示例中心乙": {"heart_to_heart_room"}}
    bad = dict(hands.told(batch, "bad"))
    assert "同样的只能有一条" in bad[4]
    assert "责任单位要是社区" in bad[5]
    assert list(ChangedDay.objects.filter(table="publicity.CultureCentre").values_list("day", flat=True)) == [
        registers.today()
    ]
