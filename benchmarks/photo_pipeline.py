"""What drawing a photo costs: `python -m benchmarks.photo_pipeline` prints one line of JSON for 12 and one for 48 megapixels.

The pipeline (one decode, upright, sRGB, caption, three sizes, fingerprint) is measured against the least there is to do, a
scaled decode and three encodings, and against Pillow as one writes it without thinking (whole decode, turn, then shrink).
Each runs in a child of its own, so that its peak memory is its own; peaks are told above a child that only imports.
"""

import io
import json
import multiprocessing
import statistics
import time
from datetime import UTC, datetime

from PIL import Image, ImageChops, ImageOps

from tataboo_portal import drawing
from tataboo_portal.enums import PhotoSize

SIZES = ((4032, 3024), (8064, 6048))
ROUNDS = 5
MOST_RATIO = 2.0
MOST_MEGABYTES = 100
CAPTION = "2026年11月25日 09:12 收到\n示例社区 示例小区2号楼 示例拍"
UPRIGHT_TURNED = 6
LONGEST = [int(size) for size in sorted(PhotoSize, key=int, reverse=True)]


def photo(size):
    """A photo as a phone makes it, lying on its side, with grain."""
    canvas = Image.new("RGB", size, "gray")
    for coarse, strength in ((84, 60), (12, 30), (3, 15)):
        grain = Image.effect_noise((size[0] // coarse, size[1] // coarse), strength).convert("RGB")
        canvas = ImageChops.add(canvas, grain.resize(size, Image.Resampling.BILINEAR), 1, -128)
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_TURNED
    exif[0x0132] = datetime.now(UTC).strftime("%Y:%m:%d %H:%M:%S")
    buffer = io.BytesIO()
    canvas.save(buffer, "JPEG", quality=92, exif=exif)
    return buffer.getvalue()


def nothing(content):
    """Only what every child has anyway."""


def pipeline(content):
    """What the portal does."""
    drawing.draw(content, CAPTION)


def least(content):
    """A scaled decode and the three encodings."""
    with Image.open(io.BytesIO(content)) as image:
        ratio = LONGEST[0] / max(image.size)
        image.draft("RGB", (round(image.width * ratio), round(image.height * ratio)))
        encode(image)


def naive(content):
    """Every pixel decoded and turned, then shrunk with the finest filter for every size from the whole."""
    with Image.open(io.BytesIO(content)) as image:
        whole = ImageOps.exif_transpose(image).convert("RGB")
        for longest in LONGEST:
            copy = whole.copy()
            copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            copy.save(io.BytesIO(), "JPEG", quality=drawing.QUALITY[PhotoSize.LARGE])


def encode(picture):
    """The three sizes as JPEG, each from the one before."""
    for longest in LONGEST:
        picture.thumbnail((longest, longest), Image.Resampling.BOX)
        picture.save(io.BytesIO(), "JPEG", quality=drawing.QUALITY[PhotoSize(str(longest))])


def measured(work, content):
    """(seconds of CPU, peak MB) of one run in a fresh child."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=run, args=(work, content, theirs))
    child.start()
    answer = ours.recv()
    child.join()
    return answer


def run(work, content, pipe):
    """In the child: the work, its CPU, and the most memory the child ever held (what getrusage says is partly the parent's)."""
    started = time.process_time()
    work(content)
    seconds = time.process_time() - started
    with open("/proc/self/status") as status:
        peak = next(int(row.split()[1]) for row in status if row.startswith("VmHWM"))
    pipe.send((seconds, peak / 1024))


def line(size):
    """The ratios for photos of one size."""
    content = photo(size)
    taken = {work.__name__: [] for work in (nothing, least, pipeline, naive)}
    for _ in range(ROUNDS):
        for work in (nothing, least, pipeline, naive):
            taken[work.__name__].append(measured(work, content))
    seconds = {name: statistics.median(row[0] for row in rows) for name, rows in taken.items()}
    peaks = {name: max(row[1] for row in rows) for name, rows in taken.items()}
    above = {name: round(peaks[name] - peaks["nothing"], 1) for name in ("least", "pipeline", "naive")}
    ratio = seconds["pipeline"] / seconds["least"]
    return {
        "benchmark": "photo_pipeline",
        "megapixels": round(size[0] * size[1] / 1e6),
        "megabytes": round(len(content) / 1e6, 1),
        "pipeline_to_least": round(ratio, 2),
        "pipeline_to_limit": round(ratio / MOST_RATIO, 2),
        "naive_to_pipeline": round(seconds["naive"] / seconds["pipeline"], 2),
        "peak_megabytes_above_start": above,
        "peak_to_limit": round(above["pipeline"] / MOST_MEGABYTES, 2),
        "peak_megabytes": round(peaks["pipeline"], 1),
    }


def main():
    """One line for each size."""
    for size in SIZES:
        print(json.dumps(line(size)), flush=True)


if __name__ == "__main__":
    main()
