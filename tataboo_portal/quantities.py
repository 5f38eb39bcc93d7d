"""Numbers in words: official text (no separator, 余) and screen text (thousands separator)."""


def official(value: int, unit_word: str, *, approximate: bool = False):
    """A quantity as official text writes it: “1126处”, approximately “1100余处” (never below 20).

    Approximate: below 1000 down to tens, from 1000 down to hundreds; no 余 when that changes nothing.
    """
    if not approximate or value < 20:
        return f"{value}{unit_word}"
    step = 10 if value < 1000 else 100
    rounded = value // step * step
    return f"{rounded}{'余' if rounded != value else ''}{unit_word}"


def at_least(value: int, unit_word: str):
    """A quantity part of which is itself only roughly known: rounded down as official text does, and always with 余."""
    words = official(value, unit_word, approximate=True)
    return words if "余" in words else f"{words.removesuffix(unit_word)}余{unit_word}"


def on_screen(value: int | None):
    """A number as pages print it: “1,126”, and “--” where there is none."""
    return "--" if value is None else f"{value:,}"


def share(part: int, whole: int):
    """A whole percentage, or None when there is nothing to take a share of."""
    return None if not whole else (200 * part + whole) // (2 * whole)


def change_words(now: int, before: int, unit_word: str = "", *, than: str = "上期"):
    """The change from one period to the next in words (domain rules of 环比): no percentage of nothing or of little."""
    if before == 0:
        return f"{than}为0，不计环比"
    if now == before:
        return f"与{than}持平"
    word, difference = ("增加", now - before) if now > before else ("减少", before - now)
    if before < 10:
        return f"比{than}{word}{difference}{unit_word}"
    return f"比{than}{word}{difference}{unit_word}，{'增长' if now > before else '下降'}{share(difference, before)}%"


def points_words(now: int | None, before: int | None, *, than: str = "上期"):
    """The change of a rate in percentage points, or an empty string where one of them is missing."""
    if now is None or before is None:
        return ""
    if now == before:
        return f"与{than}持平"
    return f"比{than}{'提高' if now > before else '下降'}{abs(now - before)}个百分点"
