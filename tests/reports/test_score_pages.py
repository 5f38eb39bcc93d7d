"""Pages of 考核评比: the list, the table, an item with its evidence, appeals, rules, the workbook, and the switch of it all."""

import io
import uuid
from datetime import date

import openpyxl
import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from reports.assessment import results
from reports.enums import AppealState, RulesState, ScoringState
from reports.models import SchemeItem, SchemeVersion, ScoreAppeal, Scoring
from tataboo_portal.models import FeatureSwitch, Notice
from tataboo_portal.refusals import Refusal
from tests import scores
from tests.counting import count_queries
from tests.scores import facts, flat_rules

pytestmark = pytest.mark.usefixtures("november")
OCTOBER = "/scores/2026-10/"


def october(rules=None, publish=True):
    row = scores.computed(rules or flat_rules())
    return scores.published(row) if publish else row


@pytest.mark.django_db
def test_drafts_are_for_who_scores_and_the_published_table_for_everybody(sign_in, wang, li, sun):
    facts()
    row = october(publish=False)
    address = f"{OCTOBER}?scheme={row.scheme.code}"
    for person, status in ((wang, 200), (li, 404), (sun, 404)):
        assert sign_in(person).get(address).status_code == status
    page = sign_in(wang).get(address).content.decode()
    assert "幸福社区得分最高，100.0分，1个单位待改进：绣品厂社区。" in strip_tags(page)
    assert '<span class="nb">幸福社区</span>得分最高' in page
    assert "6/10" in page
    assert "数据少，不排名" in page
    assert "黑榜" not in page
    sign_in(wang).post(f"/scores/results/{row.pk}/publish/", {"version": row.version})
    for person in (li, sun):
        assert sign_in(person).get(address).status_code == 200
    assert "公示中" in sign_in(li).get("/scores/").content.decode()
    # A unit opens its own records alone; of the others it sees the points.
    own, other = scores.item(row, "i1"), scores.item(row, "i1", "2")
    page = sign_in(li).get(address).content.decode()
    assert f"/scores/items/{own.pk}/" in page
    assert f"/scores/items/{other.pk}/" not in page
    assert sign_in(li).get(f"/scores/items/{other.pk}/").status_code == 404
    assert sign_in(sun).get(f"/scores/items/{other.pk}/").status_code == 200


@pytest.mark.django_db
def test_an_item_shows_as_many_records_as_were_deducted(sign_in, li):
    facts()
    row = october()
    score = scores.item(row, "i1")
    page = sign_in(li).get(f"/scores/items/{score.pk}/").content.decode()
    assert "扣分的 4 条记录" in page
    assert page.count('href="/tasks/T0000') == 4 == score.evidence.count()
    task = score.evidence.first().key
    assert sign_in(li).get(f"/tasks/{task}/").status_code == 200


@pytest.mark.django_db
def test_an_appeal_goes_through_the_pages(sign_in, wang, li, zhang):
    facts()
    row = october()
    score = scores.item(row, "i1")
    client = sign_in(li)
    assert "申诉理由" in client.get(f"/scores/items/{score.pk}/").content.decode()
    wrong = client.post(f"/scores/items/{score.pk}/appeal/", {"client_uuid": uuid.uuid4(), "words": ""})
    assert (wrong.status_code, "填一下申诉理由" in wrong.content.decode()) == (400, True)
    sent = {"client_uuid": uuid.uuid4(), "words": "有一条是挂账的。"}
    for _ in range(2):
        assert client.post(f"/scores/items/{score.pk}/appeal/", sent).status_code == 302
    assert ScoreAppeal.objects.count() == 1
    assert Notice.objects.filter(recipient=wang, title="考核申诉：绣品厂社区按时率").count() == 1
    assert sign_in(zhang).post(f"/scores/items/{score.pk}/appeal/", sent).status_code == 404
    client = sign_in(wang)
    assert client.post(f"/scores/items/{score.pk}/appeal/", sent).status_code == 403
    high = client.post(f"/scores/items/{score.pk}/grant/", {"points": "61", "reason": "属实"})
    assert (high.status_code, "不超过满分 60.0" in high.content.decode()) == (400, True)
    assert client.post(f"/scores/items/{score.pk}/grant/", {"points": "60", "reason": "属实"}).status_code == 302
    assert ScoreAppeal.objects.get().state == AppealState.GRANTED
    page = client.get(f"{OCTOBER}?scheme={row.scheme.code}").content.decode()
    assert "绣品厂社区、幸福社区得分最高，100.0分。" in strip_tags(page)
    assert page.count("1（并列）") == 4  # table and cards
    again = client.post(f"/scores/items/{score.pk}/refuse/", {"reason": "再答复"})
    assert (again.status_code, "已经决定过" in again.content.decode()) == (400, True)


