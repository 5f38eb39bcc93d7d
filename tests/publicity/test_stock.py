"""库存: what is left of a batch is never less than nothing, whoever takes from it and however many at once."""

import threading
import time
import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from publicity import actions, stock
from publicity.actions import batches
from publicity.models import MaterialBatch, Placement
from tataboo_portal.models import ImportBatch
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import sheet_of
from tests import makers, registers
from tests.inspections.threads import at_once
from tests.people import person, unit_of
from tests.publicity.hands import batch, kind


def left_of(row):
    return stock.with_left(MaterialBatch.objects.filter(pk=row.pk)).get().left


def typed(**values):
    """What the office types for twelve banners of unit 1."""
    day = timezone.localdate().isoformat()
    facts = {"day": day, "unit": unit_of("1").pk, "kind": kind().pk, "quantity": "12", "where": "示例门口"}
    return {"client_uuid": str(uuid.uuid4()), **facts, **values}


def test_what_is_placed_changed_and_voided_moves_what_is_left(wang):
    made = batch(100)
    row = makers.placement(unit="1", quantity=12, batch=made)
    assert left_of(made) == 88
    actions.change_placement(row, by=wang, version=1, batch=made, kind=row.kind, quantity=100)
    assert left_of(made) == 0
    actions.void_placement(row, by=wang, reason="示例")
    assert left_of(made) == 100


def test_taking_down_gives_nothing_back(wang):
    made = batch(100)
    actions.take_down(makers.placement(unit="1", quantity=12, batch=made), by=wang, day=timezone.localdate())
    assert left_of(made) == 88


def test_more_than_is_left_is_refused_in_words_and_writes_nothing(sign_in, wang):
    made = batch(100)
    makers.placement(unit="1", quantity=92, batch=made)
    page = sign_in(wang).post("/publicity/", typed(batch=made.pk))
    assert (page.status_code, Placement.objects.count()) == (400, 1)
    assert "这批悬挂条幅只剩 8 条，改数量或者换一批。" in page.content.decode()
    assert sign_in(wang).post("/publicity/", typed(batch=made.pk, quantity="8")).status_code == 302
    assert left_of(made) == 0
    with pytest.raises(Refusal, match="已经投放完"):
        makers.placement(unit="1", quantity=1, batch=made)


def test_a_batch_larger_than_any_is_refused_in_words(sign_in, wang):
    data = registers.typed("batches") | {"quantity": str(stock.MOST + 1)}
    page = sign_in(wang).post("/registers/batches/new/", data)
    assert (page.status_code, MaterialBatch.objects.count()) == (400, 0)
    assert "数量太大了" in page.content.decode()


def test_a_number_of_a_submission_that_is_none_is_no_error_beside_a_batch(sign_in, wang):
    page = sign_in(wang).post("/publicity/", typed(batch=batch(100).pk, client_uuid=""))
    assert (page.status_code, Placement.objects.count()) == (400, 0)


def test_a_batch_of_another_kind_is_refused(sign_in, wang):
    page = sign_in(wang).post("/publicity/", typed(batch=batch(code="led_notice").pk))
    assert "和选的形式不一样，换一批。" in page.content.decode()


def test_the_last_one_sent_twice_is_one_and_no_refusal(sign_in, wang):
    made, client = batch(12), sign_in(wang)
    data = typed(batch=made.pk)
    assert [client.post("/publicity/", data).status_code for _ in range(2)] == [302, 302]
    assert (Placement.objects.count(), left_of(made)) == (1, 0)


def test_a_batch_says_no_less_than_was_placed_and_is_not_voided(wang):
    made = batch(100)
    makers.placement(unit="1", quantity=12, batch=made)
    for values in ({"quantity": 11}, {"kind": kind("publicity_board")}):
        with pytest.raises(Refusal, match="已经投放 12 条"):
            batches.change_batch(made, by=wang, version=1, **values)
    with pytest.raises(Refusal, match="再作废"):
        batches.void_batch(made, by=wang, reason="示例")
    assert batches.change_batch(made, by=wang, version=1, quantity=12).quantity == 12


def test_the_refused_void_of_a_batch_is_told_on_its_page(sign_in, wang):
    made = batch(100)
    makers.placement(unit="1", quantity=12, batch=made)
    url = reverse("register_void", args=("batches", made.pk))
    page = sign_in(wang).post(url, {"reason": "示例"}, follow=True)
    assert "没有作废：这批已经投放 12 条" in page.content.decode()


def test_a_unit_takes_from_its_own_batches_and_from_those_a_section_made_for_all(li, zhang):
    own, theirs, for_all = batch(unit="1"), batch(unit="2"), batch(unit="K1")
    batch(5, unit="1")
    makers.placement(unit="1", quantity=5, batch=MaterialBatch.objects.get(quantity=5))
    assert set(stock.offered_to(li)) == {own, for_all}
    assert set(stock.offered_to(zhang)) == {theirs, for_all}


def test_who_keeps_no_batches_is_asked_for_none(sign_in, li):
    assert "从批次里取" not in sign_in(li).get("/publicity/").content.decode()
    batch(unit="1")
    assert "从批次里取" in sign_in(li).get("/publicity/").content.decode()


def test_the_office_changes_a_placement_and_its_batch_stays(sign_in, zhang):
    theirs = batch(unit="1")
    row = makers.placement(unit="2", quantity=12, batch=theirs)
    client, url = sign_in(zhang), reverse("placement_detail", args=(row.pk,))
    form = client.get(url).context["form"]
    data = typed(version="1", quantity="13", batch=form["batch"].value())
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.quantity, row.batch) == (13, theirs)


def test_the_stock_page_tells_made_placed_and_left(sign_in, wang, zhang):
    made = batch(100)
    makers.placement(unit="1", quantity=12, batch=made)
    (row,) = sign_in(wang).get("/publicity/stock/", {"show": "left"}).context["page"].rows
    assert (row.quantity, row.placed, row.left) == (100, 12, 88)
    assert sign_in(zhang).get("/publicity/stock/").context["page"].rows == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_take_the_rest():
    made, by = batch(20), person("wang")

    def take(index):
        return makers.placement(unit="1", quantity=12, batch=made, by=by)

    results = at_once(take, count=2)
    assert sorted(type(result).__name__ for result in results) == ["Placement", "Refusal"]
    assert left_of(made) == 8


@pytest.mark.django_db(transaction=True)
def test_a_file_of_batches_taken_back_while_something_is_placed_leaves_that_batch():
    by, placed = person("wang"), threading.Event()
    kept = ImportBatch.objects.create(sheet="batches", created_by=by, byte_count=0)
    made = batch(20)
    MaterialBatch.objects.filter(pk=made.pk).update(import_batch=kept)

    def place():
        with transaction.atomic():
            makers.placement(unit="1", quantity=12, batch=made, by=by)
            placed.set()
            time.sleep(0.3)  # the file is being taken back before this is committed

    def take_back():
        placed.wait(20)
        with transaction.atomic():
            return sheet_of("batches")().take_back(kept, by=by, reason="示例")[0]

    results = at_once(lambda index: take_back() if index else place(), count=2)
    made.refresh_from_db()
    assert (results, made.is_voided, left_of(made)) == ([None, 0], False, 8)
