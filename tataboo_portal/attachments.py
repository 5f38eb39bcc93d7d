"""附件: papers looked at before they are kept, kept privately, and handed out only for saving, never shown in the page.

Nothing is unpacked to judge a paper: what a package holds, whether it is locked and whether it brings macros stands in its
directory. Macros hidden inside the one stream of an old .ppt are not found that way.
"""

import hashlib
import io
import lzma
import zipfile
import zlib
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.http import content_disposition_header

from tataboo_portal import jobs, photo_integrity, photos
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Attachment, Job
from tataboo_portal.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_DIRECTORY = 1024 * 1024
MOST_TYPES = 1024 * 1024
END_OF_PDF, LAST_BYTES = b"%%EOF", 2048
OLE, OLE_ENTRY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 128
OWN_SECTORS = 4096  # a smaller stream shares its sectors
END_OF_ZIP, LONGEST_END = b"PK\x05\x06", 22 + 65_535
WORD_IS_LOCKED = 1
FILE_PASS, MOST_RECORDS = 0x2F, 4

EMPTY_SENTENCE = "这个文件是空的，没有内容，换一个文件。"
TOO_MANY_BYTES_SENTENCE = "文件超过 20 MB，把里面的图片压小一点再传。"
NAME_SENTENCE = "文件名里有看不见的字符，改一下文件名再传。"
KIND_SENTENCE = "不收这种文件，收 PDF、Word、Excel、PPT、WPS 和 OFD；图片放到照片里。"
MACRO_SENTENCE = "这个文件带宏，为了安全不收：另存为不带宏的文件再传。"
LOCKED_SENTENCE = "这个文件加了密码，别人打不开：去掉密码再传。"
OTHER_SENTENCE = "文件内容和后缀“.{ending}”对不上：用 Office 或 WPS 打开，另存一份再传。"
BROKEN_SENTENCE = "这个文件没有传完整，打不开，重新传一次。"
BOMB_SENTENCE = "这个文件解开来太大了，不像平常的文件，换一个。"

CHECK_TASK = "tataboo_portal.check_attachments"
WALK = "attachments"
BATCH = 100
DAMAGES = {
    photo_integrity.MISSING: "附件检查：文件不见了",
    photo_integrity.CHANGED: "附件检查：文件和收到时不一样",
    photo_integrity.UNREADABLE: "附件检查：文件读不出来",
}


class Kind(NamedTuple):
    """A kind of paper: what it is served as, how it is packed, and what its directory has to name (one of these)."""

    content_type: str
    judge: str
    marks: tuple = ()


OFFICE = "application/vnd.openxmlformats-officedocument"
BYTES = "application/octet-stream"
KINDS = {
    "pdf": Kind("application/pdf", "pdf"),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", "zip", ("word/",)),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", "zip", ("xl/",)),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", "zip", ("ppt/",)),
    "ofd": Kind("application/ofd", "zip", ("OFD.xml",)),
    "doc": Kind("application/msword", "ole", ("WordDocument",)),
    "wps": Kind(BYTES, "ole", ("WordDocument",)),
    "xls": Kind("application/vnd.ms-excel", "ole", ("Workbook", "Book")),
    "et": Kind(BYTES, "ole", ("Workbook", "Book")),
    "ppt": Kind("application/vnd.ms-powerpoint", "ole", ("PowerPoint Document",)),
    "dps": Kind(BYTES, "ole", ("PowerPoint Document",)),
}
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"}
ACCEPT = ",".join(f".{ending}" for ending in KINDS)


def ending_of(name):
    """The ending of a file's name, without its dot and in small letters."""
    return name.strip().rpartition(".")[2].casefold() if "." in name else ""


def examine(upload):
    """Refuse what is not an acceptable paper, by its name and by what is in it; returns its content."""
    name = upload.name or ""
    if not name.isprintable():
        raise Refusal(NAME_SENTENCE)
    ending = ending_of(name)
    if ending in WITH_MACROS:
        raise Refusal(MACRO_SENTENCE)
    if ending not in KINDS:
        raise Refusal(KIND_SENTENCE)
    if not upload.size:
        raise Refusal(EMPTY_SENTENCE)
    if upload.size > MOST_BYTES:
        raise Refusal(TOO_MANY_BYTES_SENTENCE)
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    kind = KINDS[ending]
    other = OTHER_SENTENCE.format(ending=ending)
    {"pdf": _look_at_pdf, "zip": _look_at_package, "ole": _look_at_streams}[kind.judge](content, kind.marks, other)
    return content


def _look_at_pdf(content, marks, other):
    if not content.startswith(b"%PDF-"):
        raise Refusal(other)
    if END_OF_PDF not in content[-LAST_BYTES:]:
        raise Refusal(BROKEN_SENTENCE)


def _look_at_package(content, marks, other):
    """A package by its directory: its parts, their sizes, locks and macros; a locked one comes as streams."""
    if content.startswith(OLE) and _stream(content, "EncryptedPackage"):
        raise Refusal(LOCKED_SENTENCE)
    if not content.startswith(b"PK\x03\x04"):
        raise Refusal(other)
    parts = _parts_of(content)
    if any(part.flag_bits & 1 for part in parts.infolist()):
        raise Refusal(LOCKED_SENTENCE)
    if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
        raise Refusal(BOMB_SENTENCE)
    names = parts.namelist()
    if not any(name.startswith(mark) for name in names for mark in marks):
        raise Refusal(other)
    is_named = any(name.casefold().endswith("vbaproject.bin") for name in names)
    if is_named or b"macroenabled" in _types_of(parts).lower():
        raise Refusal(MACRO_SENTENCE)


