"""Whether every photo is still what was received: originals by their SHA-256, served copies drawn again where they are gone.

The walk goes by id in batches, each a job of its own that names the next: a batch that was interrupted is done again, and no
single file ends it.
"""

import hashlib
import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tataboo_portal import audit, inbox, jobs, photos, pulses, releases
from tataboo_portal.enums import AuditAction, JobStatus, PhotoSize, PhotoStatus, Role
from tataboo_portal.models import AuditEvent, Job, Photo, PhotoRelease, User

CHECK_TASK = "tataboo_portal.check_photos"
WALK = "photos"
BATCH = 100
MOST_BYTES_AT_ONCE = 500 * 1024 * 1024
PIECE = 1 << 20
END_OF_JPEG = b"\xff\xd9"

MISSING = "照片检查：原图不见了"
CHANGED = "照片检查：原图和收到时不一样"
UNREADABLE = "照片检查：原图读不出来"
LOST_SENTENCE = "这张照片的文件丢了，重新拍一张。"
logger = logging.getLogger(__name__)


class StorageAway(Exception):
    """Not one original of a batch is there: the storage is away, and nothing may be concluded from it."""


def begin():
    """Start a walk over all photos, unless one is still under way."""
    if not Job.objects.filter(task=CHECK_TASK, status__in=(JobStatus.WAITING, JobStatus.RUNNING)).exists():
        jobs.enqueue(CHECK_TASK, after=0, found=0)


def check_batch(after, found):
    """Check the photos that follow this id and queue those that follow them; at the end the administrators are told."""
    last, fresh = check(after)
    if last is None:
        _tell_of(found)
    else:
        jobs.enqueue_once(CHECK_TASK, after=last, found=found + fresh)


def check(after):
    """Check one batch; returns the last id, None at the end, and how many photos were found damaged for the first time."""
    rows = _batch(after)
    damages = [damage_of(photo.original.name, photo.sha256) for photo in rows]
    try:
        note_walk(WALK, after, rows, damages)
    except StorageAway:
        tell(f"photos-away:{timezone.localdate()}", "照片存储连不上，照片没有检查", "确认存储挂上以后会接着查。")
        raise
    return (rows[-1].pk if rows else None), sum(map(_settled, rows, damages))


def note_walk(name, after, rows, damages):
    """Write down what one batch of a walk over files found; StorageAway where not one of them is there."""
    if not after:
        pulses.begin_walk(name)
    if len(rows) > 1 and set(damages) == {MISSING}:
        pulses.note_away(name)
        raise StorageAway
    if damaged := [row.pk for row, damage in zip(rows, damages, strict=True) if damage]:
        pulses.found_on_walk(name, damaged)
    if not rows:
        pulses.end_walk(name)


def _batch(after):
    """The next photos by id, as many as may be read at once."""
    rows, left = [], MOST_BYTES_AT_ONCE
    for photo in Photo.objects.filter(pk__gt=after).select_related("release").order_by("pk")[:BATCH]:
        left -= photo.byte_count
        if rows and left < 0:
            break
        rows.append(photo)
    return rows


def damage_of(path, sha256):
    """What is wrong with the file that was received with this digest, in words, or an empty string."""
    digest = hashlib.sha256()
    try:
        with default_storage.open(path) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return MISSING
    except OSError:
        return UNREADABLE
    return "" if digest.hexdigest() == sha256 else CHANGED


def _settled(photo, damage):
    """Report the damage and draw again what is gone; returns whether the damage is news. Trouble with one photo stays its own."""
    try:
        with transaction.atomic():
            _restore(photo, damage)
            return bool(damage) and report(photo, damage, damage)
    except Exception:
        logger.exception("photo %s could not be checked", photo.pk)
        return False


def report(subject, damage, words):
    """Put the damage of a photo or paper on the trail and into the log, once per row and kind; whether it is news."""
    label, name = subject._meta.label, subject._meta.model_name
    if AuditEvent.objects.filter(object_type=label, object_id=str(subject.pk), reason=words).exists():
        return False
    audit.record(by=None, action=AuditAction.CHANGE, subject=subject, reason=words)
    found = {MISSING: "missing", CHANGED: "changed"}.get(damage, "unreadable")
    logger.error("%s %s: the original is %s", name, subject.pk, found)
    return True


def _restore(photo, damage):
    """Have missing copies drawn again; nothing is drawn from an original that is not the one received."""
    if photo.is_ready and not _is_whole(photo):
        changes = (
            {"status": PhotoStatus.REFUSED, "refusal": LOST_SENTENCE} if damage else {"status": PhotoStatus.WAITING}
        )
        if Photo.objects.filter(pk=photo.pk, status=PhotoStatus.READY).update(**changes) and not damage:
            jobs.enqueue(photos.PROCESS_TASK, photo_id=photo.pk)
    release = photos.release_of(photo)
    if release and release.is_ready and not _is_whole(release):
        status = PhotoStatus.REFUSED if damage else PhotoStatus.WAITING
        present = PhotoRelease.objects.filter(pk=release.pk, token=release.token, status=PhotoStatus.READY)
        if present.update(status=status) and not damage:
            releases.draw_later(release)


def _is_whole(owner):
    """Whether every copy of a photo or release is there from its first byte to its last."""
    try:
        return all(_ending(owner.served_path(size)) == END_OF_JPEG for size in PhotoSize)
    except FileNotFoundError:
        return False


def _ending(path):
    with default_storage.open(path) as source:
        source.seek(max(0, default_storage.size(path) - len(END_OF_JPEG)))
        return source.read()


def _tell_of(found):
    if found:
        tell(
            f"photos:{timezone.localdate()}", f"{found} 张照片的原图不见了或者变了", "是哪几张、从哪天起，看操作日志。"
        )


def tell(key, title, body, model=Photo):
    """One notice to every administrator, with what the trail says of these rows."""
    url = f"{reverse('admin:tataboo_portal_auditevent_changelist')}?object_type={model._meta.label}"
    for person in User.objects.filter(role=Role.ADMIN, is_active=True):
        inbox.tell(person=person, key=key, title=title, body=body, url=url)
