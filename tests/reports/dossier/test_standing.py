"""What proves a clause equals a plain recount of every row, on its page, in the overview and in the parcel."""

import hashlib
import io
import re
import uuid
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from openpyxl import load_workbook

from reports.dossier import proofs, spans, standing
from reports.dossier.contents import PAGE_NAME, SHEET_NAME
from reports.enums import ProofKind, ProofState
from reports.models import DossierClause, DossierRule, DossierStandard
from tataboo_portal import exports, jobs
from tataboo_portal.enums import AuditAction, ExportState
from tataboo_portal.models import AuditEvent, ExportFile, Job
from tests.counting import count_queries
from tests.people import person, unit_of
from tests.reports import rows
from tests.reports.dossier import street


def listed(found):
    """{kind: {(ledger, key)}} of proofs."""
    into = {kind: set() for kind in ProofKind}
    for proof in found:
        into[proof.kind].add((proof.source.slug, proof.row.pk))
    return into


@pytest.fixture
def facts(db, request):
    """A random street, filed at random, with a rule more that overlaps and one out of use."""
    chance = street.chance_of(request.param)
    street.make(chance)
    clauses = list(DossierClause.objects.filter(chapter__standard__code__in=("hygiene_2014", "hygiene_2021")))
    DossierRule.objects.create(clause=clauses[0], source="works", about="", kind="record")
    DossierRule.objects.create(clause=clauses[0], source="works", about="sticker", kind="record")
    DossierRule.objects.create(clause=clauses[1], source="trainings", about="training", kind="record", is_active=False)
    DossierRule.objects.create(clause=clauses[2], source="drives", about="", kind="photo")
    street.file_some(chance, clauses[:12])
    return chance


@pytest.mark.parametrize("facts", [1, 2], indirect=True)
def test_what_is_counted_listed_and_recounted_is_the_same(facts):
    wang, today = person("wang"), timezone.localdate()
    standard = DossierStandard.objects.get(code=facts.choice(("hygiene_2014", "hygiene_2021")))
    clauses = standing.clauses_of(standard)
    for span in (spans.usual(standard, today), spans.back_from(today.replace(year=today.year - 1, day=1))):
        fresh, stale = street.recount(DossierClause.objects.filter(pk__in=[one.pk for one in clauses]), *span.days)
        for one in standing.standings(clauses, span):
            new, old = fresh[one.clause.pk], stale[one.clause.pk]
            assert {kind: one.fresh[kind] for kind in ProofKind} == {kind: len(new[kind]) for kind in ProofKind}, one
            wanted = one.clause.wanted.items()
            assert one.lacking == {kind: least - len(new[kind]) for kind, least in wanted if least > len(new[kind])}
            assert {kind: one.stale[kind] for kind in one.lacking} == {kind: len(old[kind]) for kind in one.lacking}, (
                one
            )
            is_enough = all(len(new[kind]) + len(old[kind]) >= least for kind, least in wanted)
            expected = ProofState.STALE if is_enough else ProofState.MISSING
            assert one.state == (expected if one.lacking else ProofState.MET)
            found, is_cut = proofs.fresh(one.clause, span, wang)
            assert (listed(found), is_cut) == ({kind: new[kind] for kind in ProofKind}, False), one
            assert [proof.day for proof in found] == sorted((proof.day for proof in found), reverse=True)


def test_a_unit_lists_its_own_and_the_street_counts_all(db, li):
    street.make(street.chance_of(4))
    clause = DossierClause.objects.get(chapter__standard__code="hygiene_2014", code="3-2")
    span = spans.usual(clause.chapter.standard, timezone.localdate())
    every, own = (proofs.fresh(clause, span, who)[0] for who in (person("wang"), li))
    assert listed(own) == listed([proof for proof in every if proof.unit == unit_of("1")])
    assert len(own) < len(every)


@pytest.fixture
def packed(sign_in, wang):
    """The parcel of 2014's standard about a random street, and what its page says."""
    street.make(street.chance_of(5), count=12)
    client = sign_in(wang)
    number = str(uuid.uuid4())
    for _ in range(2):
        response = client.post("/dossier/pack/", {"standard": "hygiene_2014", "client_uuid": number})
        assert response.url == "/exports/"
    export = ExportFile.objects.get()
    exports.write_export(export.pk)
    export.refresh_from_db()
    with export.file.open("rb") as source:
        yield client, zipfile.ZipFile(io.BytesIO(source.read()))


