"""Where photos, papers and parcels lie: a file is there whole or not at all, and a storage that takes none says so."""

import contextlib
import os

from django.core.files.storage import FileSystemStorage


class StorageRefuses(OSError):
    """The storage takes no file now: full, read-only, or away. Nothing of the file was kept; it passes without a restart."""


class WholeFiles(FileSystemStorage):
    """Takes back what it could write only in part; with `outlives_power_cuts` a file is on the disk before anybody hears of it."""

    def __init__(self, *, outlives_power_cuts=False, **options):
        super().__init__(**options)
        self._outlives_power_cuts = outlives_power_cuts

    def _save(self, name, content):
        """Save under this name, which `save` has found free."""
        try:
            saved = super()._save(name, content)
            if self._outlives_power_cuts:
                for path in (self.path(saved), os.path.dirname(self.path(saved))):
                    _put_on_disk(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.remove(self.path(name))
            raise StorageRefuses(error.errno, error.strerror) from error
        return saved


def _put_on_disk(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
