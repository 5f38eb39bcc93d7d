"""A photo that arrives in pieces: cut, repeated, out of order, altered, refused, by a stranger — once whole or not at all."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from tataboo_portal import photos, uploads
from tataboo_portal.models import PartialUpload, Photo
from tests import makers
from tests.people import jpeg

PHOTO = jpeg("red", (1200, 900))
SIZE = len(PHOTO) // 3 + 1
PIECES = [(start, PHOTO[start : start + SIZE]) for start in range(0, len(PHOTO), SIZE)]


def announced(client, content=PHOTO, name=None, **changes):
    """Announce a photo; returns its name and the answer."""
    name = name or uuid.uuid4()
    data = {"client_uuid": str(name), "byte_count": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return name, client.post(reverse("upload_begin"), data | {"name": "现场.jpg"} | changes)


def send(client, name, offset, piece):
    """Send one piece."""
    return client.post(
        reverse("upload_piece", args=[name]),
        piece,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def files_left():
    """The pieces still lying about."""
    if not default_storage.exists("partials"):
        return []
    return [path for upload in PartialUpload.objects.all() for path in uploads.piece_paths(upload)]


def test_three_pieces_make_one_photo_and_leave_nothing(sign_in, li, django_capture_on_commit_callbacks):
    client = sign_in(li)
    name, answer = announced(client)
    assert (answer.json()["received"], answer.json()["photo"]) == (0, "")
    with django_capture_on_commit_callbacks(execute=True):
        for offset, piece in PIECES:
            answer = send(client, name, offset, piece)
    photo = Photo.objects.get()
    assert answer.json()["photo"] == str(photo.token)
    assert (photo.sha256, photo.uploaded_by) == (hashlib.sha256(PHOTO).hexdigest(), li)
    assert files_left() == []


def arrived(client, taken_at, content):
    """The photo that arrived with the phone's word for its time, drawn."""
    name, answer = announced(client, content, taken_at=taken_at)
    assert answer.status_code == 200
    token = send(client, name, 0, content).json()["photo"]
    makers.process_photos()
    return Photo.objects.get(token=token)


def test_the_phones_word_for_the_time_counts_where_the_photo_says_none(sign_in, li):
    client, noon = sign_in(li), datetime(2026, 11, 24, 4, tzinfo=UTC)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:23 09:11:00"
    said = int(noon.timestamp() * 1000)
    assert arrived(client, said, jpeg("red")).taken_at == noon
    assert arrived(client, said, jpeg("blue", exif=exif)).taken_at == datetime(2026, 11, 23, 1, 11, tzinfo=UTC)
    for nonsense in ("", 0, 4102444800000):
        assert arrived(client, nonsense, jpeg("green")).taken_at is None


def test_after_a_cut_the_server_says_where_to_go_on(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    send(client, name, *PIECES[0])
    assert client.get(reverse("upload_piece", args=[name])).json()["received"] == SIZE
    _, again = announced(client, name=name)
    assert again.json()["received"] == SIZE


def test_a_gap_or_a_repetition_changes_nothing(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    send(client, name, *PIECES[0])
    for offset, piece in (PIECES[2], PIECES[0]):
        answer = send(client, name, offset, piece)
        assert (answer.status_code, answer.json()["received"]) == (409, SIZE)
    assert not Photo.objects.exists()


def test_the_last_piece_sent_five_times_makes_one_photo(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    for offset, piece in PIECES:
        send(client, name, offset, piece)
    tokens = {send(client, name, *PIECES[-1]).json()["photo"] for _ in range(5)}
    tokens |= {announced(client, name=name)[1].json()["photo"]}
    assert tokens == {str(Photo.objects.get().token)}


def test_what_arrives_altered_starts_anew(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    send(client, name, *PIECES[0])
    send(client, name, PIECES[1][0], bytes(len(PIECES[1][1])))
    answer = send(client, name, *PIECES[2])
    assert (answer.json()["received"], answer.json()["photo"]) == (0, "")
    for offset, piece in PIECES:
        answer = send(client, name, offset, piece)
    assert answer.json()["photo"] == str(Photo.objects.get().token)


def test_a_file_that_is_no_photo_is_refused_at_its_end_and_leaves_nothing(
    sign_in, li, django_capture_on_commit_callbacks
):
    client, words = sign_in(li), b"just some words, not a picture"
    name, _ = announced(client, words)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, name, 0, words)
    assert answer.json()["refusal"] == photos.NOT_A_PHOTO_SENTENCE
    assert not Photo.objects.exists()
    assert files_left() == []


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"byte_count": 0}, 422, photos.EMPTY_SENTENCE),
        ({"byte_count": photos.MOST_BYTES + 1}, 422, photos.TOO_MANY_BYTES_SENTENCE),
        ({"byte_count": -1}, 400, ""),
        ({"sha256": "xyz"}, 400, ""),
        ({"client_uuid": "nonsense"}, 400, ""),
    ],
)
def test_a_wrong_announcement_is_refused(sign_in, li, changes, status, sentence):
    _, answer = announced(sign_in(li), **changes)
    assert answer.status_code == status
    assert sentence in answer.json().get("refusal", "")
    assert not PartialUpload.objects.exists()


