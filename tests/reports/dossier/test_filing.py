"""归入与移出: once, by who may, with a trail; clauses and rules the office keeps; papers brought right here."""

import uuid

import pytest
from django.utils import timezone

from reports.actions import dossier as actions
from reports.dossier.sources import sources
from reports.enums import ProofKind, ProofState
from reports.models import DossierClause, DossierPaper, DossierRule, DossierTag
from tataboo_portal import releases
from tataboo_portal.models import AuditEvent, Photo, PhotoRelease
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.papers import paper
from tests.people import person
from tests.reports import rows


def clause_of(code, standard="hygiene_2014"):
    """A clause by its number."""
    return DossierClause.objects.select_related("chapter").get(chapter__standard__code=standard, code=code)


def proofs_on(client, clause):
    """[(words, who put it there)] as the clause's page lists them."""
    shown = client.get(f"/dossier/{clause.pk}/").context["proofs"]
    return [(one["proof"].words, one["proof"].by_words) for one in shown]


def file(client, row, *clauses, kind="record", slug="works"):
    """The small form on a record's page, sent."""
    data = {"client_uuid": str(uuid.uuid4()), "kind": kind, "clauses": [clause.pk for clause in clauses]}
    return client.post(f"/dossier/file/{slug}/{row.pk}/", data)


def test_a_record_is_filed_once_under_several_clauses_and_taken_out_with_its_reason(sign_in, li):
    record, one, two = rows.record("1", "garbage_truckload"), clause_of("3-5"), clause_of("3-7")
    client = sign_in(li)
    page = client.get(f"/cleanups/{record.pk}/").content.decode()
    assert f"/dossier/file/works/{record.pk}/" in page
    for _ in range(2):
        assert file(client, record, one, two).status_code == 302
    assert DossierTag.objects.filings().count() == 2
    assert AuditEvent.objects.filter(object_type="reports.DossierTag").count() == 1
    assert proofs_on(client, one) == [(str(record), "李归入")]
    address = f"/dossier/{one.pk}/remove/works/{record.pk}/record/"
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "不是这一条的"}).status_code == 302
    assert proofs_on(client, one) == []
    assert proofs_on(client, two) == [(str(record), "李归入")]
    event = AuditEvent.objects.order_by("-id")[0]
    assert (event.action, event.reason) == ("void", "不是这一条的")
    record.void(by=li, reason="示例")
    record.save()
    assert proofs_on(client, two) == []
    assert client.get(f"/dossier/file/works/{record.pk}/").status_code == 404


def test_what_a_rule_finds_is_not_filed_again_and_stays_out_once_taken_out(sign_in, wang):
    record, clause, client = rows.record("1", "sticker"), clause_of("3-2"), sign_in(wang)
    assert proofs_on(client, clause) == [(str(record), "自动归集")]
    file(client, record, clause)
    assert not DossierTag.objects.exists()
    client.post(f"/dossier/{clause.pk}/remove/works/{record.pk}/record/", {"reason": "看不清"})
    assert proofs_on(client, clause) == []
    assert DossierTag.objects.exclusions().get().note == "看不清"
    file(client, record, clause)
    assert proofs_on(client, clause) == [(str(record), "自动归集")]
    assert not DossierTag.objects.live().exists()


def test_a_stranger_knows_nothing_of_a_units_rows_and_files_none_of_them(sign_in, zhang):
    foreign, clause, client = rows.record("1", "sticker"), clause_of("3-2"), sign_in(zhang)
    own = rows.record("2", "garbage_truckload")
    assert file(client, foreign, clause).status_code == 404
    assert proofs_on(client, clause) == []
    pick = f"/dossier/{clause.pk}/pick/works/"
    assert [line[0] for line in client.get(pick).context["lines"]] == [own]
    data = {"client_uuid": str(uuid.uuid4()), "kind": "record", "rows": [foreign.pk]}
    assert client.post(pick, data).status_code == 400
    assert client.post(pick, data | {"rows": [own.pk]}).status_code == 302
    assert [tag.object_id for tag in DossierTag.objects.all()] == [own.pk]
    with pytest.raises(Refusal, match="本单位"):
        actions.file_rows(
            by=zhang,
            client_uuid=uuid.uuid4(),
            clauses=[clause],
            source=sources()["works"],
            rows=[foreign],
            kind=ProofKind.RECORD,
        )


def test_a_paper_is_brought_into_a_clause_and_makes_it_whole(sign_in, li, zhang):
    clause, client = clause_of("4-2", "civilised_materials"), sign_in(li)
    page = client.get(f"/dossier/{clause.pk}/")
    assert page.context["one"].missing_words == "缺文件 1 份"
    assert "文件还差 1 份：在“传一份文件”里传上来" in page.content.decode()
    today = timezone.localdate()
    data = {
        "client_uuid": str(uuid.uuid4()),
        "title": "",
        "day": today.isoformat(),
        "paper_file": paper("情况说明.docx"),
    }
    again = client.post(f"/dossier/{clause.pk}/upload/", data)
    assert again.status_code == 400
    data |= {"title": "示例情况说明", "paper_kept": again.context["paper_form"].data["paper_kept"]}
    del data["paper_file"]
    for _ in range(2):
        assert client.post(f"/dossier/{clause.pk}/upload/", data).status_code == 302
    brought = DossierPaper.objects.get()
    assert (brought.unit, brought.attachment.shown_name) == (li.unit, "情况说明.docx")
    assert client.get(f"/dossier/{clause.pk}/").context["one"].state == ProofState.MET
    assert b"".join(client.get(f"/dossier/papers/{brought.pk}/")).startswith(b"PK")
    assert sign_in(zhang).get(f"/dossier/papers/{brought.pk}/").status_code == 404
    sign_in(li).post(f"/dossier/{clause.pk}/remove/papers/{brought.pk}/paper/", {"reason": "传错了", "is_void": "on"})
    assert DossierPaper.objects.get().void_reason == "传错了"
    assert client.get(f"/dossier/{clause.pk}/").context["one"].state == ProofState.MISSING


