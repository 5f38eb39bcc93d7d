"""A ledger's own columns on its record's page: typed, kept in `details`, shown to everybody who sees the record."""

import pytest
from django.urls import reverse

from campaigns.models import Indicator
from tests import makers


@pytest.fixture
def record(wang):
    return makers.work(unit="1", indicator="zombie_vehicle", quantity=2, details={"plate": "示例牌", "old": "旧列"})


def typed_of(client, url):
    """What the record's own page would send back unchanged."""
    form = client.get(url).context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, False)}


def test_the_records_page_asks_for_its_own_columns_and_keeps_them(sign_in, wang, sun, record):
    client, url = sign_in(wang), reverse("work_detail", args=[record.pk])
    typed = typed_of(client, url)
    assert typed["detail_plate"] == "示例牌"
    typed |= {"detail_colour": "灰", "detail_first_seen_on": "2026-11-02", "detail_disposal": "拖移"}
    assert client.post(url, typed).status_code == 302
    record.refresh_from_db()
    kept = {"plate": "示例牌", "old": "旧列", "colour": "灰", "first_seen_on": "2026-11-02", "disposal": "拖移"}
    assert record.details == kept
    page = sign_in(sun).get(url)
    assert ("处置方式", "拖移") in page.context["details"]
    assert "<dt>处置方式</dt>" in page.content.decode()


def test_numbers_are_numbers_and_an_emptied_column_goes(sign_in, wang):
    record = makers.work(indicator="dead_corner", details={"corner_kind": "墙角"})
    client, url = sign_in(wang), reverse("work_detail", args=[record.pk])
    typed = typed_of(client, url)
    wrong = client.post(url, typed | {"detail_area": "很大"})
    assert wrong.context["form"].errors["detail_area"] == ["面积（㎡）要填数字，比如 12.5。"]
    client.post(url, typed | {"detail_area": "12.50", "detail_truckloads": "3", "detail_corner_kind": ""})
    record.refresh_from_db()
    assert record.details == {"area": 12.5, "truckloads": 3}


def test_another_indicator_keeps_only_the_columns_both_have(sign_in, wang):
    record = makers.work(indicator="dead_corner", quantity=1, details={"corner_kind": "墙角", "area": 12})
    client, url = sign_in(wang), reverse("work_detail", args=[record.pk])
    other = Indicator.objects.get(code="illegal_structure")
    client.post(url, typed_of(client, url) | {"indicator": other.pk})
    record.refresh_from_db()
    assert (record.indicator, record.details) == (other, {"area": 12})


def test_saving_an_unchanged_record_writes_nothing(sign_in, wang, record):
    client, url = sign_in(wang), reverse("work_detail", args=[record.pk])
    assert client.post(url, typed_of(client, url)).status_code == 302
    record.refresh_from_db()
    assert record.version == 1


def test_the_quick_row_does_not_ask_for_them(sign_in, wang):
    form = sign_in(wang).get("/cleanups/").context["form"]
    assert not [name for name in form.fields if name.startswith("detail_")]
