"""Garbage in addresses and forms: an answer, never an error, and nothing written; on SQLite and on PostgreSQL."""

import uuid

import pytest
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from inspections.models import RemediationTask, TaskCategory
from publicity.models import Placement
from tataboo_portal.models import Unit
from tests import makers

GARBAGE = (
    "\x00",
    "a\x00b",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "-1",
    "9" * 400,
    "1e999",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "٣٤",
    "\u202egpj.exe",
    "😀" * 300,
    "../../etc/passwd",
    "x" * 200_000,
    "=1+1",
)
LISTS = (
    *("/notices/", "/manage/alarms/"),
    *(
        "/tasks/dispatch/",
        "/tasks/verify/",
        "/tasks/print/",
        "/tasks/evaluation/",
        "/tasks/lookbacks/",
        "/manage/calendar/",
    ),
    *("/exports/", "/cleanups/export.xlsx", "/tasks/export.xlsx"),
    *(
        "/cleanups/",
        "/cleanups/drives/",
        "/campaigns/2017/figures/",
        "/goals/",
        "/publicity/",
        "/tasks/",
        "/tasks/requests/",
        "/meetings/",
        "/decisions/",
        "/dashboard/",
        "/areas/",
        "/areas/crossing/",
        "/areas/1/",
    ),
    *("/checks/", "/checks/new/", "/samples/", "/photos/", "/photos/print/"),
    "/public/",
    *("/scores/", "/scores/2026-10/", "/scores/2026-10/compare/", "/scores/schemes/"),
    *("/publicity/stock/", "/publicity/ads/", "/publicity/boards/due/"),
    *("/coverage/", "/places/", "/places/cards/", "/patrols/"),
    *("/registers/trainings/", "/registers/praises/", "/publicity/smoking/"),
    *("/registers/shops/", "/registers/baits/", "/registers/vehicles/", "/registers/shops/plaques/"),
    *("/activities/", "/registers/activities/"),
    *("/surveys/", "/registers/responses/"),
    "/meetings/2017-05-29/submissions/",
    *("/meetings/times/", "/decisions/orders/", "/decisions/orders/new/", "/decisions/orders/new/unit/1/"),
    *("/dossier/", "/dossier/new/"),
    *("/bulletins/", "/bulletins/new/"),
    *("/search/", "/burden/", "/burden/1/", "/suggestions/"),
)
PARAMETERS = (
    *("unit", "indicator", "kind", "category", "from", "to", "q", "show", "saved", "day"),
    *("source", "assignee", "task"),
    *("after", "before", "state", "group", "outcome", "due_from", "due_to", "period", "start"),
    *("community", "line", "keeper", "gap", "place", "per"),
    *("month", "theme", "meeting", "standard"),
)


PLACES = range(len(GARBAGE))
SHARE = 36
LONGEST, LONGEST_OF_MANY = 4_000, 400  # the web server refuses a longer address before the portal sees it


def answers(client, page, words, names):
    """Each parameter alone, and all of them together."""
    for name in names:
        assert client.get(page, {name: words[:LONGEST]}).status_code < 500, name
    assert client.get(page, dict.fromkeys(PARAMETERS, words[:LONGEST_OF_MANY])).status_code < 500


def answers_cursors(client, page, words):
    """The places to read on from, forward and back."""
    words = words[:LONGEST_OF_MANY]
    for cursor in (f"{words},1", f"2026-01-01,{words}", "2026-01-01,99999999999999999999", f"{words},{words}"):
        assert client.get(page, {"after": cursor}).status_code < 500, cursor[:40]
        assert client.get(page, {"group": "overdue", "before": cursor}).status_code < 500, cursor[:40]


@pytest.mark.parametrize("page", LISTS)
def test_garbage_in_a_lists_address_is_answered(sign_in, wang, page):
    """Every piece in all parameters at once, and a share of them alone; the sweep asks for every one alone."""
    client, shift = sign_in(wang), LISTS.index(page)
    for place, words in enumerate(GARBAGE):
        answers(client, page, words, PARAMETERS[(place + shift) % SHARE :: SHARE])
    for words in GARBAGE[shift % 8 :: 8]:
        answers_cursors(client, page, words)


@pytest.mark.sweep
@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("place", PLACES)
def test_every_piece_of_garbage_in_every_parameter_is_answered(sign_in, wang, page, place):
    client = sign_in(wang)
    answers(client, page, GARBAGE[place], PARAMETERS)
    answers_cursors(client, page, GARBAGE[place])


@pytest.mark.parametrize(
    "path",
    [
        "/tasks/{}/",
        "/cleanups/{}/",
        "/publicity/{}/",
        "/meetings/{}/",
        "/decisions/{}/",
        "/campaigns/{}/",
        "/dossier/{}/",
        "/bulletins/{}/",
        "/burden/{}/",
    ],
)
def test_garbage_as_a_key_is_not_found(sign_in, wang, path):
    client = sign_in(wang)
    for words in ("%00", "0", "99999999999999999999999", "..%2f..", "%E5%A4%AA", "a%20b", "9" * 300):
        assert client.get(path.format(words)).status_code == 404, words


TEXT_FIELDS = ("where", "note", "topic", "quantity", "day", "unit", "indicator", "kind", "category", "valid_until")


@pytest.mark.parametrize("words", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_in_a_form_is_answered_and_writes_nothing_absurd(sign_in, wang, words):
    client = sign_in(wang)
    good = {
        "day": timezone.localdate().isoformat(),
        "unit": Unit.objects.get(code="7").pk,
        "indicator": Indicator.objects.get(code="sticker").pk,
        "category": TaskCategory.objects.first().pk,
        "quantity": "3",
    }
    for name in TEXT_FIELDS:
        for page in ("/cleanups/", "/publicity/", "/report/"):
            data = good | {"client_uuid": str(uuid.uuid4()), name: words}
            assert client.post(page, data).status_code in {302, 400}, (page, name)
    for model in (WorkRecord, Placement, RemediationTask):
        for row in model.objects.all():
            assert "\x00" not in f"{row.note if hasattr(row, 'note') else row.description}{row.location}"
            assert 0 < row.quantity <= 20_000


@pytest.mark.parametrize("words", ["nonsense", "\x00", "", "00000000-0000-0000-0000-00000000000g"])
def test_a_submission_without_a_proper_number_is_refused_in_words(sign_in, wang, words):
    response = sign_in(wang).post("/cleanups/", {"client_uuid": words})
    assert response.status_code == 400
    assert not WorkRecord.objects.exists()


def test_the_number_of_anothers_submission_gives_nothing_away(sign_in, li, zhang):
    record = makers.work(unit="1", by=li, quantity=7171)
    client = sign_in(zhang)
    data = {
        "client_uuid": str(record.client_uuid),
        "day": timezone.localdate().isoformat(),
        "indicator": record.indicator_id,
        "quantity": "5",
    }
    page = client.post("/cleanups/", data, follow=True).content.decode()
    assert "7171" not in page
    record.refresh_from_db()
    assert (record.quantity, record.unit.code) == (7171, "1")
