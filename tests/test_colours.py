"""Colours are told apart by everybody: contrast of words on grounds, and status fills as people with colour-vision deficiencies see them.

Vision: Machado, Oliveira, Fernandes 2009, “A Physiologically-based Model for Simulation of Color Vision Deficiency”, severity 1.0.
Difference: CIEDE2000 after Sharma, Wu, Dalal 2005, with pairs of their test data. Contrast: WCAG 2.2.
"""

import re
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

STYLES = Path(__file__).parent.parent / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{6})", (STYLES / "tokens.css").read_text(encoding="utf-8")))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
# What stands for a state: the chips of a task, and the bars of the board.
CHIPS = (".chip--todo", ".chip--late", ".chip--done", ".chip--soon", ".chip--check")
BARS = (".bar__fill", ".plot.is-late .bar__fill", ".plot.is-soon .bar__fill", ".bar__track")


def solid(words):
    """The #RRGGBB a value of CSS names, or None where it is no single colour."""
    words = re.sub(
        r"var\(--([\w-]+)\)", lambda found: TOKENS.get(found[1], ""), words.replace("!important", "")
    ).strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", words):
        words = "#" + "".join(digit * 2 for digit in words[1:])
    return words.upper() if re.fullmatch(r"#[0-9A-Fa-f]{6}", words) else None


def rules():
    """[(selectors, {property: value})] of every stylesheet."""
    found = []
    for path in sorted(STYLES.glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors, body in RULE.findall(text):
            pairs = [line.split(":", 1) for line in body.split(";") if ":" in line]
            values = {name.strip(): value for name, value in pairs}
            found.append(([part.strip() for part in selectors.split(",")], values))
    return found


def fill_of(selector):
    """The last colour a selector alone is filled with."""
    fills = [
        solid(values[name])
        for selectors, values in rules()
        for name in ("background", "fill")
        if selector in selectors and name in values
    ]
    assert fills, selector
    assert fills[-1], selector
    return fills[-1]


def linear(colour):
    """Red, green and blue without the screen's curve."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    """The ratio of WCAG."""
    light = sorted(sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def times(matrix, vector):
    return [sum(weight * part for weight, part in zip(row, vector, strict=True)) for row in matrix]


def seen(colour, vision):
    """A colour as somebody sees it, in CIELAB."""
    light = [min(max(part, 0), 1) for part in times(VISIONS[vision], linear(colour))]
    ratios = [part / white for part, white in zip(times(TO_XYZ, light), WHITE, strict=True)]
    x, y, z = (ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116 for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def hue(a, b):
    return degrees(atan2(b, a)) % 360


def difference(one, other):
    """CIEDE2000 of two colours in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * sqrt(chroma**7 / (chroma**7 + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2, h1, h2 = hypot(a1, b1), hypot(a2, b2), hue(a1, b1), hue(a2, b2)
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    lean = (
        1
        - 0.17 * cos(radians(mean_h - 30))
        + 0.24 * cos(radians(2 * mean_h))
        + 0.32 * cos(radians(3 * mean_h + 6))
        - 0.20 * cos(radians(4 * mean_h - 63))
    )
    in_l = (l2 - l1) / (1 + 0.015 * (mean_l - 50) ** 2 / sqrt(20 + (mean_l - 50) ** 2))
    in_c = (c2 - c1) / (1 + 0.045 * mean_c)
    in_h = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * mean_c * lean)
    blue = 60 * exp(-(((mean_h - 275) / 25) ** 2))
    twist = -sin(radians(blue)) * 2 * sqrt(mean_c**7 / (mean_c**7 + 25**7))
    return sqrt(in_l**2 + in_c**2 + in_h**2 + twist * in_c * in_h)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((50, 0, 0), (50, 0, 0), 0),
    ],
)
def test_the_difference_is_the_published_one(one, other, published):
    assert round(difference(one, other), 4) == published
    assert round(difference(other, one), 4) == published


def test_red_and_green_grow_alike_for_those_who_confuse_them():
    apart = {vision: difference(seen("#C00000", vision), seen("#5A6E00", vision)) for vision in VISIONS}
    assert apart["deutan"] < 15 < apart["normal"]
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("selectors", [CHIPS, BARS], ids=["chips", "bars"])
def test_fills_of_states_are_told_apart(selectors, vision):
    fills = {selector: seen(fill_of(selector), vision) for selector in selectors}
    near = {pair: difference(fills[pair[0]], fills[pair[1]]) for pair in combinations(fills, 2)}
    assert {pair: apart for pair, apart in near.items() if apart < 10} == {}


def test_words_stand_out_from_the_ground_their_rule_gives_them():
    both = [
        (selectors, solid(values["color"]), solid(values["background"]))
        for selectors, values in rules()
        if {"color", "background"} <= set(values)
    ]
    pairs = [(selectors, ink, ground) for selectors, ink, ground in both if ink and ground]
    assert len(pairs) > 25
    assert [pair for pair in pairs if contrast(*pair[1:]) < 4.5] == []


def test_words_and_edges_stand_out_from_every_ground_of_a_page():
    for ground in (TOKENS["paper"], TOKENS["surface"]):
        assert min(contrast(TOKENS[name], ground) for name in ("ink-900", "ink-700", "brand-700")) >= 7
        assert min(contrast(TOKENS[name], ground) for name in ("ink-500", "late-600", "soon-700", "doing-700")) >= 4.5
        assert contrast(TOKENS["line-strong"], ground) >= 3
    # The ring of the focus is amber with ink around it: on every ground one of the two is seen.
    for ground in ("paper", "surface", "brand-800", "brand-700", "late-600"):
        assert max(contrast(TOKENS[ring], TOKENS[ground]) for ring in ("focus", "ink-900")) >= 3
