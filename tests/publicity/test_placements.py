"""The publicity ledger: the same care, with kinds, topics and dates of validity."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from publicity.models import Placement, PublicityKind
from tataboo_portal.models import AuditEvent, ChangedDay, Unit
from tests import makers
from tests.counting import count_queries

URL = "/publicity/"


@pytest.fixture
def entry(db):
    """条幅 12 条 in 幸福社区 today."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "day": timezone.localdate().isoformat(),
        "unit": Unit.objects.get(code="2").pk,
        "kind": PublicityKind.objects.get(indicator__code="banner").pk,
        "quantity": "12条",
        "topic": "示例主题",
        "where": "东门",
        "note": "",
        "valid_until": "",
    }


def test_twelve_banners_are_logged_with_place_day_and_photo(sign_in, wang, entry):
    response = sign_in(wang).post(URL, entry | {"photo_album": makers.photo_upload()}, follow=True)
    assert "已记：幸福社区 悬挂条幅 12 条" in response.content.decode()
    placement = Placement.objects.get()
    assert (placement.topic, placement.where, placement.photos.count()) == ("示例主题", "东门", 1)
    assert ChangedDay.objects.get().table == "publicity.Placement"
    assert AuditEvent.objects.filter(object_type="publicity.Placement").count() == 1


def test_a_validity_that_ends_before_it_begins_is_refused(sign_in, wang, entry):
    yesterday = timezone.localdate() - timedelta(days=1)
    response = sign_in(wang).post(URL, entry | {"valid_until": yesterday.isoformat()})
    assert response.status_code == 400
    assert "有效期不能早于投放日期。" in response.content.decode()


def test_banners_do_not_count_as_public_advertisements(db):
    counts = dict(PublicityKind.objects.values_list("indicator__code", "counts_as_public_ad"))
    assert (counts["banner"], counts["public_ad"]) == (False, True)


def test_the_filter_by_kind_sums_that_kind_alone(sign_in, wang):
    makers.placement(quantity=12)
    makers.placement(kind="publicity_board", quantity=3)
    page = sign_in(wang).get(URL, {"kind": "banner"})
    assert [total for _, total in page.context["sums"]] == [12]


def test_a_placement_is_edited_by_its_own_unit_and_not_by_a_stranger(sign_in, zhang, li, entry):
    placement = makers.placement(unit="2", by=zhang)
    url = reverse("placement_detail", args=(placement.pk,))
    changed = entry | {"version": "1", "quantity": "15", "unit": ""}
    assert sign_in(li).post(url, changed).status_code == 404
    assert sign_in(zhang).post(url, changed).status_code == 302
    placement.refresh_from_db()
    assert (placement.quantity, placement.version) == (15, 2)


def test_a_stale_edit_is_refused_on_the_page(sign_in, wang, entry):
    placement = makers.placement()
    client, url = sign_in(wang), reverse("placement_detail", args=(placement.pk,))
    assert client.post(url, entry | {"version": "1", "quantity": "15"}).status_code == 302
    late = client.post(url, entry | {"version": "1", "quantity": "18"})
    assert late.status_code == 400
    assert "王刚改过这条，看看再保存。" in late.content.decode()
    assert "这条现在是：数量“15”。" in late.content.decode()
    assert 'value="18"' in late.content.decode()
    assert (
        client.post(url, entry | {"version": late.context["form"].data["version"], "quantity": "18"}).status_code == 302
    )


def test_the_list_asks_as_often_for_three_rows_as_for_one(sign_in, wang):
    client = sign_in(wang)
    makers.placement()
    one = count_queries(client, URL)
    makers.placement(unit="1", kind="blackboard", quantity=2)
    makers.placement(unit="A", quantity=4)
    assert count_queries(client, URL) == one
