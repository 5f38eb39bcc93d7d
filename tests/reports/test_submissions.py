"""各单位报送: filled from the ledgers and last week's plan, handed in once, late but never refused, and read into the report."""

from datetime import date

import pytest
import time_machine

from reports import rollups, submissions, weekly
from reports.actions import submissions as acts
from reports.enums import Part, ReportState, SubmissionState
from reports.models import Submission, WeeklyReport
from tataboo_portal.models import AuditEvent, Notice
from tataboo_portal.refusals import Refusal, StaleEdit
from tests.counting import count_queries
from tests.reports import rows
from tests.reports.material import ITEMS, LIST, PAGE, WEEK, at, handed_in

pytestmark = pytest.mark.usefixtures("friday")


def typed(*, last=("开展集中清扫2次。",), plan=(), problems=(), version="0", **more):
    """The form as a browser sends it."""
    data = {"version": version}
    for part, found in (("last", last), ("plan", plan), ("problem", problems)):
        data |= {f"{part}-TOTAL_FORMS": str(len(found)), f"{part}-INITIAL_FORMS": "0"}
        for number, row in enumerate(found):
            fields = {"words": row} if isinstance(row, str) else row
            data |= {f"{part}-{number}-{name}": value for name, value in fields.items()}
    return data | more


def test_a_unit_finds_its_own_totals_and_last_weeks_plan(li, sign_in):
    rows.record("1", "sticker", date(2026, 11, 24), 24)
    rows.placement("1", "banner", date(2026, 11, 24), 8)
    rows.record("2", "dead_corner", date(2026, 11, 24), 5)
    rollups.refresh()
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        handed_in(li, week=WEEK.shifted(-1))
    page = sign_in(li).get(PAGE).content.decode()
    assert "清理牛皮癣24处。" in page
    assert "悬挂条幅8条。" in page
    assert "卫生死角5处" not in page
    assert "清理示例小区楼道" in page


def test_sentences_are_never_longer_than_an_item():
    phrases = [f"清理示例{number}共1234处" for number in range(40)]
    found = submissions.prefill.folded(phrases)
    assert max(map(len, found)) <= 200
    assert "，".join(sentence.removesuffix("。") for sentence in found) == "，".join(phrases)


def test_handing_in_wants_every_tick_a_person_and_a_day(li, sign_in):
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        before = handed_in(li, week=WEEK.shifted(-1))
    client, planned = sign_in(li), before.items.get(part=Part.PLAN)
    bare = typed(plan=["示例安排"])
    refused = client.post(PAGE, bare | {"hand_in": "1"})
    assert refused.status_code == 400
    for words in ("选一下完成还是未完成", "写一下谁负责", "选一下哪天做完"):
        assert words in refused.content.decode()
    assert not Submission.objects.filter(meeting_week=WEEK.monday).exists()
    assert client.post(PAGE, bare | {"save": "1"}).status_code == 302  # a draft may be open
    whole = typed(plan=[{"words": "示例安排", "person": "李", "due_on": "2026-12-02"}], version="1", hand_in="1")
    page = client.post(PAGE, whole | {f"done_{planned.pk}": "no"}, follow=True).content.decode()
    assert "已交。" in page
    answer = Submission.objects.get(meeting_week=WEEK.monday).items.get(answers=planned)
    assert (answer.is_done, answer.part, answer.words) == (False, Part.LAST, planned.words)
    assert client.post(PAGE, whole | {f"done_{planned.pk}": "no"}).status_code == 302  # the same once more
    assert Submission.objects.get(meeting_week=WEEK.monday).version == 2


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(li, sign_in):
    answer = sign_in(li).post(PAGE, typed(problems=["示例问题"], more="problem"))
    assert answer.status_code == 200
    assert "示例问题" in answer.content.decode()
    assert 'name="problem-1-words"' in answer.content.decode()
    assert not Submission.objects.exists()


def test_the_same_sent_twice_is_handed_in_once(li):
    first, second = handed_in(li), handed_in(li)
    assert first == second
    assert second.items.count() == 3
    assert AuditEvent.objects.filter(object_type="reports.Submission").count() == 1


def test_a_page_opened_before_somebody_saved_is_stale(li):
    acts.save(by=li, unit=li.unit, week=WEEK, version=0, items=list(ITEMS))
    with pytest.raises(StaleEdit):
        acts.save(by=li, unit=li.unit, week=WEEK, version=0, items=list(ITEMS[:1]))
    assert acts.save(by=li, unit=li.unit, week=WEEK, version=1, items=list(ITEMS[:1])).items.count() == 1


def test_rows_that_stay_keep_their_key(li):
    saved = acts.save(by=li, unit=li.unit, week=WEEK, version=0, items=list(ITEMS))
    plan = saved.items.get(part=Part.PLAN)
    again = [{**ITEMS[1], "item": plan.pk, "person": "王"}]
    acts.save(by=li, unit=li.unit, week=WEEK, version=1, items=again)
    assert [(item.pk, item.person) for item in saved.items.all()] == [(plan.pk, "王")]


def test_late_is_marked_and_never_refused(li, wang, friday):
    friday.move_to(at("2026-11-27 17:00"))
    assert not handed_in(li).is_late
    friday.move_to(at("2026-11-30 08:00"))
    returned = acts.return_to_unit(by=wang, submission=Submission.objects.get(), version=1, reason="写具体些")
    assert not handed_in(li, version=returned.version).is_late  # what the office sent back was in time once
    taken = acts.take_back(by=li, submission=Submission.objects.get(), version=3)
    assert (taken.state, taken.handed_in_at) == (SubmissionState.MISSING, None)
    assert handed_in(li, version=taken.version).is_late


