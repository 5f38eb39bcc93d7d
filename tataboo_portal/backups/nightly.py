"""What the clock asks for, where BACKUP_DIR says that it should: the night's archive and the month's drill.

What went wrong is kept and told, and tried at the next turn; what is under way already is left alone.
"""

from django.conf import settings
from django.utils import timezone

from tataboo_portal.backups import drills, keeping
from tataboo_portal.refusals import Refusal

SECONDS = 6 * 3600


def back_up():
    """Make an archive where the settings say."""
    if not settings.BACKUP_DIR:
        return
    started = timezone.now()
    try:
        keeping.back_up(keeping.folder_of())
    except Refusal as refusal:
        if keeping.note_not_made(started, refusal):
            drills.tell("备份没有做成", refusal.sentence)


def drill():
    """Prove the newest archive."""
    if not settings.BACKUP_DIR:
        return
    try:
        drills.drill(keeping.folder_of())
    except Refusal as refusal:
        if refusal.sentence != keeping.BUSY_SENTENCE:
            raise