def _parts_of(content):
    """The package's directory; one that is itself out of measure is not read."""
    at = content.rfind(END_OF_ZIP, max(0, len(content) - LONGEST_END))
    if at < 0 or len(content) < at + 22:
        raise Refusal(BROKEN_SENTENCE)
    if int.from_bytes(content[at + 12 : at + 16], "little") > MOST_DIRECTORY:
        raise Refusal(BOMB_SENTENCE)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        raise Refusal(BROKEN_SENTENCE) from None


def _types_of(parts):
    """The beginning of the list of what the parts are, in whichever UTF it is written; empty where there is none."""
    try:
        with parts.open("[Content_Types].xml") as source:
            return source.read(MOST_TYPES).replace(b"\0", b"")
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError):
        raise Refusal(BROKEN_SENTENCE) from None


def _look_at_streams(content, marks, other):
    """An older office file by the names and first bytes of its streams."""
    if not content.startswith(OLE):
        raise Refusal(other)
    if _stream(content, "EncryptedPackage") or _stream(content, "EncryptedSummary"):
        raise Refusal(LOCKED_SENTENCE)
    found = next((entry for entry in (_stream(content, mark) for mark in marks) if entry), None)
    if found is None:
        raise Refusal(other)
    if _stream(content, "_VBA_PROJECT"):
        raise Refusal(MACRO_SENTENCE)
    if _is_locked(_beginning(content, found), marks):
        raise Refusal(LOCKED_SENTENCE)


def _stream(content, name):
    """The directory entry of the stream of this name, or None; entries stand at multiples of their length."""
    words = name.encode("utf-16-le") + b"\0\0"
    at = content.find(words, len(OLE))
    while at != -1:
        if at % OLE_ENTRY == 0 and int.from_bytes(content[at + 64 : at + 66], "little") == len(words):
            return content[at : at + OLE_ENTRY]
        at = content.find(words, at + 1)
    return None


def _beginning(content, entry):
    """The first bytes of a stream that has sectors of its own, else none."""
    start, size = (int.from_bytes(entry[at : at + 4], "little") for at in (116, 120))
    if size < OWN_SECTORS:
        return b""
    shift = min(content[30], 12)
    place = (start + 1) << shift
    return content[place : place + 512]


def _is_locked(beginning, marks):
    """Whether the text is behind a password: a flag in Word's head, a record among the first ones of a workbook."""
    if "WordDocument" in marks:
        return len(beginning) > 11 and bool(beginning[11] & WORD_IS_LOCKED)
    at = 0
    for _ in range(MOST_RECORDS if "Workbook" in marks else 0):
        kind, length = (int.from_bytes(beginning[at + skip : at + skip + 2], "little") for skip in (0, 2))
        if kind == FILE_PASS:
            return True
        at += 4 + length
    return False


@transaction.atomic
def keep(upload, *, by):
    """Store a paper as it came, privately and with its SHA-256."""
    content = examine(upload)
    attachment = Attachment(
        shown_name=photos.plain_name(upload.name),
        byte_count=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    attachment.file.save(attachment.shown_name, ContentFile(content), save=False)
    attachment.save()
    return attachment


def stored(values, *, by):
    """A row's values with every paper among them that just arrived kept."""
    return {name: keep(value, by=by) if isinstance(value, UploadedFile) else value for name, value in values.items()}


def keep_for_retry(form, *, by):
    """Keep the good paper of a form that has another mistake, so that it need not be sent again."""
    cleaned = getattr(form, "cleaned_data", {})
    if "paper_kept" in getattr(form, "fields", {}):
        paper = cleaned.get("paper_file")
        kept = keep(paper, by=by) if paper else form.paper_from_before
        if kept:
            form.remember_paper(kept)


def respond(attachment):
    """The paper as a response to be saved under its name; the caller has already let this person in.

    Raises FileNotFoundError where the file is gone.
    """
    kind = KINDS.get(ending_of(attachment.shown_name))
    response = photos.file_response(attachment.file.name, kind.content_type if kind else BYTES)
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = content_disposition_header(True, attachment.shown_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def begin_check():
    """Start a walk over all papers, unless one is still under way."""
    if not Job.objects.filter(task=CHECK_TASK, status__in=(JobStatus.WAITING, JobStatus.RUNNING)).exists():
        jobs.enqueue(CHECK_TASK, after=0, found=0)


def check_batch(after, found):
    """Hold the papers that follow this id against their SHA-256; at the end the administrators are told what is damaged."""
    rows = list(Attachment.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    damages = [photo_integrity.damage_of(row.file.name, row.sha256) for row in rows]
    photo_integrity.note_walk(WALK, after, rows, damages)
    found += sum(
        photo_integrity.report(row, damage, DAMAGES[damage])
        for row, damage in zip(rows, damages, strict=True)
        if damage
    )
    if rows:
        jobs.enqueue_once(CHECK_TASK, after=rows[-1].pk, found=found)
    elif found:
        title, body = f"{found} 个附件的文件不见了或者变了", "是哪几个、从哪天起，看操作日志。"
        photo_integrity.tell(f"attachments:{timezone.localdate()}", title, body, model=Attachment)
