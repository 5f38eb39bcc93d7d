"""A worker's phone in the browser: photos as its camera makes them, the report page, and what must have arrived of them."""

import io
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from PIL import ExifTags, Image, ImageChops
from playwright.sync_api import Error

SIZE = (4032, 3024)
# Noise as a photo has it: large shapes, things, grain; (how much coarser than a pixel, how strong).
LAYERS = ((84, 60), (12, 30), (3, 15))
FIRST_SHOT = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)  # 09:10 in China


def taken_at(seed):
    """When the camera took the photo of this seed: each a minute after the one before."""
    return FIRST_SHOT + timedelta(minutes=seed)


@lru_cache(maxsize=4)
def noise(size):
    """A picture that packs as badly as a real one."""
    canvas = Image.new("RGB", size, "gray")
    for coarse, strength in LAYERS:
        grain = Image.effect_noise((size[0] // coarse, size[1] // coarse), strength).convert("RGB")
        canvas = ImageChops.add(canvas, grain.resize(size, Image.Resampling.BILINEAR), 1, -128)
    return canvas


def picture(seed, size=SIZE):
    """A photo as a phone makes it, twelve megapixels of about 3 MB, another one for every seed."""
    canvas = noise(size).copy()
    canvas.paste((seed * 40 % 256, 90, 60), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    words = (taken_at(seed) + timedelta(hours=8)).strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = words
    buffer = io.BytesIO()
    canvas.save(buffer, "JPEG", quality=92, exif=exif)
    return {"name": f"IMG_{seed}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def shoot(tab, seed, note):
    """Take a photo on the report page and hand it in."""
    tab.locator("input[name=photo_camera]").set_input_files(picture(seed))
    tab.get_by_label("说一句（可不填）").fill(note)
    tab.get_by_role("button", name="提交").click()


def online_again(tab):
    """What the phone's system tells a page when a line is there."""
    tab.evaluate("window.dispatchEvent(new Event('online'))")


def until(tab, found, seconds=40):
    """Wait for the database to say so, while the page goes on."""
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        tab.wait_for_timeout(200)
    assert found()


def reports(site, prefix="弱网"):
    """The numbers of the tasks whose words begin so, oldest first."""
    query = "SELECT number FROM inspections_remediationtask WHERE description LIKE ? ORDER BY id"
    return [number for (number,) in site.ask(query, f"{prefix}%")]


ARRIVED = (
    "SELECT t.description, p.sha256, p.taken_at FROM inspections_remediationtask t "
    "JOIN inspections_taskphoto tp ON tp.task_id = t.id JOIN tataboo_portal_photo p ON p.id = tp.photo_id "
    "WHERE t.description LIKE ? ORDER BY t.id, tp.id"
)


def arrived(site, prefix):
    """[(words, moment it was taken)] of the photos that are tied to a report, in the order of their arrival."""
    rows = site.ask(ARRIVED, f"{prefix}%")
    assert len({sha for _, sha, _ in rows}) == len(rows), "a photo arrived twice"
    return [(words, moment and datetime.fromisoformat(moment).replace(tzinfo=UTC)) for words, _, moment in rows]


def assert_arrived(tab, site, prefix, seeds, seconds=40):
    """Every photo is there exactly once, in the order it was taken, with its own time, and nothing waits on the phone."""
    wanted = [(f"{prefix}{seed}", taken_at(seed)) for seed in seeds]
    end = time.monotonic() + seconds
    while arrived(site, prefix) != wanted and time.monotonic() < end:
        tab.wait_for_timeout(250)
    assert arrived(site, prefix) == wanted
    while (left := waiting(tab)) and time.monotonic() < end:
        tab.wait_for_timeout(250)
    assert left == []


QUEUE = """() => new Promise((done) => {
  const request = indexedDB.open('outbox');
  request.onsuccess = () => {
    const all = request.result.transaction('items').objectStore('items').getAll();
    all.onsuccess = () => {
      request.result.close();
      done(all.result.sort((a, b) => a.created - b.created).map((item) => item.fields.find(([name]) => name === 'note')[1]));
    };
  };
})"""


def waiting(tab):
    """What the phone still holds, by its place in the queue; a page that just goes on to the next one is asked again."""
    try:
        return tab.evaluate(QUEUE)
    except Error:
        tab.wait_for_load_state()
        return tab.evaluate(QUEUE)
