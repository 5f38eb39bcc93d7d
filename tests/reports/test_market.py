"""市场整治: what belongs to markets is told there, with the units' own shares, and nowhere else."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Indicator
from inspections.actions import checks
from inspections.models import FivePledge, FivePledgeItem, Shop
from reports import weekly
from tataboo_portal import registers
from tataboo_portal.enums import PlaceKind
from tataboo_portal.weeks import Week
from tests import makers
from tests.inspections.compounds import place
from tests.people import person, unit_of
from tests.reports import rows


@pytest.fixture
def day(chen):
    return timezone.localdate() - timedelta(days=7)


def paragraphs():
    """{section code: its paragraphs} of the report about last week."""
    content = weekly.build(Week.current()).content
    return {
        section["code"]: [
            "".join(run["text"] for run in block["runs"]) for block in section["blocks"] if "runs" in block
        ]
        for part in content["parts"]
        for section in part["sections"]
    }


def test_an_indicator_of_the_market_is_told_with_its_shares_and_not_under_cleanup(day):
    for unit, quantity in (("A", 9), ("1", 4), ("K1", 1)):
        makers.work(unit=unit, indicator="signboard", quantity=quantity, day=day)
    makers.work(unit="A", indicator="dead_corner", quantity=5, day=day)
    makers.work(indicator="signboard", quantity=12, day=day - timedelta(days=7))
    told = paragraphs()
    words = "规范店招店牌14块（比前一周增加2块，增长17%），其中绣品厂社区4块、市场工作组一9块。"
    assert told["market"] == [words]
    assert "店招店牌" not in "".join(told["cleanup"])
    assert "死角5处" in told["cleanup"][0]
    Indicator.objects.filter(code="signboard").update(is_market=False)
    Indicator.objects.filter(code="dead_corner").update(is_market=True)
    told = paragraphs()
    assert "店招店牌14块" in told["cleanup"][0]
    assert told["market"][0].startswith("清理卫生死角5处")


def test_pledges_looks_and_rows_of_markets_are_told_as_far_as_there_are_any(day, wang, li):
    assert paragraphs()["market"] == ["上周没有市场整治记录。"]
    shop = registers.add(Shop, by=wang, client_uuid=uuid.uuid4(), unit=unit_of("2"), name="示例商户")
    for _ in range(2):
        registers.add(FivePledge, by=wang, client_uuid=uuid.uuid4(), unit=unit_of("2"), shop=shop, signed_on=day)
    items = list(FivePledgeItem.objects.filter(is_active=True))
    look = checks.check_shop(by=li, shop=shop, client_uuid=uuid.uuid4(), results=[(item, True) for item in items])
    bad = checks.check_shop(
        by=li,
        shop=shop,
        client_uuid=uuid.uuid4(),
        results=[(item, item is not items[0]) for item in items],
        note="示例",
    )
    type(look).objects.filter(pk__in=(look.pk, bad.pk)).update(at=rows.at(day))
    market = place("示例市场", unit="2", kind=PlaceKind.MARKET, market_group=unit_of("A"))
    checks.check_market(
        by=li, place=market, unit=unit_of("A"), client_uuid=uuid.uuid4(), day=day, out_of_zone=3, note=""
    )
    assert paragraphs()["market"] == [
        "签订门前五包协议2户（前一周为0，不计环比），其中幸福社区2户；巡查门前五包商户2户次，发现不落实1户次；"
        "开展划行归市检查1次，发现不在区域内的摊位3个。"
    ]


def test_the_groups_own_tasks_are_named_and_none_in_time_is_said_in_words(day):
    rows.standing("A", on_time=2, overdue=1, day=day)
    rows.standing("C", overdue=1, day=day)
    rows.standing("1", on_time=5, day=day)
    told = paragraphs()
    assert told["market"][1] == (
        "市场工作组应办整改任务4项，按期办结2项；市场工作组一应办3项、按期办结2项，市场工作组三应办1项、未按期办结。"
    )
    assert told["remediation"] == ["应办9项，按期办结7项，按期率78%；逾期未办2项。"]
    assert "0项" not in str(told)


def test_every_number_leads_to_its_records(sign_in, day):
    makers.work(unit="A", indicator="street_vendor", quantity=31, day=day)
    weekly.build(Week.current())
    page = sign_in(person("wang")).get(f"/meetings/{Week.current().monday}/").content.decode()
    assert f"indicator=street_vendor&amp;from={Week.of(day).monday}&amp;to={Week.of(day).sunday}" in page
    assert re.search(r'indicator=street_vendor[^"]*&amp;unit=A">30余家</a>', page)
