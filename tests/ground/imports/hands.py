"""Bringing a file through the steps of an import, as its pages do."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from tataboo_portal import import_actions as imports
from tataboo_portal.imports import headers


def kept(content, *, by, sheet="works", name="台账.xlsx", is_pasted=False):
    """A batch of these bytes."""
    upload = content.decode() if is_pasted else SimpleUploadedFile(name, content)
    return imports.keep(upload, by=by, sheet=sheet, client_uuid=uuid.uuid4(), is_pasted=is_pasted)


def checked(batch, *, by, table=None, mapping=()):
    """The batch with its columns chosen as proposed, but for what a person says otherwise."""
    look = headers.look(batch, table=table)
    chosen = look.mapping
    for words, column in mapping:
        at = next(heading.at for heading in look.headings if heading.words == words)
        chosen[str(at)] = column
    return imports.choose_columns(by=by, batch=batch, table=look.table, header_row=look.header_row, mapping=chosen)


def imported(content, *, by, sheet="works", name="台账.xlsx", **confirmed):
    """The batch of these bytes, written."""
    return imports.confirm(by=by, batch=checked(kept(content, by=by, sheet=sheet, name=name), by=by), **confirmed)


def told(batch, kind):
    """[(row number, words)] of one kind of problem."""
    return list(batch.problems.filter(kind=kind).values_list("row_number", "words"))