def test_a_photo_proves_once_its_copy_may_leave(sign_in, wang, zhang):
    placement = makers.placement(unit="1", kind="no_smoking_sign", photo=makers.photo_upload())
    makers.process_photos()
    clause, client, photo = clause_of("2-4"), sign_in(wang), placement.photos.get()
    page = client.get(f"/dossier/{clause.pk}/")
    address = f"/dossier/photos/placements/{placement.pk}/{photo.token}/release/"
    assert page.context["one"].fresh == {ProofKind.RECORD: 1, ProofKind.PHOTO: 0}
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"choice": "clear", "seen": ""}).status_code == 302
    release = PhotoRelease.objects.get()
    releases.draw(release.pk, release.token.hex)
    page = client.get(f"/dossier/{clause.pk}/")
    assert page.context["one"].fresh == {ProofKind.RECORD: 1, ProofKind.PHOTO: 1}
    assert page.context["waiting"] == []
    copy = f"/dossier/photos/placements/{placement.pk}/{release.token}/320/"
    assert copy in page.content.decode()
    assert b"".join(client.get(copy)).startswith(b"\xff\xd8")
    assert client.get(f"/dossier/photos/placements/{placement.pk}/{photo.token}/320/").status_code == 404
    assert client.get(f"/dossier/photos/papers/{placement.pk}/{photo.token}/320/").status_code == 404
    assert sign_in(zhang).get(copy).status_code == 404
    assert Photo.objects.count() == 1


def test_the_office_keeps_clauses_and_rules_and_retires_instead_of_deleting(sign_in, wang):
    record, client = rows.record("1", "vegetable_garden"), sign_in(wang)
    chapter = clause_of("3-2").chapter
    data = {"chapter": chapter.pk, "code": "3-90", "text": "没有毁绿种菜", "least_photos": "0", "least_papers": "0"}
    data |= {"least_records": "0", "months": "12", "duty": "communities", "is_active": "on"}
    wrong = client.post("/dossier/new/?standard=hygiene_2014", data)
    assert "至少要一样" in wrong.content.decode()
    assert client.post("/dossier/new/?standard=hygiene_2014", data | {"least_records": "1"}).status_code == 302
    clause = clause_of("3-90")
    taken = client.post("/dossier/new/?standard=hygiene_2014", data | {"least_records": "1"})
    assert "已经有这个条款号" in taken.content.decode()
    rule = {"what": "works:vegetable_garden", "kind": "photo"}
    assert (
        client.post(f"/dossier/{clause.pk}/rules/", rule | {"what": "documents:", "kind": "paper"}).status_code == 302
    )
    assert (
        "只能算作记录、照片" in client.post(f"/dossier/{clause.pk}/rules/", rule | {"kind": "paper"}).content.decode()
    )
    assert client.post(f"/dossier/{clause.pk}/rules/", rule | {"kind": "record"}).status_code == 302
    assert proofs_on(client, clause) == [(str(record), "自动归集")]
    found = DossierRule.objects.get(clause=clause, source="works")
    client.post(f"/dossier/{clause.pk}/rules/{found.pk}/retire/")
    assert proofs_on(client, clause) == []
    edit = data | {"least_records": "1", "version": "1", "is_active": ""}
    assert client.post(f"/dossier/{clause.pk}/edit/", edit).status_code == 302
    assert "别人刚改过" in client.post(f"/dossier/{clause.pk}/edit/", edit).content.decode()
    shown = client.get("/dossier/?standard=hygiene_2014").context["chapters"]
    assert clause not in [one.clause for row in shown for one in row["lines"]]
    assert "没有毁绿种菜" not in client.get("/dossier/?standard=hygiene_2021").content.decode()
    with pytest.raises(Refusal, match="停用"):
        actions.file_rows(
            by=person("wang"),
            client_uuid=uuid.uuid4(),
            clauses=[clause],
            source=sources()["works"],
            rows=[record],
            kind=ProofKind.RECORD,
        )


def test_the_overview_puts_the_worst_first_and_finds_by_words_unit_and_days(sign_in, li):
    rows.record("1", "sticker")
    client = sign_in(li)
    found = client.get("/dossier/?standard=hygiene_2014")
    states = [[one.state for one in row["lines"]] for row in found.context["chapters"]]
    order = [ProofState.MISSING, ProofState.STALE, ProofState.MET]
    assert states == [sorted(row, key=order.index) for row in states]
    assert found.context["count"] == sum(number for _, number in found.context["counts"])

    def codes(query):
        shown = client.get(f"/dossier/?standard=hygiene_2014&{query}").context["chapters"]
        return [one.clause.code for row in shown for one in row["lines"]]

    assert codes("q=烟草") == ["2-5"]
    assert "3-1" not in codes("show=mine")
    assert "3-7" in codes("show=mine")
    today = timezone.localdate()
    last_year = f"from={today.year - 2}-01-01&to={today.year - 2}-12-31"
    line = next(
        one
        for row in client.get(f"/dossier/?standard=hygiene_2014&{last_year}").context["chapters"]
        for one in row["lines"]
        if one.clause.code == "3-2"
    )
    assert (line.fresh[ProofKind.RECORD], line.missing_words) == (0, "缺记录 1 条、照片 2 组")
