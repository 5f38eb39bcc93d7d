"""Whether a photo shows the very picture of another one: by fingerprint over all photos, block by block within a task.

Two pictures of one spot, shot by hand, differ in every block by a little shift and light; a copy that was recompressed,
resized, brightened or cropped by a few percent differs in none once its frame is found. Decision 14 tells the measurements.
"""

from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageStat

from inspections.enums import PhotoStage, TaskAction
from inspections.evidence.claims import gap, when
from inspections.models import TaskPhoto
from tataboo_portal import fingerprints, photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.models import Photo

MOST_ALIKE = 100
MOST_REUSED = 3
BLOCK = 8
COLUMNS, ROWS = 12, 9
# How much the most different block of two pictures may differ (of 255, levels made equal) while they are the same picture.
SAME_BLOCK = 15
WIDEST_CROP, FIRST_STEP, LAST_STEP = 0.12, 0.04, 0.0025
LEAST_SPREAD, SPREAD = 4, 48


def reused(row):
    """(later, earlier, sentence) for every use of this picture in another task or an earlier round: the later use is told of."""
    ordered = [(row, other) if other.pk < row.pk else (other, row) for other in _same_pictures(row)]
    pairs = [(later, earlier) for later, earlier in ordered if _is_reuse(later, earlier)]
    own = [pair for pair in pairs if pair[0] is row][:MOST_REUSED]
    # One handed in later may have been examined before this one was drawn.
    others = [pair for pair in pairs if pair[0] is not row]
    return [(later, earlier, _reuse_words(later, earlier)) for later, earlier in own + others]


def _same_pictures(row):
    """The other photos of tasks with this file or this picture, oldest first."""
    photo = row.photo
    same = Photo.objects.filter(sha256=photo.sha256).exclude(pk=photo.pk).order_by("pk").values_list("pk", flat=True)
    wanted = {*same[:MOST_ALIKE], *(other.pk for other, _ in photos.alike(photo))}
    return TaskPhoto.objects.filter(photo__in=wanted).select_related("photo", "task").order_by("pk")[:MOST_ALIKE]


def _is_reuse(later, earlier):
    """Another task's picture; of the same task only an after photo of a round that was sent back, if it truly is the picture."""
    if later.task_id != earlier.task_id:
        return True
    if (later.stage, earlier.stage) != (PhotoStage.AFTER, PhotoStage.AFTER):
        return False
    between = later.task.steps.filter(pk__gt=earlier.step_id, pk__lt=later.step_id, action=TaskAction.SEND_BACK)
    return between.exists() and is_same(earlier.photo, later.photo)


def _reuse_words(later, earlier):
    """Where the picture was used before, how like it is, and how long before."""
    where = "这条任务上一轮" if later.task_id == earlier.task_id else f"任务 {earlier.task.number} "
    bits = fingerprints.distance(earlier.photo.fingerprint or "0", later.photo.fingerprint or "0")
    same = later.photo.sha256 == earlier.photo.sha256
    how = "是同一个文件" if same else f"画面几乎一样（{fingerprints.BITS} 处里 {bits} 处不同）"
    before, now = earlier.photo.received_at, later.photo.received_at
    since = f"{when(before)} 收到，早 {gap(now - before)}" if now > before else f"{when(before)} 收到"
    return f"和{where}的{earlier.get_stage_display()}照片{how}，那张 {since}。"


def unchanged(before, after):
    """Why the after photo is the before photo once more, or ""."""
    if before.photo.sha256 == after.photo.sha256:
        return "整改后的照片和整改前的是同一个文件。"
    if not is_same(before.photo, after.photo):
        return ""
    return f"整改后的照片和整改前的几乎一样：画面分成 {COLUMNS * ROWS} 块来比，没有一块看得出变化。"


def is_same(one, other):
    """Whether two drawn photos are one picture, possibly recompressed, brightened, or cropped on any side by either."""
    if one.sha256 == other.sha256:
        return True
    if not (one.fingerprint and other.fingerprint):
        return False  # too little to see for a comparison
    first, second = _small(one), _small(other)
    return min(difference(first, second), difference(second, first)) <= SAME_BLOCK


def _small(photo):
    """The grey pixels of the smallest served copy: our own file, without caption, safe to decode here."""
    with default_storage.open(photo.served_path(PhotoSize.SMALL)) as source, Image.open(source) as image:
        return image.convert("L")


def difference(whole, part):
    """How much the most different block differs when the frame in `whole` that `part` fits best is found."""
    target = _levelled(_fitted(part, (0, 0, 0, 0)))
    frame, score = (0, 0, 0, 0), _mean(whole, (0, 0, 0, 0), target)
    step = FIRST_STEP
    while step >= LAST_STEP:
        nearby = [(candidate, _mean(whole, candidate, target)) for candidate in _neighbours(frame, step)]
        best, lowest = min(nearby, key=lambda pair: pair[1])
        if lowest < score:
            frame, score = best, lowest
        else:
            step /= 2
    return max(ImageChops.difference(_levelled(_fitted(whole, frame)), target).reduce(BLOCK).tobytes())


def _neighbours(frame, step):
    """Frames with one side, or all sides, moved by a step; a frame is the share cut off on the left, top, right and below."""
    for sign in (step, -step):
        for side in range(4):
            yield tuple(_cut(share + sign * (place == side)) for place, share in enumerate(frame))
        yield tuple(_cut(share + sign) for share in frame)


def _cut(share):
    return min(WIDEST_CROP, max(0, share))


def _fitted(picture, frame):
    left, top, right, bottom = frame
    width, height = picture.size
    box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
    return picture.resize((COLUMNS * BLOCK, ROWS * BLOCK), Image.Resampling.BOX, box=box)


def _levelled(picture):
    """The picture at one mean and one spread, so that a brighter copy is the same picture."""
    facts = ImageStat.Stat(picture)
    mean, spread = facts.mean[0], max(facts.stddev[0], LEAST_SPREAD)
    return picture.point([min(255, max(0, round(128 + (level - mean) * SPREAD / spread))) for level in range(256)])


def _mean(whole, frame, target):
    return ImageStat.Stat(ImageChops.difference(_levelled(_fitted(whole, frame)), target)).mean[0]