@pytest.mark.django_db
def test_the_workbook_ranks_as_the_page_does_and_names_the_records(sign_in, wang, li):
    facts()
    row = october()
    for person, records in ((wang, 4), (li, 4)):
        content = sign_in(person).get(f"{OCTOBER}scores.xlsx?scheme={row.scheme.code}").content
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = list(book["得分"].iter_rows(min_row=2, values_only=True))
        assert rows[0][:6] == ("名次", "片区", "得分", "比上期", "按时率60", "结案率40")
        assert [one[:3] for one in rows[1:3]] == [("1", "幸福社区", 100), ("2", "绣品厂社区", 76)]
        assert book["扣分依据"].max_row == records + 1
    other = sign_in(li).get(f"{OCTOBER}scores.xlsx?scheme={october(flat_rules()).scheme.code}")
    assert other.status_code == 200


@pytest.mark.django_db
def test_rules_are_written_tried_and_brought_into_force_by_pages(sign_in, wang, li):
    client = sign_in(wang)
    named = {
        "name": "示例方案",
        "code": "mine",
        "kind": "community",
        "cycle": "month",
        "appeal_workdays": 2,
        "note": "",
    }
    rules = SchemeVersion.objects.get(pk=int(client.post("/scores/schemes/new/", named).url.split("/")[-2]))
    page = f"/scores/schemes/{rules.pk}/"
    empty = client.post(f"{page}trial/", {"version": rules.version})
    assert (empty.status_code, "还没有考核项目" in empty.content.decode()) == (400, True)
    typed = {
        "name": "返工",
        "points": "10",
        "fact": "rework",
        "formula": "per_event",
        "least_sample": "3",
        "position": "1",
        "minus": "0.2",
        "doubled": ["leader", "media"],
        "full_from": "90",  # not of this formula: not kept
        "version": rules.version,
    }
    for changed, sentence in (
        ({"formula": "eval"}, "没有这个怎么算分"),
        ({"fact": "satisfaction"}, "不能按件扣分"),
        ({"most": "11"}, "不能超过满分 10"),
        ({"minus": "x"}, "要填数字"),
        ({"points": "0"}, "满分不能小于 0.1"),
        ({"doubled": ["nobody"]}, "nobody"),
    ):
        answer = client.post(f"{page}items/new/", typed | changed)
        assert (answer.status_code, sentence in answer.content.decode()) == (400, True), sentence
    assert client.post(f"{page}items/new/", typed).status_code == 302
    item = SchemeItem.objects.get(rules=rules)
    assert (item.params, item.fact_params) == ({"minus": "0.2", "doubled": ["leader", "media"]}, {})
    stale = client.post(f"{page}items/{item.code}/", typed | {"points": "20"})
    assert (stale.status_code, "刚有人改过" in stale.content.decode()) == (400, True)
    told = {"least_measured": "40", "improve_below": "70", "flag_least": "", "version": rules.version + 1}
    assert client.post(f"{page}rules/", told).status_code == 302
    rules.refresh_from_db()
    assert (rules.least_measured, rules.improve_below, rules.flag_least) == (40, 70, None)
    assert client.post(f"{page}trial/", {"version": rules.version}).status_code == 302
    rules.refresh_from_db()
    assert client.post(f"{page}force/", {"version": rules.version, "valid_from": "2026-01-01"}).status_code == 302
    rules.refresh_from_db()
    assert (rules.state, rules.valid_from) == (RulesState.IN_FORCE, date(2026, 1, 1))
    assert client.get(f"{page}items/{item.code}/").status_code == 404
    assert client.post(f"{page}copy/", {"version": rules.version}).status_code == 302
    assert rules.scheme.versions.count() == 2
    kept = {"name": "示例方案二", "appeal_workdays": "5", "note": "", "is_active": ""}
    assert client.post(f"/scores/schemes/edit/{rules.scheme_id}/", kept | {"appeal_workdays": "0"}).status_code == 400
    assert client.post(f"/scores/schemes/edit/{rules.scheme_id}/", kept).status_code == 302
    rules.scheme.refresh_from_db()
    assert (rules.scheme.name, rules.scheme.is_active, rules.scheme.kind) == ("示例方案二", False, "community")
    with pytest.raises(Refusal, match="已经停用"):
        scores.computed(rules)
    read = sign_in(li).get(page)
    assert (read.status_code, "返工 10分" in read.content.decode(), "停用" in read.content.decode()) == (
        200,
        True,
        False,
    )


