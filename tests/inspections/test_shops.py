"""商户与门前五包: the patrol behind the plaque, the task it leads to, stars, agreements, plaques, phone numbers."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from inspections import registers as shown
from inspections.actions import checks
from inspections.enums import TaskSource
from inspections.models import FivePledge, FivePledgeItem, PledgeCheck, RemediationTask, Shop
from tataboo_portal.models import AuditEvent
from tataboo_portal.registers import void
from tests import makers, registers
from tests.counting import count_queries


@pytest.fixture
def shop(db):
    return registers.shop()


def sent(*failed, **values):
    """What the shop's page sends: five lines, those named switched over."""
    lines = {f"item_{item.code}": "met" for item in FivePledgeItem.objects.filter(is_active=True)}
    lines |= {f"item_{code}": "failed" for code in failed}
    return {"client_uuid": str(uuid.uuid4()), "note": ""} | lines | values


def address(shop):
    return reverse("shop_page", args=[shop.code])


def look(shop, by, *failed, **values):
    items = FivePledgeItem.objects.filter(is_active=True)
    results = [(item, item.code not in failed) for item in items]
    return checks.check_shop(by=by, shop=shop, client_uuid=uuid.uuid4(), results=results, **values)


def test_the_page_stands_on_five_times_met_and_one_tap_writes_it(sign_in, li, shop):
    client = sign_in(li)
    page = client.get(address(shop))
    lines = [bound.value() for bound, _ in page.context["form"].item_fields]
    assert lines == ["met"] * 5
    response = client.post(address(shop), sent(), follow=True)
    assert "五项都合格" in response.content.decode()
    check = PledgeCheck.objects.get()
    assert (check.by, check.task, check.results.filter(is_met=True).count()) == (li, None, 5)
    shop.refresh_from_db()
    assert shop.last_checked_on == registers.today()
    assert AuditEvent.objects.filter(object_type="inspections.PledgeCheck").count() == 1


def test_a_failed_item_with_its_photo_becomes_a_linked_task(sign_in, li, shop):
    data = sent("hygiene", "order", note="门口积水", photo_camera=registers.picture())
    assert sign_in(li).post(address(shop), data).status_code == 302
    check, task = PledgeCheck.objects.get(), RemediationTask.objects.get()
    assert check.task == task
    assert (task.category.code, task.source, task.unit.code) == ("five_pledge", TaskSource.PATROL, "1")
    assert task.title == "示例早点铺 门前五包不落实"
    assert task.description == "包卫生、包秩序不合格；门口积水"
    assert task.photos.get().photo == check.photo


def test_a_failed_item_without_a_photo_is_asked_for_one_and_keeps_its_switch(sign_in, li, shop):
    response = sign_in(li).post(address(shop), sent("greening"))
    assert response.status_code == 400
    assert "有不合格的，要拍一张照片。" in response.content.decode()
    assert response.context["form"]["item_greening"].value() == "failed"
    assert not PledgeCheck.objects.exists()


def test_a_look_that_arrives_twice_is_one_look_and_one_task(sign_in, li, shop):
    client, data = sign_in(li), sent("order")
    for _ in range(2):
        assert client.post(address(shop), data | {"photo_camera": registers.picture()}).status_code == 302
    assert (PledgeCheck.objects.count(), RemediationTask.objects.count()) == (1, 1)


def test_the_code_is_read_in_small_letters_too_and_the_stranger_knows_nothing_of_it(sign_in, li, zhang, shop):
    assert sign_in(li).get(f"/shop/{shop.code.lower()}/").status_code == 200
    client = sign_in(zhang)
    assert client.get(address(shop)).status_code == 404
    assert client.post(address(shop), sent()).status_code == 404


def test_the_inspector_may_look_and_the_leader_only_read(sign_in, liu, sun, shop):
    assert sign_in(liu).post(address(shop), sent()).status_code == 302
    page = sign_in(sun).get(address(shop))
    assert (page.status_code, page.context["form"]) == (200, None)
    assert sign_in(sun).post(address(shop), sent()).status_code == 403


def test_a_voided_shop_is_not_looked_at(sign_in, li, wang, shop):
    void(shop, by=wang, reason="示例关门")
    client = sign_in(li)
    assert client.get(address(shop)).context["form"] is None
    response = client.post(address(shop), sent())
    assert response.status_code == 400
    assert "已经作废" in response.content.decode()
    assert not PledgeCheck.objects.exists()


def test_the_office_renames_an_item_and_drops_one(sign_in, li, shop):
    FivePledgeItem.objects.filter(code="facade").update(name="包亮化")
    FivePledgeItem.objects.filter(code="facilities").update(is_active=False)
    labels = [bound.label for bound, _ in sign_in(li).get(address(shop)).context["form"].item_fields]
    assert labels == ["包卫生", "包秩序", "包绿化", "包亮化"]


def test_the_stars_are_the_rate_of_the_last_five_looks(li, shop):
    assert Shop.objects.for_list().get().met_rate is None
    look(shop, li, "hygiene", "order", "greening", "facilities", "facade")
    for _ in range(4):
        look(shop, li)
    assert Shop.objects.for_list().get().met_rate == pytest.approx(0.8)
    look(shop, li)
    found = Shop.objects.for_list().get()
    assert (found.met_rate, found.check_count) == (pytest.approx(1.0), 6)