def test_nothing_at_all_is_not_handed_in(li):
    with pytest.raises(Refusal, match="一条都没有写"):
        handed_in(li, items=ITEMS[2:])
    assert not Submission.objects.exists()


def test_material_of_a_published_report_is_not_taken_back(li):
    handed_in(li)
    report = weekly.build(WEEK)
    WeeklyReport.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    with pytest.raises(Refusal, match="已经发布"):
        acts.take_back(by=li, submission=Submission.objects.get(), version=1)


def test_the_office_returns_with_a_reason_and_the_unit_is_told_once(li, wang, sign_in):
    handed_in(li)
    client = sign_in(wang)
    assert client.post(f"{PAGE}return/", {"version": "1"}).status_code == 400
    for _ in range(2):
        assert client.post(f"{PAGE}return/", {"version": "1", "reason": "写具体些"}).status_code == 302
    submission = Submission.objects.get()
    assert (submission.state, submission.returned_by, submission.version) == (SubmissionState.RETURNED, wang, 2)
    assert [notice.body for notice in Notice.objects.filter(recipient=li)] == ["写具体些"]
    page = client.get(LIST).content.decode()
    assert "已退回" in page
    mine = sign_in(li).get(PAGE).content.decode()
    assert "双创办退回：写具体些" in mine
    assert "清理示例小区楼道" in mine


def test_a_unit_takes_its_material_back_by_itself(li, sign_in):
    handed_in(li)
    client = sign_in(li)
    assert "撤回来改" in client.get(PAGE).content.decode()
    page = client.post(f"{PAGE}take-back/", {"version": "1"}, follow=True).content.decode()
    assert "交给双创办" in page
    assert 'value="2026-12-03"' in page  # the only way a browser's calendar reads a day
    assert "清理示例小区楼道" in page


def test_the_report_takes_plans_and_problems_and_names_who_did_not_hand_in(li, zhao):
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        planned = handed_in(li, week=WEEK.shifted(-1)).items.get(part=Part.PLAN)
    answer = {"part": Part.LAST, "words": planned.words, "answers_id": planned.pk, "is_done": False}
    handed_in(li, items=[answer, *ITEMS[1:]])
    acts.save(by=zhao, unit=zhao.unit, week=WEEK, version=0, items=[{"part": Part.PLAN, "words": "没有交的安排"}])
    parts = {part["code"]: part for part in weekly.build(WEEK).content["parts"]}
    told = {code: words_of(part) for code, part in parts.items()}
    assert "绣品厂社区：清理示例小区楼道（李，12月3日前）。" in told["next"]
    assert "绣品厂社区：示例路口夜间无人保洁（需协调）。" in told["problems"]
    assert "上周安排未完成的：绣品厂社区清理示例小区楼道。" in told["problems"]
    assert "没有交的安排" not in told["next"]
    assert "没有报送本周安排的单位：" in told["next"]
    assert "市场工作组一" in told["next"]
    assert "本周无到期的整改任务" in told["next"]  # the portal's own sentence stays


def words_of(part):
    blocks = [block for section in part["sections"] for block in section["blocks"] if block["kind"] == "paragraph"]
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks)


def test_with_nothing_handed_in_one_sentence_says_so():
    told = words_of({part["code"]: part for part in weekly.build(WEEK).content["parts"]}["next"])
    assert told.count("报送") == 1


def test_pages_ask_as_often_for_three_as_for_one(li, zhang, zhao, wang, sign_in):
    handed_in(li)
    client = sign_in(wang)
    weekly.build(WEEK)
    pages = (LIST, PAGE, f"/meetings/{WEEK.monday}/")
    one = [count_queries(client, page) for page in pages]
    handed_in(zhang, unit="2")
    handed_in(zhao, unit="A")
    more = [{"part": Part.PLAN, "words": f"示例{number}"} for number in range(3)]
    acts.take_back(by=li, submission=Submission.objects.get(unit=li.unit), version=1)
    handed_in(li, version=2, items=[*ITEMS, *more])
    assert [count_queries(client, page) for page in pages] == one


def test_garbage_in_a_form_is_answered_and_writes_nothing_absurd(li, sign_in):
    client = sign_in(li)
    for words in ("\x00", "9" * 5000, "-1", "NaN", "0001-01-01", "9999-12-31", "😀" * 300, "x" * 100_000):
        for name in ("words", "person", "due_on", "item"):
            row = {"words": "示例", "person": "李", "due_on": "2026-12-02", "item": ""} | {name: words}
            assert client.post(PAGE, typed(plan=[row], save="1")).status_code in {302, 400}, (name, words[:20])
        for name in ("version", "plan-TOTAL_FORMS", "plan-INITIAL_FORMS", "more"):
            assert client.post(PAGE, typed() | {name: words}).status_code in {200, 302, 400}, (name, words[:20])
        assert client.post(f"{PAGE}take-back/", {"version": words}).status_code in {302, 404}
    assert client.post(PAGE, {"hand_in": "1"}).status_code == 400
    for submission in Submission.objects.all():
        assert submission.state == SubmissionState.MISSING
        for item in submission.items.all():
            assert "\x00" not in f"{item.words}{item.person}"
            assert item.due_on is None or item.due_on.year == 2026
