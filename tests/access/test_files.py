"""Photos, copies and links that once led somewhere: an old address is dead, and a notice opens nothing its reader may not know of."""

import uuid

from django.urls import reverse

from inspections.models import TaskPhoto
from tataboo_portal import actions, inbox, releases
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Photo
from tests import makers


def statuses(client, name, *args):
    """What each size of a photo answers."""
    found = []
    for size in (*PhotoSize.values, "original", "99999"):
        response = client.get(reverse(name, args=(*args, size)))
        b"".join(response)  # reading a file to its end closes it
        found.append(response.status_code)
    return found


def test_the_address_of_a_copy_for_outside_dies_with_the_next_one_and_with_its_end(sign_in, wang):
    task = makers.assigned(unit="1")
    makers.process_photos()
    photo, client = task.photos.get().photo, sign_in(wang)
    first = actions.release_photo(by=wang, photo=photo, rectangles=[[0, 0, 100, 100]])
    releases.draw(first.pk, first.token.hex)
    assert statuses(client, "task_released_photo", task.number, photo.token, first.token) == [200, 200, 200, 404, 404]
    second = actions.release_photo(by=wang, photo=photo, rectangles=[[50, 50, 100, 100]], seen=first.token)
    releases.draw(second.pk, second.token.hex)
    assert statuses(client, "task_released_photo", task.number, photo.token, first.token) == [404] * 5
    assert statuses(client, "task_released_photo", task.number, photo.token, second.token)[:3] == [200] * 3
    actions.withdraw_release(by=wang, photo=photo, seen=second.token)
    assert statuses(client, "task_released_photo", task.number, photo.token, second.token) == [404] * 5


def test_a_photo_opens_with_its_own_record_alone(sign_in, li):
    """Somebody's own record is no door to another photo, not even to one of their own."""
    record = makers.work(unit="1", by=li, photo=makers.photo_upload())
    other = makers.work(unit="2", photo=makers.photo_upload("purple"))
    own = makers.work(unit="1", by=li, photo=makers.photo_upload("teal"))
    makers.process_photos()
    client = sign_in(li)
    assert statuses(client, "work_photo", record.pk, record.photos.get().token) == [200, 200, 200, 404, 404]
    for token in (other.photos.get().token, own.photos.get().token):
        assert statuses(client, "work_photo", record.pk, token) == [404] * 5


def test_a_photo_taken_again_is_served_under_its_new_address_alone(sign_in, li, wang):
    task = makers.assigned(unit="1")
    makers.process_photos()  # its copies lie there, and are served no more
    bad = task.photos.get().photo
    Photo.objects.filter(pk=bad.pk).update(status=PhotoStatus.REFUSED, refusal="示例")
    sent = {"client_uuid": str(uuid.uuid4()), "photo_camera": makers.photo_upload("teal")}
    assert sign_in(li).post(reverse("task_reshoot", args=(task.number,)), sent).status_code == 302
    makers.process_photos()
    new = TaskPhoto.objects.filter(task=task).latest("pk").photo
    for person in (li, wang):
        assert statuses(sign_in(person), "task_photo", task.number, bad.token) == [404] * 5
    assert new != bad
    assert statuses(sign_in(li), "task_photo", task.number, new.token) == [200, 200, 200, 404, 404]


def test_a_notice_opens_nothing_its_reader_may_not_know_of(sign_in, zhang):
    task = makers.assigned(unit="1")
    notice = inbox.tell(person=zhang, key="示例", title="1 项任务到提醒线", url=f"/tasks/{task.number}/")
    client = sign_in(zhang)
    assert client.post(reverse("notice_open", args=(notice.pk,)), follow=True).status_code == 404
    assert task.title not in client.get(reverse("notice_list")).content.decode()
