"""The sentences of a report: where each stands, so that what somebody made of it outlives a rebuild; see decision 19.

A sentence is edited as one line in which every bound number stands in brackets: “清理卫生死角[38处][（前一周为0，不计环比）]”.
"""

import hashlib
import re
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import groupby

BRACKETS = re.compile(r"[\[【]([^\[\]【】]*)[\]】]")
PLAIN = str.maketrans("[]【】", "〔〕〔〕")
END_MARKS = "，；。"
FIRST_NUMBER = re.compile(r"\d+", re.ASCII)


def addressed(parts):
    """Write into every section and run where it is found again: a section's code, a bound run's key, a sentence's address."""
    for section in sections_of(parts):
        taken = {}
        for block in section["blocks"]:
            if block["kind"] == "paragraph":
                _address(block["runs"], section["code"], taken)
    return parts


def sections_of(parts):
    """Every section of a report in order."""
    return (section for part in parts for section in part["sections"])


def _address(runs, code, taken):
    for run in runs:
        key = run.get("key") or _key_of(run)
        if key:
            run["key"] = _once(key, taken)
    for is_mark, found in groupby(runs, key=_is_mark):
        sentence = list(found)
        if not is_mark:
            at = _once(f"{code}/{_name_of(sentence)}", taken)
            for run in sentence:
                run["at"] = at


def _is_mark(run):
    return bool(run.get("mark"))


def _key_of(run):
    if not run.get("metric"):
        return ""
    return "@".join(filter(None, (run["metric"], run["unit"], run.get("week"))))


def _name_of(sentence):
    """A sentence is known by its first bound number; one without any by what it says."""
    words = "".join(run["text"] for run in sentence)
    first = next((run["key"] for run in sentence if run.get("key")), None)
    return first or f"~{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _once(name, taken):
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}#{taken[name]}"


def in_section(section):
    """{address: runs} of the sentences of one section, in order."""
    runs = (run for block in section["blocks"] if block["kind"] == "paragraph" for run in block["runs"])
    found = {}
    for run in runs:
        if run.get("at"):
            found.setdefault(run["at"], []).append(run)
    return found


def line(runs):
    """A sentence as it is edited: its bound numbers in brackets."""
    return "".join(f"[{_plain(run)}]" if run.get("key") else _plain(run) for run in runs)


def _plain(run):
    return run["text"].translate(PLAIN)


