"""Papers: which are taken, what is said of the others, how they leave, and what the night finds."""

import hashlib
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from publicity.models import PlanDocument
from tataboo_portal import attachments, jobs, photo_integrity, tasks
from tataboo_portal.models import Attachment, AuditEvent, Job, Notice
from tataboo_portal.refusals import Refusal
from tests import registers
from tests.papers import OFFICE_PARTS, TYPES, package, paper, pdf, streams
from tests.people import jpeg

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_FLAGS = bytes(11) + b"\x01"
FILE_PASS = b"\x09\x08\x02\x00\x00\x00\x2f\x00\x02\x00\x00\x00"
GOOD = {
    "pdf": pdf(),
    **{ending: package(ending) for ending in OFFICE_PARTS},
    **dict.fromkeys(("doc", "wps"), streams("WordDocument")),
    **dict.fromkeys(("xls", "et"), streams("Workbook")),
    **dict.fromkeys(("ppt", "dps"), streams("PowerPoint Document")),
}


def other(ending):
    return attachments.OTHER_SENTENCE.format(ending=ending)


def bomb():
    """A package whose directory promises more than the disk should hold."""
    content = bytearray(package())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    return bytes(content)


def wide_directory():
    """A package whose directory alone is out of measure."""
    content = bytearray(package())
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = (2**24).to_bytes(4, "little")
    return bytes(content)