@pytest.mark.django_db
def test_computing_comparing_and_taking_back_by_button(sign_in, wang):
    rules = flat_rules()
    facts()
    client = sign_in(wang)
    assert client.post("/scores/compute/", {"what": "nothing 2026-10"}).url == "/scores/"
    now = timezone.localdate()
    span = scores.Span.of("month", now).previous()
    answer = client.post("/scores/compute/", {"what": f"{rules.scheme.code} {span.name}"})
    assert answer.url == f"/scores/{span.name}/?scheme={rules.scheme.code}"
    row = Scoring.objects.get()
    version = SchemeVersion.objects.get(scheme=rules.scheme)
    compare = f"/scores/{span.name}/compare/?scheme={rules.scheme.code}"
    assert "没有在试算的版本" in client.get(compare).content.decode()
    client.post(f"/scores/schemes/{version.pk}/copy/", {"version": version.version})
    new = SchemeVersion.objects.get(scheme=rules.scheme, number=2)
    client.post(f"/scores/schemes/{new.pk}/trial/", {"version": new.version})
    assert "还没有试算" in client.get(compare).content.decode()
    assert client.post(f"/scores/schemes/{new.pk}/trial/{span.name}/").status_code == 302
    assert "得分率相差" in client.get(compare).content.decode()
    client.post(f"/scores/results/{row.pk}/publish/", {"version": row.version})
    assert client.post(f"/scores/results/{row.pk}/withdraw/", {"reason": ""}).status_code == 400
    assert client.post(f"/scores/results/{row.pk}/withdraw/", {"reason": "算错了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == ScoringState.WITHDRAWN
    assert "撤回：算错了" in client.get(f"/scores/{span.name}/?scheme={rules.scheme.code}").content.decode()
    for garbage in ("2026-13", "2026-00", "x", "2026-Q5", "２０２６-10"):
        assert client.get(f"/scores/{garbage}/").status_code == 404


@pytest.mark.django_db
def test_switched_off_there_is_no_page_no_number_and_no_door(sign_in, wang, li, qian):
    facts()
    row = october()
    item = scores.item(row, "i1")
    addresses = ("/scores/", f"{OCTOBER}?scheme={row.scheme.code}", f"/scores/items/{item.pk}/", "/scores/schemes/")
    client = sign_in(qian)
    assert client.post("/manage/scores/", {"is_on": "no", "reason": ""}).status_code == 400
    assert client.post("/manage/scores/", {"is_on": "no", "reason": "街道决定今年不评"}).status_code == 302
    for person in (wang, li, qian):
        client = sign_in(person)
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert 'href="/scores/"' not in client.get("/account/").content.decode()
    scores.in_force("market_month")
    assert results.compute_if_due() == 0
    client = sign_in(qian)
    assert client.post("/manage/scores/", {"is_on": "yes", "reason": "再评"}).status_code == 302
    assert sign_in(li).get(addresses[1]).status_code == 200
    assert 'href="/scores/"' in client.get("/account/").content.decode()
    assert FeatureSwitch.objects.get().reason == "再评"
    assert results.compute_if_due() == 1


@pytest.mark.django_db
def test_pages_ask_the_database_as_often_for_many_as_for_one(sign_in, wang):
    rules = flat_rules()
    scores.case("1", fixed=-1)
    for _ in range(5):
        scores.case("1", fixed=1)
    row = october(rules)
    item = scores.item(row, "i1")
    client = sign_in(wang)
    addresses = ("/scores/", f"{OCTOBER}?scheme={rules.scheme.code}", f"/scores/items/{item.pk}/", "/scores/schemes/")
    one = [count_queries(client, address) for address in addresses]
    for number in range(1, 6):
        for _ in range(6):
            scores.case(str(number), fixed=-1)
    scores.acts.withdraw(by=wang, row=row, reason="重算")
    row = october(rules)
    october(flat_rules())
    more = [address.replace(f"/{item.pk}/", f"/{scores.item(row, 'i1').pk}/") for address in addresses]
    assert [count_queries(client, address) for address in more] == one
    assert max(one) <= 14
