"""Editing and voiding: both days marked, before and after kept, nobody overwritten, nothing deleted."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import actions
from campaigns.models import WorkRecord
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers

URL = "/cleanups/"


def test_a_change_marks_both_days_and_keeps_before_and_after(wang):
    yesterday = timezone.localdate() - timedelta(days=1)
    record = makers.work(day=yesterday)
    ChangedDay.objects.all().delete()
    actions.change_work(record, by=wang, version=1, day=timezone.localdate(), quantity=15)
    assert set(ChangedDay.objects.values_list("day", flat=True)) == {yesterday, timezone.localdate()}
    event = AuditEvent.objects.latest("id")
    assert (event.before["quantity"], event.after["quantity"]) == (12, 15)


def test_a_change_of_nothing_writes_nothing(wang):
    record = makers.work()
    count = AuditEvent.objects.count()
    assert actions.change_work(record, by=wang, version=1, quantity=12).version == 1
    assert AuditEvent.objects.count() == count


def test_the_second_of_two_editors_is_refused_and_told_who(wang, li):
    record = makers.work(unit="1", by=li)
    actions.change_work(record, by=wang, version=1, quantity=20)
    with pytest.raises(StaleEdit, match="王刚改过这条，看看再保存。"):
        actions.change_work(record, by=li, version=1, quantity=30)
    record.refresh_from_db()
    assert record.quantity == 20


def test_a_record_is_voided_with_a_reason_and_never_deleted(sign_in, li):
    record = makers.work(unit="1", by=li)
    client = sign_in(li)
    assert client.post(reverse("work_void", args=(record.pk,)), {"reason": ""}).status_code == 302
    assert WorkRecord.objects.live().exists()
    client.post(reverse("work_void", args=(record.pk,)), {"reason": "记重了"})
    record.refresh_from_db()
    assert (record.void_reason, record.voided_by) == ("记重了", li)
    assert "记重了" in client.get(f"{URL}?show=voided").content.decode()
    with pytest.raises(Refusal, match="已经作废"):
        actions.change_work(record, by=li, version=2, quantity=1)


def test_voiding_twice_counts_once(li):
    record = makers.work(unit="1", by=li)
    for _ in range(2):
        actions.void_work(record, by=li, reason="记重了")
    assert AuditEvent.objects.filter(action="void").count() == 1


def test_a_posted_record_of_a_section_keeps_its_area_when_only_the_quantity_changes(chen, wang):
    record = makers.work(unit="K1")
    WorkRecord.objects.filter(pk=record.pk).update(community=record.unit.__class__.objects.get(code="3"))
    actions.change_work(record, by=wang, version=1, quantity=5)
    record.refresh_from_db()
    assert (record.quantity, record.community.code) == (5, "3")


@pytest.mark.parametrize(("page", "subject"), [("/cleanups/", "indicator"), ("/publicity/", "kind")])
def test_the_list_after_saving_shows_no_wrong_filter_and_no_id_twice(sign_in, wang, page, subject):
    row = makers.work() if subject == "indicator" else makers.placement()
    data = {
        "day": timezone.localdate().isoformat(),
        "unit": row.unit_id,
        "quantity": "3",
        "client_uuid": str(uuid.uuid4()),
    }
    response = sign_in(wang).post(page, data | {subject: getattr(row, f"{subject}_id")}, follow=True)
    text = response.content.decode()
    assert "有效的选项" not in text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert response.context["form"].initial[subject] == str(getattr(row, f"{subject}_id"))