@pytest.mark.parametrize(
    ("rate", "words"), [(None, "--"), (0.0, "☆☆☆☆☆ 0%"), (0.79, "★★★☆☆ 79%"), (0.8, "★★★★☆ 80%"), (1.0, "★★★★★ 100%")]
)
def test_stars_never_round_up(rate, words):
    assert shown.stars(rate) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, None),
        (31, None),
        (30, "协议 30 天后到期"),
        (1, "协议 1 天后到期"),
        (0, "协议今天到期"),
        (-1, "协议已过期"),
    ],
)
def test_an_agreement_says_when_it_runs_out(days, words):
    today = registers.today()
    flag = shown.pledge_flag(None if days is None else today + timedelta(days=days), today)
    assert (flag.words if flag else None) == words


def test_shops_without_an_agreement_and_with_one_that_runs_out_are_found(sign_in, wang):
    bare, old, fresh, renewed = (registers.shop(name=f"示例店{n}") for n in range(4))
    soon = registers.today() + timedelta(days=10)
    registers.pledge(old, valid_to=soon)
    registers.pledge(fresh)
    registers.pledge(renewed, valid_to=soon)
    registers.pledge(renewed)
    client, url = sign_in(wang), reverse("register_list", args=["shops"])

    def found(group):
        return [shown["row"].pk for shown in client.get(url, {"group": group}).context["rows"]]

    assert found("without_pledge") == [bare.pk]
    assert found("expiring") == [old.pk]


def test_an_agreement_is_signed_from_the_shops_page_for_the_shops_unit(sign_in, li, shop):
    client, url = sign_in(li), reverse("register_add", args=["pledges"])
    assert client.get(url, {"shop": shop.code}).context["form"]["shop"].value() == shop.code
    assert client.post(url, registers.typed("pledges") | {"shop": shop.code}).status_code == 302
    pledge = FivePledge.objects.get()
    assert (pledge.shop, pledge.unit.code) == (shop, "1")


def test_an_agreement_with_another_units_shop_or_running_backwards_is_refused(sign_in, li, shop):
    client, url = sign_in(li), reverse("register_add", args=["pledges"])
    theirs = registers.shop("2")
    refused = client.post(url, registers.typed("pledges") | {"shop": theirs.code})
    assert "没有这个商户码" in str(refused.context["form"].errors["shop"])
    day = registers.today()
    dates = {"signed_on": day.isoformat(), "valid_to": (day - timedelta(days=1)).isoformat()}
    refused = client.post(url, registers.typed("pledges") | {"shop": shop.code} | dates)
    assert "有效期不能早于签订日期" in str(refused.context["form"].errors["valid_to"])
    assert not FivePledge.objects.exists()


def test_a_phone_number_is_plain_only_on_the_page_of_those_who_may_write_the_shop(sign_in, li, liu, sun, wang, shop):
    listed, opened = reverse("register_list", args=["shops"]), reverse("register_detail", args=["shops", shop.pk])
    for user in (li, wang, liu, sun):
        page = sign_in(user).get(listed).content.decode()
        assert "138****5678" in page
        assert "13812345678" not in page
    for user, plain in ((li, True), (wang, True), (liu, False), (sun, False)):
        assert ("13812345678" in sign_in(user).get(opened).content.decode()) is plain, user
    assert "13812345678" not in sign_in(liu).get(address(shop)).content.decode()


def test_a_phone_number_cannot_be_guessed_by_searching(sign_in, sun, shop):
    rows = sign_in(sun).get(reverse("register_list", args=["shops"]), {"q": "1381234"}).context["rows"]
    assert rows == []


def test_the_plaques_carry_the_code_and_the_address(sign_in, li, shop, monkeypatch):
    drawn = []
    monkeypatch.setattr("inspections.views.shops.qr.svg", lambda text: drawn.append(text) or "<svg></svg>")
    registers.shop("2", name="示例别家")
    page = sign_in(li).get(reverse("register_plaques")).content.decode()
    assert drawn == [f"http://testserver/shop/{shop.code}/"]
    assert shop.code in page
    assert "示例别家" not in page


def test_the_pages_of_a_shop_ask_as_often_for_three_looks_as_for_one(sign_in, li, shop):
    client = sign_in(li)
    urls = (address(shop), reverse("register_detail", args=["shops", shop.pk]))
    look(shop, li, "hygiene", photo=registers.picture())
    for_one = [count_queries(client, url) for url in urls]
    look(shop, li)
    look(shop, li, "order", photo=registers.picture())
    assert [count_queries(client, url) for url in urls] == for_one


def test_a_look_of_a_stranger_keeps_its_photo_from_others(sign_in, li, zhang, shop):
    check = look(shop, li, "order", photo=registers.picture())
    makers.process_photos()
    url = reverse("shop_photo", args=[shop.code, check.photo.token, "320"])
    assert sign_in(zhang).get(url).status_code == 404
    response = sign_in(li).get(url)
    assert response.status_code == 200
    b"".join(response)  # reading a file to its end closes it


def test_one_item_is_judged_once_in_a_look(li, shop):
    check = look(shop, li)
    with pytest.raises(ValidationError, match="已经判过"):
        type(check.results.first())(check_row=check, item=FivePledgeItem.objects.first(), is_met=True).full_clean()
