"""Files no record speaks of: what a request left on the disk that was killed before its rows were written; nobody was told that it was kept."""

import logging
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from tataboo_portal.models import Attachment, Photo

# Going on with an earlier database may bring back the records of what looks left over today.
YOUNGEST = timedelta(days=30)
# folder: (the records of its files, the column that names the file)
FOLDERS = {"originals": (Photo, "original"), "attachments": (Attachment, "file")}
logger = logging.getLogger(__name__)


def found():
    """Paths of photos and papers without a record, received longer ago than `YOUNGEST`; reads one folder at a time."""
    before = timezone.now() - YOUNGEST
    for top, (model, column) in FOLDERS.items():
        for folder in _folders(top):
            paths = {f"{top}/{folder}/{name}" for name in default_storage.listdir(f"{top}/{folder}")[1]}
            for path in sorted(paths - _known(model, column, paths)):
                if default_storage.get_modified_time(path) < before:
                    yield path


def remove(paths):
    """Delete these files, a line in the log for each; returns how many."""
    count = 0
    for path in paths:
        default_storage.delete(path)
        logger.warning("%s had no record and was deleted", path)
        count += 1
    return count


def _folders(top):
    return sorted(default_storage.listdir(top)[0]) if default_storage.exists(top) else []


def _known(model, column, paths):
    """Those of these paths a record names; asked by token, which is indexed and is the file's name."""
    tokens = [name for path in paths if _is_token(name := PurePosixPath(path).name)]
    return set(model.objects.filter(token__in=tokens).values_list(column, flat=True))


def _is_token(name):
    try:
        return UUID(name).hex == name
    except ValueError:
        return False