def locked_package():
    """A package whose parts are behind a password."""
    content = bytearray(package())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def broken_types():
    """A package whose list of parts cannot be unpacked."""
    content = bytearray(package())
    at = 30 + len(TYPES)
    content[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(content)


def broken_packing():
    """A package whose list of parts is packed another way, and broken."""
    content = bytearray(package(types="<Types/>" * 40, packed=zipfile.ZIP_LZMA))
    at = 30 + len(TYPES) + 20
    content[at : at + 8] = b"\xff" * 8
    return bytes(content)


BAD = {
    "empty": ("a.pdf", b"", attachments.EMPTY_SENTENCE),
    "control letters": ("示例\u202efdp.docx", package(), attachments.NAME_SENTENCE),
    "program": ("示例.exe", b"MZ", attachments.KIND_SENTENCE),
    "program behind a paper": ("示例.pdf.exe", pdf(), attachments.KIND_SENTENCE),
    "no ending": ("示例", pdf(), attachments.KIND_SENTENCE),
    "page": ("示例.html", b"<script>", attachments.KIND_SENTENCE),
    "macro by name": ("示例.docm", package(), attachments.MACRO_SENTENCE),
    "macro by part": ("示例.xlsx", package("xlsx", ("xl/vbaProject.bin",)), attachments.MACRO_SENTENCE),
    "macro by type": ("示例.docx", package(types=f'<Override ContentType="{MACROS}"/>'), attachments.MACRO_SENTENCE),
    "macro by type in UTF-16": (
        "示例.docx",
        package(types=f'<Override ContentType="{MACROS}"/>'.encode("utf-16")),
        attachments.MACRO_SENTENCE,
    ),
    "macro in streams": ("示例.doc", streams("WordDocument", "_VBA_PROJECT"), attachments.MACRO_SENTENCE),
    "locked in streams": ("示例.docx", streams("EncryptedPackage"), attachments.LOCKED_SENTENCE),
    "locked parts": ("示例.docx", locked_package(), attachments.LOCKED_SENTENCE),
    "locked word": ("示例.doc", streams("WordDocument", beginning=WORD_FLAGS), attachments.LOCKED_SENTENCE),
    "locked workbook": ("示例.xls", streams("Workbook", beginning=FILE_PASS), attachments.LOCKED_SENTENCE),
    "locked slides": (
        "示例.ppt",
        streams("PowerPoint Document", "EncryptedSummary"),
        attachments.LOCKED_SENTENCE,
    ),
    "bomb": ("示例.docx", bomb(), attachments.BOMB_SENTENCE),
    "wide directory": ("示例.docx", wide_directory(), attachments.BOMB_SENTENCE),
    "cut package": ("示例.docx", package()[:-30], attachments.BROKEN_SENTENCE),
    "broken list": ("示例.docx", broken_types(), attachments.BROKEN_SENTENCE),
    "broken packing": ("示例.docx", broken_packing(), attachments.BROKEN_SENTENCE),
    "cut pdf": ("示例.pdf", pdf(end=b""), attachments.BROKEN_SENTENCE),
    "photo as pdf": ("示例.pdf", jpeg(), other("pdf")),
    "sheet as text": ("示例.docx", package("xlsx"), other("docx")),
    "page as sheet": ("示例.xls", b"<html><table></table></html>", other("xls")),
    "text as sheet": ("示例.xls", streams("WordDocument"), other("xls")),
}


@pytest.mark.parametrize("ending", GOOD)
def test_the_kinds_an_office_writes_are_taken(ending):
    assert set(GOOD) == set(attachments.KINDS)
    assert attachments.examine(paper(f"示例.{ending.upper()}", GOOD[ending])) == GOOD[ending]


@pytest.mark.parametrize("what", BAD)
def test_anything_else_gets_its_sentence(what):
    name, content, sentence = BAD[what]
    upload = paper("a.pdf", content)
    upload._name = name  # as it would come by a way that does not clean names
    with pytest.raises(Refusal) as refusal:
        attachments.examine(upload)
    assert refusal.value.sentence == sentence


def test_one_byte_beyond_the_limit_is_too_much(monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", len(package()) - 1)
    with pytest.raises(Refusal, match="20 MB"):
        attachments.examine(paper())


def document(**values):
    return registers.row(PlanDocument, title="示例方案", day=registers.today(), **values)


def address(row):
    return reverse("register_paper", args=["documents", row.pk, row.paper.token])


def test_a_paper_is_kept_apart_and_handed_out_for_saving_only(sign_in, li, zhang, settings):
    row = document(paper=paper("示例（终稿）.docx"))
    kept = row.paper
    assert kept.sha256 == hashlib.sha256(package()).hexdigest()
    assert kept.file.name == f"attachments/{kept.token.hex[:2]}/{kept.token.hex}"
    response = sign_in(li).get(address(row))
    assert b"".join(response) == package()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%A4%BA")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=300"
    assert sign_in(zhang).get(address(row)).status_code == 404
    settings.PHOTO_ACCEL_PREFIX = "/inner"
    left = sign_in(li).get(address(row))
    assert (left["X-Accel-Redirect"], left.content) == (f"/inner/{kept.file.name}", b"")
    assert left["Content-Disposition"] == response["Content-Disposition"]
    default_storage.delete(kept.file.name)
    assert sign_in(li).get(address(row)).status_code == 404


def test_a_row_gives_out_its_own_present_paper_alone(sign_in, wang):
    row, bare = document(paper=paper()), document()
    old, client = address(row), sign_in(wang)
    assert client.get(reverse("register_paper", args=["documents", bare.pk, row.paper.token])).status_code == 404
    url = reverse("register_detail", args=["documents", row.pk])
    sent = registers.typed("documents") | {"version": "1", "paper_file": paper("示例新.pdf", pdf())}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.paper.shown_name, row.version) == ("示例新.pdf", 2)
    assert client.get(old).status_code == 404
    assert "示例新.pdf" in client.get(url).content.decode()
    assert client.post(url, registers.typed("documents") | {"version": "2", "paper_gone": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.paper is None


def test_a_mistake_elsewhere_does_not_cost_the_paper_and_nobody_takes_anothers(sign_in, li, zhang):
    url = reverse("register_add", args=["documents"])
    wrong = sign_in(li).post(url, registers.typed("documents") | {"title": "", "paper_file": paper()})
    kept = Attachment.objects.get()
    assert (wrong.status_code, wrong.context["form"]["paper_kept"].value()) == (400, str(kept.token))
    again = registers.typed("documents") | {"paper_kept": str(kept.token)}
    assert kept.shown_name in sign_in(li).post(url, again | {"title": ""}).content.decode()
    assert Attachment.objects.count() == 1
    assert sign_in(zhang).post(url, again).status_code == 302
    assert PlanDocument.objects.get().paper is None
    again |= {"client_uuid": wrong.context["form"]["client_uuid"].value()}
    assert [sign_in(li).post(url, again).status_code for _ in range(2)] == [302, 302]
    assert PlanDocument.objects.get(unit__code="1").paper == kept


def test_a_paper_sent_twice_is_kept_once_and_a_bad_one_writes_nothing(sign_in, li):
    url, data = reverse("register_add", args=["documents"]), registers.typed("documents")
    refused = sign_in(li).post(url, data | {"paper_file": paper("示例.docx", b"PK")})
    assert str(refused.context["form"].errors["paper_file"][0]) == other("docx")
    for _ in range(2):
        sign_in(li).post(url, data | {"paper_file": paper()})
    assert (PlanDocument.objects.count(), Attachment.objects.count()) == (1, 1)
    event = AuditEvent.objects.get(object_type="publicity.PlanDocument")
    assert event.after["paper"] == Attachment.objects.get().pk


def night():
    """One walk over all papers."""
    tasks.begin_attachment_check()
    while job := Job.objects.due(timezone.now()).filter(task=attachments.CHECK_TASK).first():
        jobs.run(job.pk, attachments.check_batch)


def test_the_night_reports_papers_gone_or_changed_once(wang, qian, monkeypatch):
    monkeypatch.setattr(attachments, "BATCH", 2)
    _sound, gone, changed = (attachments.keep(paper(f"{at}.docx"), by=wang) for at in range(3))
    default_storage.delete(gone.file.name)
    with default_storage.open(changed.file.name, "wb") as file:
        file.write(b"0")
    night()
    night()
    found = AuditEvent.objects.filter(object_type="tataboo_portal.Attachment").order_by("id")
    assert list(found.values_list("object_id", "reason")) == [
        (str(gone.pk), attachments.DAMAGES[photo_integrity.MISSING]),
        (str(changed.pk), attachments.DAMAGES[photo_integrity.CHANGED]),
    ]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (qian, "2 个附件的文件不见了或者变了")
