"""Receiving a photo in pieces over a weak line: the server says what it has, the last piece is checked, and one photo results."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from tataboo_portal import photos
from tataboo_portal.models import PartialUpload
from tataboo_portal.refusals import Refusal

LARGEST_PIECE = 512 * 1024
# What phones are asked to send at once: little is lost when a weak line breaks, and a shrunk photo is still only a few requests.
PIECE = 128 * 1024
MOST_UNDER_WAY = 200
KEPT_FOR = timedelta(days=14)
SWEEP_BATCH = 200
TOO_MANY_SENTENCE = "还有 200 张照片没有传完，先等它们传完。"
DIFFERENT_SENTENCE = "这张照片在手机里变了，重新拍一张。"
ALTERED_SENTENCE = "照片在路上传坏了，正在重新传。"


def begin(*, by, client_uuid, byte_count, sha256, name="", taken_at=None):
    """The upload of this name; the same name again returns what there is, so that a phone may ask as often as it likes.

    `taken_at` is the phone's word for when the file was made; it counts where the photo itself does not say.
    """
    if byte_count <= 0:
        raise Refusal(photos.EMPTY_SENTENCE)
    if byte_count > photos.MOST_BYTES:
        raise Refusal(photos.TOO_MANY_BYTES_SENTENCE)
    upload = PartialUpload.objects.filter(user=by, client_uuid=client_uuid).first() or _started(
        by=by,
        client_uuid=client_uuid,
        byte_count=byte_count,
        sha256=sha256,
        shown_name=photos.plain_name(name),
        taken_at=taken_at,
    )
    if (upload.byte_count, upload.sha256) != (byte_count, sha256):
        raise Refusal(DIFFERENT_SENTENCE)
    return upload


def _started(*, by, client_uuid, **values):
    if PartialUpload.objects.filter(user=by, photo__isnull=True, refusal="").count() >= MOST_UNDER_WAY:
        raise Refusal(TOO_MANY_SENTENCE)
    try:
        with transaction.atomic():
            return PartialUpload.objects.create(user=by, client_uuid=client_uuid, **values)
    except IntegrityError:
        return PartialUpload.objects.get(user=by, client_uuid=client_uuid)


@transaction.atomic
def add_piece(*, by, upload, offset, piece):
    """Keep the piece that begins at `offset`; the last one turns the whole into a photo.

    A piece that is there already is ignored, one that leaves a gap is not taken: the caller reads `received` and goes on from
    there. Raises Refusal when the whole is no photo; what arrived altered starts anew.
    """
    locked = PartialUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.photo_id or locked.refusal or offset != locked.received or not piece:
        return locked
    piece = piece[: locked.byte_count - locked.received]
    path = locked.piece_path(offset)
    default_storage.delete(path)  # what a try that broke off before its row was written left behind
    default_storage.save(path, ContentFile(piece))
    locked.received += len(piece)
    if locked.received == locked.byte_count:
        _finish(locked, by=by)
    locked.save()
    return locked


def _finish(upload, *, by):
    """Check the whole against what the phone announced and keep it as a photo, or say why not."""
    content = b"".join(_pieces(upload))
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        upload.received = 0
        transaction.on_commit(lambda: remove_pieces(upload))
        return
    try:
        with transaction.atomic():
            upload.photo = photos.keep(SimpleUploadedFile(upload.shown_name or "photo", content), by=by)
            upload.photo.claim({"taken_at": upload.taken_at})
            upload.photo.save(update_fields=("taken_at",))
    except Refusal as refusal:
        upload.refusal = refusal.sentence
    transaction.on_commit(lambda: remove_pieces(upload))


def _pieces(upload):
    """The pieces in their order."""
    for path in piece_paths(upload):
        with default_storage.open(path) as source:
            yield source.read()


def piece_paths(upload):
    """Where the pieces of an upload lie, in their order."""
    folder = upload.piece_path(0).rsplit("/", 1)[0]
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:  # a storage without folders lists nothing instead
        return []
    return [f"{folder}/{name}" for name in sorted(names)]


def remove_pieces(upload):
    """The pieces are not needed once the whole is kept or refused."""
    for path in piece_paths(upload):
        default_storage.delete(path)


def forget_abandoned(now=None):
    """Remove what nobody has gone on with for two weeks: no record was ever made of it; returns how many."""
    before = (now or timezone.now()) - KEPT_FOR
    abandoned = list(PartialUpload.objects.filter(photo__isnull=True, created_at__lt=before)[:SWEEP_BATCH])
    for upload in abandoned:
        remove_pieces(upload)
        upload.delete()
    return len(abandoned)