def test_the_parcel_holds_what_its_index_and_the_pages_say(packed):
    client, archive = packed
    assert archive.testzip() is None
    book = load_workbook(io.BytesIO(archive.read(SHEET_NAME))).active
    head, *lines = book.iter_rows(values_only=True)
    told = [dict(zip(head, line, strict=True)) for line in lines]
    named = {line["文件"]: line["SHA-256"] for line in told if line["文件"] and line["SHA-256"]}
    assert set(archive.namelist()) == {*named, SHEET_NAME, PAGE_NAME}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in named.items())
    assert all(line["文件"] in named for line in told if line["文件"])
    page = archive.read(PAGE_NAME).decode()
    linked = {unquote(address) for address in re.findall(r'href="([^"]+)"', page)}
    assert linked == {*named, SHEET_NAME}
    assert not re.search(r"https?:|<script|<style", page)
    for clause in DossierClause.objects.filter(chapter__standard__code="hygiene_2014"):
        rows = [line for line in told if line["条款"] == clause.code]
        shown = client.get(f"/dossier/{clause.pk}/").context
        every = [one["proof"] for one in shown["proofs"]]
        for page in range(2, -(-shown["turn"]["count"] // len(every)) + 1 if every else 2):
            every += [one["proof"] for one in client.get(f"/dossier/{clause.pk}/?page={page}").context["proofs"]]
        by_number = {line["序号"]: line["佐证"] for line in rows if line["序号"]}
        assert [by_number[at] for at in sorted(by_number)] == [proof.words for proof in every]
        assert bool(rows)
        assert all(line["情况"] == (shown["one"].missing_words or "齐") for line in rows)
    empty = {line["章"]: line["情况"] for line in told if not line["条款"]}
    assert empty == {
        "第4章 环境保护": "缺：这一章没有街道承担的条款",
        "第5章 重点场所卫生": "缺：这一章没有街道承担的条款",
    }
    assert "缺文件 1 份" in {line["情况"] for line in told if line["条款"] == "7-2"}


def test_only_copies_for_outside_leave_and_long_numbers_are_hidden(packed):
    _, archive = packed
    photos = [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]
    assert len(photos) > 3
    assert street.SECRET not in photos
    words = "".join(
        str(cell)
        for name in archive.namelist()
        if name.endswith(".xlsx")
        for row in load_workbook(io.BytesIO(archive.read(name))).active.iter_rows(values_only=True)
        for cell in row
    )
    assert "138****5678" in words
    assert "13800005678" not in f"{words}{archive.read(PAGE_NAME).decode()}{archive.namelist()}"
    event = AuditEvent.objects.get(action=AuditAction.EXPORT)
    assert (event.actor_name, event.after["list"], event.after["filter"]["standard"]) == (
        "王",
        "dossier",
        "hygiene_2014",
    )


def test_a_parcel_that_was_interrupted_is_one_file_in_the_end(db, sign_in, wang, monkeypatch):
    sign_in(wang).post("/dossier/pack/", {"client_uuid": str(uuid.uuid4())})
    job, finish = Job.objects.get(), exports._finish
    monkeypatch.setattr(exports, "_finish", lambda *args, **values: 1 / 0)
    jobs.run(job.pk, exports.write_export)
    assert ExportFile.objects.get().state == ExportState.STOPPED
    monkeypatch.setattr(exports, "_finish", finish)
    Job.objects.update(not_before=timezone.now())
    jobs.run(job.pk, exports.write_export)
    export = ExportFile.objects.get()
    assert export.state == ExportState.READY
    assert default_storage.listdir(export.file.name.rpartition("/")[0])[1] == [export.token.hex]
    assert export.rows_done == export.rows_total == DossierClause.objects.filter(chapter__standard__position=1).count()


def test_pages_ask_as_often_for_three_rows_as_for_one(sign_in, wang):
    clause = DossierClause.objects.get(chapter__standard__code="hygiene_2014", code="3-2")
    urls = (
        "/dossier/?standard=hygiene_2014",
        f"/dossier/{clause.pk}/",
        f"/dossier/{clause.pk}/pick/works/?kind=record",
    )
    client = sign_in(wang)

    def one_more_of_each():
        street.pair()
        street.pair(may_leave=False)
        rows.record("1", "sticker")
        rows.record("1", "garbage_truckload")

    one_more_of_each()
    one_more_of_each()  # enough: a clause that lacks something looks for what is too old as well
    few = [count_queries(client, url) for url in urls]
    one_more_of_each()
    one_more_of_each()
    assert [count_queries(client, url) for url in urls] == few
    assert len(client.get(urls[1]).context["proofs"]) == 8
    assert few[0] <= 14