def parts_typed(typed, shown, computed):
    """What was made of a sentence, to be kept: words, and bound numbers by key, with the words typed over them where they differ.

    A bracket belongs to the number it stood for before, found by its words and, where they were changed, by its place.
    """
    pieces = BRACKETS.split(" ".join(typed.split()).rstrip(f"{END_MARKS} "))
    keys = _keys_typed(pieces[1::2], [run for run in shown if run.get("key")])
    reckoned = {run["key"]: _plain(run) for run in computed if run.get("key")}
    parts = []
    for place, words in enumerate(pieces):
        key = keys.get(place // 2) if place % 2 else None
        if key is not None:
            parts.append({"key": key, "text": None if words == reckoned.get(key) else words, "last": words})
        elif words:
            parts.append(words)
    return parts


def _keys_typed(typed, bound):
    """{place of a bracket among those typed: the key it stands for}."""
    keys = {}
    matcher = SequenceMatcher(None, [_plain(run) for run in bound], typed, autojunk=False)
    for kind, old, old_end, new, new_end in matcher.get_opcodes():
        if kind in {"equal", "replace"}:
            for offset in range(min(old_end - old, new_end - new)):
                keys[new + offset] = bound[old + offset]["key"]
    return keys


def edited(content, edits, typed, restored, *, by, at):
    """The edits after somebody typed {address: line} over a content's sentences and gave the `restored` back to the portal.

    Only what differs from the sentence as it is shown counts as changed; one typed back to what the portal wrote is no edit.
    """
    edits = dict(edits)
    for section in sections_of(content["parts"]):
        for address, computed in in_section(section).items():
            if address in typed and address not in restored:
                _keep(edits, address, typed[address], computed, {"by": by, "at": at})
    for address in restored:
        edits.pop(address, None)
    return edits


def _keep(edits, address, typed, computed, who):
    shown = made_of(computed, edits[address]) if address in edits else computed
    parts = parts_typed(typed, shown, computed)
    if parts == parts_typed(line(computed), computed, computed):
        edits.pop(address, None)
    elif parts != parts_typed(line(shown), shown, computed):
        edits[address] = {"parts": parts, "was": line(computed), **who}


def changes(before, edits):
    """What an audit event tells of changed edits: {address: words} before and after, only where they differ."""
    changed = sorted(key for key in before.keys() | edits.keys() if before.get(key) != edits.get(key))
    return [{key: words_of(side[key]) for key in changed if key in side} for side in (before, edits)]


def applied(content, edits):
    """The content with what people made of its sentences; empty sentences, paragraphs and sections are left out."""
    content = deepcopy(content)
    if not edits:
        return content
    for section in sections_of(content["parts"]):
        for block in section["blocks"]:
            if block["kind"] == "paragraph":
                block["runs"] = _edited(block["runs"], edits)
        section["blocks"] = [block for block in section["blocks"] if block["kind"] != "paragraph" or block["runs"]]
    for part in content["parts"]:
        part["sections"] = [section for section in part["sections"] if section["blocks"]]
    content["parts"] = [part for part in content["parts"] if part["sections"]]
    return content


def _edited(runs, edits):
    """Marks and sentences, without the sentences that were emptied and one mark for each of them."""
    sentences, marks = [], []
    for address, found in groupby(runs, key=lambda run: run.get("at")):
        group = list(found)
        if address is None:
            marks[-1:] = [group]
        else:
            sentences.append(made_of(group, edits[address]) if address in edits else group)
            marks.append(None)
    return _strung(sentences, marks)


def _strung(sentences, marks):
    pairs = list(zip(sentences, marks, strict=True))
    kept = [(sentence, mark) for sentence, mark in pairs if "".join(run["text"] for run in sentence).strip()]
    if kept:
        # The paragraph ends as it ended, whichever sentence is the last one now.
        kept[-1] = (kept[-1][0], marks[-1])
    return [run for sentence, mark in kept for run in (*sentence, *(mark or ()))]


def made_of(computed, edit):
    """The runs of an edited sentence: a number not typed over follows the portal's; one typed over keeps that beside it."""
    by_key, address = {run["key"]: run for run in computed if run.get("key")}, computed[0]["at"]
    runs = []
    for part in edit["parts"]:
        if isinstance(part, str):
            runs.append({"text": part})
        else:
            runs.append(_bound_run(part, by_key.pop(part["key"], None)))
    if by_key and runs:
        runs.append({"text": "", "left_out": "、".join(run["text"] for run in by_key.values())})
    return [{**run, "at": address} for run in runs]


def _bound_run(part, computed):
    if computed is None:
        return {"text": part["last"]}
    if part["text"] is None or part["text"] == computed["text"]:
        return computed
    said = FIRST_NUMBER.search(part["text"])
    return {**computed, "text": part["text"], "computed": computed["text"], "said": int(said[0]) if said else None}


def digest(runs):
    """A sentence as it is shown, in few letters: whoever opened it before somebody else changed it is told by them."""
    return digest_of(line(runs))


def digest_of(words):
    """The same of a line as it was typed or kept, whatever its blanks and the mark at its end."""
    return hashlib.sha256(" ".join(words.split()).rstrip(f"{END_MARKS} ").encode()).hexdigest()[:12]


def shown_in(content, edits):
    """{address: runs as they are shown} of every sentence of a content."""
    found = {}
    for section in sections_of(content["parts"]):
        for address, computed in in_section(section).items():
            found[address] = made_of(computed, edits[address]) if address in edits else computed
    return found


def unused(content, edits):
    """Edits whose sentence the portal does not write any more, by address: they are kept, shown and may be dropped."""
    known = {address for section in sections_of(content.get("parts", ())) for address in in_section(section)}
    return {address: edit for address, edit in edits.items() if address not in known}


def words_of(edit):
    """An edit read as a line, for one that is not used."""
    return "".join(part if isinstance(part, str) else part["last"] for part in edit["parts"])
