"""Every register: filled, listed, opened, changed, voided; strangers kept out; as many questions for three rows as for one."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tataboo_portal import registers as ground
from tataboo_portal.models import AuditEvent, ChangedDay, Photo
from tataboo_portal.paging import paginate
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.registers import all_registers
from tests import makers, registers
from tests.counting import count_queries
from tests.people import unit_of

every_register = pytest.mark.parametrize("slug", registers.SLUGS)


def address(page, slug, *args):
    return reverse(f"register_{page}", args=(slug, *args))


def page_of(response):
    return response.content.decode()


@every_register
def test_a_row_is_filled_in_listed_and_opened(sign_in, wang, slug):
    client, model = sign_in(wang), all_registers()[slug].model
    client.get(address("add", slug))
    data, before = registers.typed(slug), model.objects.count()
    response = client.post(address("add", slug), data, follow=True)
    assert response.status_code == 200, response.context["form"].errors
    assert model.objects.count() == before + 1
    row = model.objects.get(client_uuid=data["client_uuid"])
    assert (row.unit.code, row.community.code, row.created_by, row.version) == ("1", "1", wang, 1)
    assert "已记：" in page_of(response)
    assert str(row) in page_of(response)
    listed = page_of(client.get(address("list", slug)))
    assert address("detail", slug, row.pk) in listed
    assert all(heading in listed for heading in all_registers()[slug].headings)
    event = AuditEvent.objects.exclude(action="view").get(object_type=model._meta.label, object_id=str(row.pk))
    assert (event.action, event.actor_name, event.before) == ("add", "王", None)
    marked = set(ChangedDay.objects.filter(table=model._meta.label).values_list("day", flat=True))
    assert marked == {day for day in row.counted_days if day}


@every_register
def test_a_form_sent_twice_makes_one_row(sign_in, wang, slug):
    client, data, model = sign_in(wang), registers.typed(slug), all_registers()[slug].model
    before = model.objects.count()
    assert [client.post(address("add", slug), data).status_code for _ in range(2)] == [302, 302]
    assert model.objects.count() == before + 1


@every_register
def test_a_row_is_changed_with_before_and_after(sign_in, wang, slug):
    client, row, (name, words) = sign_in(wang), registers.made(slug), registers.CHANGED[slug]
    page = client.get(address("detail", slug, row.pk))
    data = sent_back(page.context["form"]) | {name: words}
    assert client.post(address("detail", slug, row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, name), row.version, row.changed_by) == (words, 2, wang)
    event = AuditEvent.objects.get(object_type=row._meta.label, object_id=str(row.pk), action="change")
    if name in getattr(model_of(slug), "never_in_trail", ()):  # what may be forgotten on request
        assert name not in event.before | event.after
        return
    assert (event.before[name], event.after[name]) != (words, None)
    assert event.after[name] == words


def model_of(slug):
    return all_registers()[slug].model


def sent_back(form):
    """What a browser sends when a form is saved as it stands."""
    values = {field.name: field.value() for field in form if field.value() not in (None, False)}
    return {name: value for name, value in values.items() if name not in {"photo_camera", "photo_album"}}


@every_register
def test_saving_without_a_change_writes_nothing(sign_in, wang, slug):
    client, row = sign_in(wang), registers.made(slug)
    form = client.get(address("detail", slug, row.pk)).context["form"]
    assert client.post(address("detail", slug, row.pk), sent_back(form)).status_code == 302
    row.refresh_from_db()
    assert row.version == 1


@every_register
def test_a_change_of_what_somebody_else_has_changed_is_refused(sign_in, wang, li, slug):
    row, (name, words) = registers.made(slug), registers.CHANGED[slug]
    client = sign_in(wang)
    data = sent_back(client.get(address("detail", slug, row.pk)).context["form"]) | {name: words}
    ground.change(row, by=li, version=1, note="示例先改")
    response = client.post(address("detail", slug, row.pk), data)
    assert response.status_code == 400
    assert "李刚改过这条，看看再保存。" in page_of(response)
    row.refresh_from_db()
    assert (row.note, row.version) == ("示例先改", 2)


@every_register
def test_a_voided_row_leaves_the_list_and_stays_to_be_seen(sign_in, wang, slug):
    client, row = sign_in(wang), registers.made(slug)
    assert client.post(address("void", slug, row.pk), {"reason": ""}).status_code == 302
    row.refresh_from_db()
    assert not row.is_voided
    client.post(address("void", slug, row.pk), {"reason": "示例记错"})
    row.refresh_from_db()
    assert (row.void_reason, row.voided_by) == ("示例记错", wang)
    here = address("detail", slug, row.pk)
    assert here not in page_of(client.get(address("list", slug)))
    voided = page_of(client.get(address("list", slug), {"show": "voided"}))
    assert here in voided
    assert "示例记错" in voided
    opened = page_of(client.get(here))
    assert "作废：示例记错" in opened
    assert client.post(here, registers.typed(slug)).status_code == 403


@every_register
def test_the_stranger_knows_nothing_of_a_row(sign_in, zhang, slug):
    row, client = registers.made(slug, unit="1"), sign_in(zhang)
    assert client.get(address("detail", slug, row.pk)).status_code == 404
    assert client.post(address("void", slug, row.pk), {"reason": "x"}).status_code == 404
    assert address("detail", slug, row.pk) not in page_of(client.get(address("list", slug)))


@every_register
def test_the_inspector_sees_and_cannot_write(sign_in, liu, slug):
    row, client = registers.made(slug), sign_in(liu)
    opened = client.get(address("detail", slug, row.pk))
    assert opened.context["form"] is None
    assert client.post(address("detail", slug, row.pk), {}).status_code == 403
    assert client.post(address("void", slug, row.pk), {"reason": "x"}).status_code == 403
    assert client.get(address("add", slug)).status_code == 403


@every_register
def test_people_of_a_unit_write_for_their_own_unit_whatever_they_send(sign_in, li, slug):
    data = registers.typed(slug) | {"unit": unit_of("7").pk}
    assert sign_in(li).post(address("add", slug), data).status_code == 302
    assert all_registers()[slug].model.objects.get(client_uuid=data["client_uuid"]).unit.code == "1"


@every_register
def test_a_list_asks_as_often_for_three_rows_as_for_one(sign_in, wang, slug):
    registers.made(slug)
    client = sign_in(wang)
    for_one = count_queries(client, address("list", slug))
    registers.made(slug, "2")
    registers.made(slug, "3")
    assert count_queries(client, address("list", slug)) == for_one


@every_register
def test_every_filter_answers_and_the_unit_filter_narrows(sign_in, wang, slug):
    ours, theirs = registers.made(slug, "1"), registers.made(slug, "2")
    client, register = sign_in(wang), all_registers()[slug]
    for name in (*register.choices, "q", "show", "unit"):
        assert client.get(address("list", slug), {name: "zzz"}).status_code == 200
    for group in register.groups:
        assert client.get(address("list", slug), {"group": group.name}).status_code == 200
    found = page_of(client.get(address("list", slug), {"unit": "1"}))
    assert address("detail", slug, ours.pk) in found
    assert address("detail", slug, theirs.pk) not in found


@every_register
def test_nothing_filled_in_gets_sentences_and_no_row(sign_in, wang, slug):
    before = all_registers()[slug].model.objects.count()
    response = sign_in(wang).post(address("add", slug), {"client_uuid": str(uuid.uuid4())})
    assert response.status_code == 400
    errors = [sentence for sentences in response.context["form"].errors.values() for sentence in sentences]
    assert errors
    assert all(sentence.endswith("。") for sentence in errors), errors
    assert all_registers()[slug].model.objects.count() == before


def test_pages_follow_each_other_without_losing_a_row(sign_in, wang, monkeypatch):
    rows = {registers.vehicle(first_seen_on=registers.today() - timedelta(days=n % 3)).pk for n in range(7)}
    monkeypatch.setattr(paginate, "__kwdefaults__", paginate.__kwdefaults__ | {"size": 3})
    client, url, seen = sign_in(wang), address("list", "vehicles"), []
    while url:
        page = client.get(url).context["page"]
        seen += [row.pk for row in page.rows]
        url = address("list", "vehicles") + page.next_url if page.next_url else ""
    assert sorted(seen) == sorted(rows)
    assert len(seen) == 7


def test_an_unknown_register_is_not_found(sign_in, wang):
    client = sign_in(wang)
    for page in ("list", "add", "layouts"):
        assert client.get(address(page, "nothing")).status_code == 404
    assert client.get(address("layouts", "shops")).status_code == 404
    assert client.post(address("task", "shops", registers.shop().pk)).status_code == 404


def test_a_register_opened_at_another_ones_row_is_not_found(sign_in, wang):
    row = registers.vehicle()
    assert sign_in(wang).get(address("detail", "structures", row.pk)).status_code == 404


def test_the_index_counts_what_one_may_see(sign_in, li, zhang):
    registers.vehicle("1")
    counted = {door["register"].slug: door["count"] for door in sign_in(li).get("/registers/").context["doors"]}
    assert (set(counted), counted["vehicles"]) == (set(registers.SLUGS), "1")
    others = {door["register"].slug: door["count"] for door in sign_in(zhang).get("/registers/").context["doors"]}
    assert others["vehicles"] == "0"


def test_a_photo_hangs_on_the_row_and_survives_a_mistake(sign_in, li):
    client = sign_in(li)
    wrong = registers.typed("vehicles") | {"vehicle_type": "", "photo_camera": registers.picture()}
    assert client.post(address("add", "vehicles"), wrong).status_code == 400
    kept = Photo.objects.get()
    client.post(address("add", "vehicles"), registers.typed("vehicles") | {"photo_kept": str(kept.token)})
    row = all_registers()["vehicles"].model.objects.get()
    assert row.photos.get() == kept
    makers.process_photos()
    assert address("photo", "vehicles", row.pk, kept.token, "320") in page_of(
        client.get(address("detail", "vehicles", row.pk))
    )


def test_a_place_is_found_by_its_name_and_other_words_stay_words(sign_in, li):
    client, market = sign_in(li), registers.market()
    data = registers.typed("vehicles") | {"where": market.name, "location": "东门"}
    client.post(address("add", "vehicles"), data)
    client.post(address("add", "vehicles"), registers.typed("vehicles") | {"where": "没有的地方", "location": "西门"})
    at_place, elsewhere = all_registers()["vehicles"].model.objects.order_by("id")
    assert (at_place.place, at_place.location, at_place.market_group.code) == (market, "东门", "A")
    assert (elsewhere.place, elsewhere.location) == (None, "没有的地方 西门")


def test_a_note_changed_after_its_place_went_out_of_use_leaves_the_row_where_it_is(sign_in, li):
    client, market = sign_in(li), registers.market()
    client.post(address("add", "vehicles"), registers.typed("vehicles") | {"where": market.name})
    row = all_registers()["vehicles"].model.objects.get()
    type(market).objects.update(is_active=False)
    url = address("detail", "vehicles", row.pk)
    form = client.get(url).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert client.post(url, sent | {"note": "示例"}).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.place, row.market_group.code) == ("示例", market, "A")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812345678", "138****5678"), ("0632-1234567", "063****4567"), ("1234567", "****"), ("", "--"), (None, "--")],
)
def test_a_phone_number_is_masked(number, shown):
    assert ground.masked_phone(number) == shown


def test_another_copy_of_a_submission_gives_nothing_of_another_units_row_away(sign_in, zhang):
    row = registers.vehicle("1", plate="示例牌")
    data = registers.typed("vehicles") | {"client_uuid": str(row.client_uuid)}
    response = sign_in(zhang).post(address("add", "vehicles"), data, follow=True)
    assert response.redirect_chain == [(address("list", "vehicles"), 302)]
    assert "示例牌" not in response.content.decode()


def test_the_action_itself_refuses_stale_and_voided_rows(wang):
    row = registers.vehicle()
    ground.change(row, by=wang, version=1, note="示例")
    with pytest.raises(StaleEdit):
        ground.change(row, by=wang, version=1, note="示例二")
    ground.void(row, by=wang, reason="示例")
    with pytest.raises(Refusal, match="已经作废"):
        ground.change(row, by=wang, version=3, note="示例三")


@pytest.mark.parametrize("words", ["\x00", "9" * 400, "0001-01-01", "NaN", "x" * 5000])
@pytest.mark.parametrize("slug", ["baits", "structures", "streets"])
def test_garbage_in_any_field_is_answered_and_nothing_absurd_is_kept(sign_in, wang, slug, words):
    client, register = sign_in(wang), all_registers()[slug]
    for name in register.form(user=wang).fields:
        data = registers.typed(slug) | {name: words}
        assert client.post(address("add", slug), data).status_code in {302, 400}, name
    for row in register.model.objects.all():
        kept = [getattr(row, field.name) for field in register.model._meta.concrete_fields if not field.is_relation]
        assert not any(isinstance(value, str) and ("\x00" in value or len(value) > 200) for value in kept)
        assert not any(isinstance(value, date) and value.year < 2000 for value in kept)
