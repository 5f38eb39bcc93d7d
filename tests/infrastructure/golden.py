"""headers.txt: each kind of answer with its headers as they were written down. Every run asks for all but what takes minutes."""

import difflib
from pathlib import Path

from tests.infrastructure.production import without_what_changes

WRITTEN_DOWN = Path(__file__).with_name("headers.txt")
OF_THE_SWEEP = "504 "  # nginx waits 75 s before it says so


def hold(answers, *, root, sweep=False):
    """Hold {what was asked: answer} against what is written down of this run, to the letter and in order."""
    found = [_block(words, answer) for words, answer in answers]
    written = [block for block in _written() if block.startswith(OF_THE_SWEEP) == sweep]
    if found != written:
        fresh = root / "headers.txt"
        fresh.write_text(_text(found), encoding="utf-8")
        raise AssertionError(f"what was found lies in {fresh}\n{_difference(written, found)}")


def _difference(written, found):
    """The kinds of answers that differ, line by line."""
    only = (
        [block for block in blocks if block not in others] for blocks, others in [(written, found), (found, written)]
    )
    return "\n".join(difflib.ndiff(*(_text(blocks).splitlines() for blocks in only)))


def _text(blocks):
    return "\n\n".join(blocks) + "\n"


def _block(words, answer):
    assert words.startswith(f"{answer.status} "), (words, answer.status, answer.body[:2000].decode(errors="replace"))
    return f"{words}\n{without_what_changes(answer)}"


def _written():
    return WRITTEN_DOWN.read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
