"""Pasted lines and files as a browser brings them through the import's pages."""

import io
import re
import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tataboo_portal.models import ImportBatch

DAY = (timezone.localdate() - timedelta(days=3)).isoformat()
HEADER = "日期\t社区\t类型\t数量"
GOOD = f"{DAY}\t绣品厂社区\t牛皮癣\t3"
MISNAMED = f"{DAY}\t绣品场社区\t牛皮癣\t{{}}"
WORDY = f"{DAY}\t绣品厂社区\t牛皮癣\t1O"


def text(*lines):
    """Pasted lines below the header."""
    return "\n".join((HEADER, *lines))


def send(client, content, *, slug="works", follow=True):
    """Step ① with pasted text or a file."""
    sent = {"client_uuid": uuid.uuid4()} | ({"text": content} if isinstance(content, str) else {"file": content})
    return client.post(f"/imports/new/{slug}/", sent, follow=follow)


def on_check(client, *lines):
    """A batch on the page of its check."""
    response = send(client, text(*lines))
    assert response.redirect_chain[-1][0].endswith("/check/")
    return ImportBatch.objects.latest("id"), response


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def file_of(rows, name="台账.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
