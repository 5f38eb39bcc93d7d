"""Static files: script modules under names that change with what they import, and one stylesheet for what every page shares."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHARED_SHEET = "css/portal.css"
# In this order: a later part may narrow an earlier one.
SHARED_PARTS = (
    *("tokens", "base", "frame", "lead", "tiles", "figures", "task", "forms", "ledger", "pages", "board"),
    *("evaluation", "alarms", "narrow", "print"),
)


class HashedModules(CompressedManifestStaticFilesStorage):
    """Hashes the imports inside script modules too, so that no old module meets a new one in a phone's cache."""

    support_js_module_import_aggregation = True


class SharedSheet(BaseFinder):
    """The stylesheets of every page as one file: on a weak line each file costs a round trip before anything is drawn."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        return []

    def list(self, ignore_patterns):
        """The one file with its storage, as `collectstatic` wants it."""
        folder = settings.BASE_DIR / "static/css"
        storage = InMemoryStorage()
        parts = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in SHARED_PARTS)
        yield storage.save(SHARED_SHEET, ContentFile(parts)), storage
