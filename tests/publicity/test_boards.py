"""宣传栏: an issue, its board's days and what it counts as move together; what is due is told to the right person on the right day."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from inspections.models import RemediationTask
from publicity import boards
from publicity.actions import boards as acts
from publicity.models import Board, BoardIssue, Placement
from publicity.tasks import file_expired, remind_boards
from tataboo_portal.imports.scope import Scope
from tataboo_portal.models import AuditEvent, ChangedDay, ImportBatch, Notice
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import sheet_of
from tests import makers
from tests.counting import count_queries
from tests.people import person, unit_of
from tests.publicity.hands import board, issue

TODAY = date(2026, 11, 26)
YESTERDAY = TODAY - timedelta(days=1)
MORNING = datetime(2026, 11, 26, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def fresh(row):
    row.refresh_from_db()
    return row


def test_an_issue_moves_its_board_and_stands_in_the_publicity_ledger(li):
    of = board(set_up_on=date(2026, 10, 1), location="示例门口")
    assert of.next_due_on == date(2026, 10, 1)
    made = issue(of, by=li, day=YESTERDAY)
    assert (made.issue_words, made.unit.code, made.location) == ("2026年第1期", "1", "示例门口")
    assert (fresh(of).last_issue_on, of.next_due_on) == (YESTERDAY, date(2026, 12, 25))
    placement = Placement.objects.get()
    facts = (placement.kind.indicator.code, placement.quantity, placement.day, placement.topic, placement.board_issue)
    assert facts == ("blackboard", 1, YESTERDAY, "示例主题", made)
    assert placement.details == {"issue": "2026年第1期"}
    assert ChangedDay.objects.get(table="publicity.Placement").day == YESTERDAY
    assert AuditEvent.objects.filter(object_type="publicity.BoardIssue").get().actor_name == "李"


def test_a_board_that_counts_for_nothing_adds_nothing_to_the_ledger(wang):
    of = board(code="health_board")
    issue(of)
    assert fresh(of).next_due_on == date(2027, 1, 26)
    assert not Placement.objects.exists()


def test_numbers_follow_each_other_within_a_year_and_none_is_given_twice(wang):
    of = board()
    assert [issue(of).number, issue(of, day=YESTERDAY).number] == [1, 2]
    assert issue(of, number=6).number == 6
    assert issue(of).number == 7
    assert issue(of, day=date(2025, 12, 31)).issue_words == "2025年第1期"
    with pytest.raises(Refusal, match="已经有2026年第6期了"):
        issue(of, number=6)


def test_an_issue_sent_twice_is_one(wang):
    of, number = board(), uuid.uuid4()
    facts = {"board": of, "day": TODAY, "topic": "", "note": ""}
    made = [acts.add_issue(by=wang, client_uuid=number, **facts) for _ in range(2)]
    assert made[0] == made[1]
    assert (BoardIssue.objects.count(), Placement.objects.count()) == (1, 1)


def test_a_changed_issue_takes_its_placement_and_its_board_with_it(wang):
    of = board(set_up_on=date(2026, 9, 1))
    issue(of, day=date(2026, 10, 8))
    made = issue(of, day=TODAY)
    acts.change_issue(made, by=wang, version=1, day=date(2026, 9, 30), topic="示例新主题", number=5)
    assert fresh(of).last_issue_on == date(2026, 10, 8)
    placement = Placement.objects.get(board_issue=made)
    assert (placement.day, placement.topic, fresh(made).number) == (date(2026, 9, 30), "示例新主题", 5)
    assert placement.details == {"issue": "2026年第5期"}


def test_voiding_the_newest_goes_back_to_the_issue_before_and_out_of_the_count(wang):
    of = board(set_up_on=date(2026, 9, 1))
    issue(of, day=date(2026, 10, 8))
    acts.void_issue(issue(of, day=TODAY), by=wang, reason="示例")
    assert (fresh(of).last_issue_on, of.next_due_on) == (date(2026, 10, 8), date(2026, 11, 8))
    assert Placement.objects.live().count() == 1
    acts.void_issue(BoardIssue.objects.live().get(), by=wang, reason="示例")
    assert (fresh(of).last_issue_on, of.next_due_on) == (None, date(2026, 9, 1))


def test_a_board_with_issues_is_not_voided(wang):
    of = board()
    made = issue(of)
    with pytest.raises(Refusal, match="出过 1 期"):
        acts.void_board(of, by=wang, reason="示例")
    acts.void_issue(made, by=wang, reason="示例")
    assert acts.void_board(of, by=wang, reason="示例").is_voided


def test_the_placement_of_an_issue_is_changed_through_its_issue_alone(sign_in, wang):
    made = issue(board(name="示例一号栏"))
    row, client = Placement.objects.get(), sign_in(wang)
    page = client.get(reverse("placement_detail", args=(row.pk,)))
    assert page.context["form"] is None
    assert reverse("register_detail", args=("issues", made.pk)) in page.content.decode()
    for name in ("placement_detail", "placement_void", "placement_take_down", "placement_put_back"):
        answer = client.post(reverse(name, args=(row.pk,)), {"reason": "示例", "day": TODAY.isoformat()})
        assert answer.status_code == 403, name
    client.post(reverse("placement_task", args=(row.pk,)))
    assert not RemediationTask.objects.exists()


def test_only_the_newest_issue_of_a_board_still_hangs(wang):
    of = board()
    issue(of, day=YESTERDAY)
    newest = issue(of, day=TODAY)
    assert Placement.objects.holding(TODAY).get().board_issue == newest


def test_on_a_phone_a_board_is_renewed_with_a_photo_and_two_taps(sign_in, li):
    of = board(code="health_board")
    client = sign_in(li)
    assert reverse("board_issue_add", args=(of.pk,)) in client.get(boards.way(of)).content.decode()
    form = client.get(reverse("board_issue_add", args=(of.pk,))).context["form"]
    assert (form["number"].value(), form["day"].value(), form["has_smoking_words"].value()) == (1, TODAY, True)
    sent = {field.name: field.value() for field in form if field.value() not in (None, "") and field.name != "board"}
    sent |= {"photo_camera": makers.photo_upload(), "topic": "示例主题"}
    page = client.post(reverse("board_issue_add", args=(of.pk,)), sent, follow=True).content.decode()
    assert "已记：" in page
    assert "下次 1月26日前更新" in page
    made = BoardIssue.objects.get()
    assert (made.number, made.topic, made.photos.count(), made.created_by) == (1, "示例主题", 1, li)


def test_a_keeper_of_another_unit_renews_the_board_and_nothing_else(sign_in, li, zhang):
    of, other = board(keeper=zhang), board()
    client = sign_in(zhang)
    assert client.get(reverse("board_issue_add", args=(of.pk,))).status_code == 200
    assert client.get(reverse("board_issue_add", args=(other.pk,))).status_code == 404
    assert client.get(boards.way(of)).context["form"] is None
    sent = {"client_uuid": str(uuid.uuid4()), "day": TODAY.isoformat(), "number": "1"}
    assert client.post(reverse("board_issue_add", args=(of.pk,)), sent).status_code == 302
    made = BoardIssue.objects.get()
    assert made.unit == unit_of("1")
    page = client.get(reverse("register_detail", args=("issues", made.pk)))
    assert (page.status_code, page.context["form"], page.context["placement"]) == (200, None, None)


def test_a_new_cycle_moves_the_next_day_of_every_board_of_its_kind(sign_in, qian):
    of, other = board(code="health_board"), board(code="blackboard")
    issue(of)
    issue(other)
    url = reverse("admin:publicity_boardkind_change", args=(of.kind_id,))
    client = sign_in(qian)
    form = client.get(url).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(url, sent | {"cycle_months": "3"}).status_code == 302
    assert (fresh(of).next_due_on, fresh(other).next_due_on) == (date(2027, 2, 26), date(2026, 12, 26))


def on_the_workbench(client):
    groups = {group.heading: group.rows for group in client.get("/").context["publicity"]}
    return [(row["board"].name, row["days_late"]) for row in groups.get("宣传栏该更新", ())]


def test_a_board_is_on_the_right_workbench_on_its_day_and_not_a_day_earlier(sign_in, li, zhang, zhao, thursday):
    issue(board(name="示例月刊"), day=date(2026, 10, 27))
    board(name="示例代管栏", unit="2", keeper=zhao, set_up_on=date(2026, 11, 27))
    board(name="示例停用栏", is_in_use=False)
    assert [on_the_workbench(sign_in(who)) for who in (li, zhang, zhao)] == [[], [], []]
    thursday.shift(timedelta(days=1))
    assert on_the_workbench(sign_in(li)) == [("示例月刊", 0)]
    assert on_the_workbench(sign_in(zhang)) == on_the_workbench(sign_in(zhao)) == [("示例代管栏", 0)]
    thursday.shift(timedelta(days=3))
    assert on_the_workbench(sign_in(li)) == [("示例月刊", 3)]


def test_the_office_sees_how_many_are_due(sign_in, wang):
    board(set_up_on=YESTERDAY)
    board(unit="2")
    board(set_up_on=TODAY + timedelta(days=1))
    client = sign_in(wang)
    queue = next(queue for queue in client.get("/").context["queues"] if queue.words == "宣传栏该更新")
    assert (queue.count, len(client.get(queue.url).context["rows"])) == ("2", 2)


def test_the_due_list_has_the_late_first_and_counts_by_unit(sign_in, wang, zhang):
    board(name="示例明天", unit="2", set_up_on=TODAY + timedelta(days=1))
    board(name="示例很晚", set_up_on=date(2026, 9, 1))
    board(name="示例下月", set_up_on=date(2026, 12, 20))
    client, url = sign_in(wang), reverse("board_due")
    page = client.get(url)
    assert [row["board"].name for row in page.context["rows"]] == ["示例很晚", "示例明天"]
    assert [(unit.code, late, coming) for unit, late, coming in page.context["units"]] == [("1", 1, 0), ("2", 0, 1)]
    assert [row["board"].name for row in client.get(url, {"unit": "2"}).context["rows"]] == ["示例明天"]
    assert [row["board"].name for row in sign_in(zhang).get(url).context["rows"]] == ["示例明天"]


def test_the_due_list_asks_as_often_for_three_boards_as_for_one(sign_in, wang):
    client, url = sign_in(wang), reverse("board_due")
    board(keeper=person("li"))
    one = count_queries(client, url)
    board(unit="2", keeper=person("zhang"))
    board(unit="3")
    assert count_queries(client, url) == one


def test_reminders_reach_the_keeper_on_the_day_and_every_seventh_after_once_each(li, zhang, chen, thursday):
    of = board(set_up_on=TODAY + timedelta(days=1), keeper=chen)
    remind_boards()
    assert not Notice.objects.exists()
    told = []
    for _ in range(15):
        thursday.shift(timedelta(days=1))
        remind_boards()
        remind_boards()
        told.append(Notice.objects.count())
    assert told == [1] * 7 + [2] * 7 + [3]
    assert set(Notice.objects.values_list("recipient__username", "url")) == {("chen", boards.way(of))}
    assert Notice.objects.latest("id").title == f"{of.name}该更新了，逾期 14 天"


def test_without_a_keeper_the_units_people_are_told_and_a_missed_night_is_made_up(li, zhang, thursday):
    board(set_up_on=TODAY)
    thursday.shift(timedelta(days=2))
    assert [boards.remind(), boards.remind()] == [1, 0]
    assert Notice.objects.get().recipient == li


def test_a_renewed_board_is_told_of_anew_at_its_next_day(li, thursday):
    of = board(set_up_on=TODAY, keeper=li)
    boards.remind()
    issue(of)
    assert boards.remind() == 0
    thursday.shift(timedelta(days=30))
    assert boards.remind() == 1


def test_a_keeper_who_left_is_stood_in_for(li, chen):
    board(set_up_on=TODAY, keeper=chen)
    chen.is_active = False
    chen.save()
    boards.remind()
    assert Notice.objects.get().recipient == li


def test_the_nightly_task_of_expiry_runs_under_its_name(db):
    makers.placement(unit="1", valid_until=YESTERDAY, day=date(2026, 11, 1))
    file_expired()
    assert (file_expired.name, RemediationTask.objects.count()) == ("publicity.file_expired", 1)


def test_issues_from_a_file_count_move_their_board_and_go_back_with_the_file(wang):
    of = board(name="示例月刊", set_up_on=date(2026, 9, 1))
    issue(of, day=date(2026, 10, 8))
    sheet, kept = sheet_of("issues")(), ImportBatch.objects.create(sheet="issues", created_by=wang, byte_count=0)
    values = {"unit": of.unit, "board": "示例月刊", "day": TODAY, "issue_number": 9, "topic": "示例主题"}
    _, days = sheet.save(iter([sheet.finish(values, Scope(by=wang))]), kept)
    assert days == {Placement: {TODAY}}
    made = BoardIssue.objects.get(number=9)
    assert (made.year, made.placement.quantity, fresh(of).last_issue_on) == (2026, 1, TODAY)
    assert made.placement.details == {"issue": "2026年第9期"}
    count, changed, _ = sheet.take_back(kept, by=wang, reason="示例")
    assert (count, changed, Placement.objects.live().count()) == (1, [], 1)
    assert fresh(of).last_issue_on == date(2026, 10, 8)


def test_a_board_from_a_file_that_was_renewed_since_stays(wang):
    kept = ImportBatch.objects.create(sheet="boards", created_by=wang, byte_count=0)
    renewed, _ = board(import_batch=kept), board(import_batch=kept)
    issue(renewed)
    count, stays, _ = sheet_of("boards")().take_back(kept, by=wang, reason="示例")
    assert (count, stays) == (1, [renewed])
    assert set(Board.objects.live()) == {renewed}