def test_the_same_name_for_another_picture_is_refused(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    _, answer = announced(client, jpeg("blue", (1200, 900)), name=name)
    assert answer.json()["refusal"] == uploads.DIFFERENT_SENTENCE


@pytest.mark.parametrize("offset", ["", "-1", "abc", "9" * 30])
def test_nonsense_as_a_place_is_refused(sign_in, li, offset):
    client = sign_in(li)
    name, _ = announced(client)
    assert send(client, name, offset, b"x").status_code == 400


def test_a_piece_larger_than_allowed_is_refused(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    assert send(client, name, 0, bytes(uploads.LARGEST_PIECE + 1)).status_code == 400


def test_the_own_upload_is_nobody_elses(client, li, zhang, wang):
    client.force_login(li)
    name, _ = announced(client)
    for stranger in (zhang, wang):
        client.force_login(stranger)
        assert send(client, name, *PIECES[0]).status_code == 404
        assert announced(client, name=name)[1].json()["received"] == 0
    assert PartialUpload.objects.filter(client_uuid=name).count() == 3


def test_an_expired_login_keeps_what_arrived_and_says_so(client, li):
    client.force_login(li)
    name, _ = announced(client)
    send(client, name, *PIECES[0])
    client.logout()
    answer = send(client, name, *PIECES[1])
    assert answer.status_code == 401
    assert "照片不会丢" in answer.json()["sentence"]
    client.force_login(li)
    assert announced(client, name=name)[1].json()["received"] == SIZE


def test_the_kept_photo_goes_into_a_form_by_its_name(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    for offset, piece in PIECES:
        token = send(client, name, offset, piece).json()["photo"]
    page = client.get("/report/").content.decode()
    assert "photo_kept" in page
    assert Photo.objects.get(token=token, uploaded_by=li)


def test_what_nobody_goes_on_with_is_removed_after_two_weeks(sign_in, li):
    client = sign_in(li)
    name, _ = announced(client)
    send(client, name, *PIECES[0])
    assert uploads.forget_abandoned() == 0
    PartialUpload.objects.update(created_at=timezone.now() - timedelta(days=15))
    paths = files_left()
    assert paths
    assert uploads.forget_abandoned() == 1
    assert not any(default_storage.exists(path) for path in paths)


def test_too_many_unfinished_uploads_are_refused(sign_in, li, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNDER_WAY", 1)
    client = sign_in(li)
    announced(client)
    assert announced(client)[1].json()["refusal"] == uploads.TOO_MANY_SENTENCE


def test_the_token_is_fresh_and_for_people_signed_in(client, li):
    assert client.get(reverse("upload_token")).status_code == 401
    client.force_login(li)
    assert len(client.get(reverse("upload_token")).json()["token"]) == 64
