"""The floor under old browsers: Chromium 86 and iOS 14.5 read every style and script; weights stay small."""

import gzip
import re
from pathlib import Path

import pytest

from tataboo_portal.static_files import SHARED_PARTS, SHARED_SHEET, SharedSheet

ROOT = Path(__file__).parent.parent
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS_BEYOND = re.compile(r"@layer|:has\(|:is\(|:where\(|@container|aspect-ratio|\binset:|color-mix|oklch|\ddvh\b")
JS_BEYOND = re.compile(r"\?\.(?!\d)|\?\?|\.at\(|replaceAll|^\s*#\w+|await\s+import|structuredClone")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]", re.IGNORECASE)


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_styles_use_nothing_beyond_the_floor(path):
    assert not CSS_BEYOND.findall(path.read_text(encoding="utf-8"))


def test_the_style_lint_finds_what_it_looks_for():
    beyond = ("@layer base{}", "a:has(b){}", "a{inset:0}", "a{aspect-ratio:1}", "a{height:1dvh}", "@container (x){}")
    assert all(CSS_BEYOND.search(rule) for rule in beyond)


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_scripts_use_nothing_beyond_the_floor(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if JS_BEYOND.search(line) and not line.strip().startswith("//")]


def test_the_script_lint_finds_what_it_looks_for():
    assert all(JS_BEYOND.search(line) for line in ("a?.b", "a ?? b", "list.at(-1)", "text.replaceAll('a', 'b')"))


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_templates_hold_no_inline_style_or_script_and_no_foreign_host(path):
    text = path.read_text(encoding="utf-8")
    assert not INLINE.findall(text)
    assert not FOREIGN.findall(text)


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=names([*STYLES, *SCRIPTS]))
def test_static_files_name_no_foreign_host(path):
    assert not FOREIGN.findall(path.read_text(encoding="utf-8"))


OWN_STYLES = re.compile(r'"_style\.html" with path="css/([\w-]+\.css)"')
OWN_SCRIPTS = re.compile(r'"_script\.html" with path="js/([\w/-]+\.js)"')
IMPORTS = re.compile(r"(?:from|import) '([^']+)'")
SHARED_SCRIPTS = [ROOT / "static/js/gate.js", ROOT / "static/js/app.js"]
SHARED = [ROOT / "static/css" / f"{name}.css" for name in SHARED_PARTS]


def weight_of(paths):
    """The bytes of these files as they travel compressed."""
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_the_styles_of_a_page_stay_light(path):
    own = OWN_STYLES.findall(path.read_text(encoding="utf-8"))
    assert 0 < weight_of([*SHARED, *(ROOT / "static/css" / name for name in own)]) <= 20_000


def with_imports(paths):
    """These scripts and all they import, each once."""
    found, waiting = set(), list(paths)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [(path.parent / name).resolve() for name in IMPORTS.findall(path.read_text(encoding="utf-8"))]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_the_scripts_of_a_page_stay_light(path):
    own = [ROOT / "static/js" / name for name in OWN_SCRIPTS.findall(path.read_text(encoding="utf-8"))]
    assert 0 < weight_of(with_imports([*SHARED_SCRIPTS, *own])) <= 15_000


def test_every_script_is_loaded_by_a_page_and_every_loaded_one_exists():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    own = {ROOT / "static/js" / name for name in OWN_SCRIPTS.findall(everything)}
    assert with_imports({*SHARED_SCRIPTS, *own}) == set(SCRIPTS)


def test_the_numerals_stay_light():
    assert (ROOT / "static/fonts/num-600.woff2").stat().st_size <= 6_000


def test_every_stylesheet_is_linked_and_every_linked_one_exists():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    linked = set(re.findall(r'(css/[\w-]+\.css)"', everything))
    assert SHARED_SHEET in linked
    shared = {f"css/{path.name}" for path in SHARED}
    assert linked - {SHARED_SHEET} | shared == {f"css/{path.name}" for path in STYLES}


def test_the_shared_sheet_is_its_parts_in_their_order():
    ((name, storage),) = SharedSheet().list([])
    assert name == SHARED_SHEET
    with storage.open(name) as sheet:
        assert sheet.read().decode() == "\n".join(path.read_text(encoding="utf-8") for path in SHARED)


# WCAG 2.2 contrast of the pairs the design system promises: (text, ground, least ratio).
PAIRS = (
    ("ink-900", "paper", 7),
    ("ink-700", "surface", 7),
    ("ink-500", "surface", 4.5),
    ("ink-500", "paper", 4.5),
    ("brand-700", "surface", 7),
    ("late-700", "late-50", 4.5),
    ("surface", "late-600", 4.5),
    ("surface", "brand-700", 7),
    ("surface", "brand-800", 7),
    ("soon-700", "soon-50", 4.5),
    ("doing-700", "doing-50", 4.5),
    ("line-strong", "surface", 3),
)


def luminance(colour):
    """Relative luminance of a #RRGGBB colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_colours_keep_their_contrast(text, ground, least):
    tokens = dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{6})", (ROOT / "static/css/tokens.css").read_text()))
    lighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least
