"""Papers as browsers send them: small, and whole as far as a directory tells."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "ofd": "OFD.xml",
}
TYPES = "[Content_Types].xml"


def package(ending="docx", parts=(), types="<Types/>", packed=zipfile.ZIP_DEFLATED):
    """A package with the part its ending asks for, and others."""
    buffer = io.BytesIO()
    contents = {TYPES: types, OFFICE_PARTS[ending]: "<示例/>", **dict.fromkeys(parts, "0" * 100)}
    with zipfile.ZipFile(buffer, "w") as file:
        for name, words in contents.items():
            file.writestr(zipfile.ZipInfo(name), words, packed)
    return buffer.getvalue()


def streams(*names, beginning=b""):
    """An older office file: a head, a directory of these streams, and the first one's own sectors."""
    entries = b""
    for at, name in enumerate(names):
        words = name.encode("utf-16-le") + b"\0\0"
        entry = words.ljust(64, b"\0") + len(words).to_bytes(2, "little")
        entry = entry.ljust(116, b"\0") + (4 if at == 0 else 0).to_bytes(4, "little") + (8192).to_bytes(4, "little")
        entries += entry.ljust(128, b"\0")
    head = OLE.ljust(30, b"\0") + (9).to_bytes(2, "little")
    return (head.ljust(SECTOR, b"\0") + entries).ljust(5 * SECTOR, b"\0") + beginning.ljust(8192, b"\0")


def pdf(end=b"\n%%EOF\n"):
    """A PDF from its first mark to its last."""
    return b"%PDF-1.7\n" + b"1 0 obj\n" * 20 + end


def paper(name="示例方案.docx", content=None):
    """A paper as a browser sends it."""
    return SimpleUploadedFile(name, package() if content is None else content)
