"""Two versions of a report side by side: which sentences, cells and pairs of photos are others now."""

from dataclasses import dataclass

from reports import sentences


@dataclass(frozen=True)
class Difference:
    """One thing that changed: where it stands, what was said, what is said; an empty side means that it was not there."""

    where: str
    old: str
    new: str


def differences(old, new):
    """Everything that differs between two contents, in the order of the new one, what is gone at the end."""
    before, after = _pieces(old), _pieces(new)
    keys = [*after, *(key for key in before if key not in after)]
    found = []
    for key in keys:
        (where, said), (where_now, says) = before.get(key, ("", "")), after.get(key, ("", ""))
        if said != says:
            found.append(Difference(where_now or where, said, says))
    return found


def _pieces(content):
    """{address of a sentence, a cell or a pair: (where it stands in words, what it says)}."""
    pieces = {}
    for part in content["parts"]:
        for section in part["sections"]:
            where = section["heading"] or part["heading"]
            for block in section["blocks"]:
                pieces |= {
                    (section.get("code"), *key): (f"{where}{place}", words)
                    for key, place, words in PIECES[block["kind"]](block)
                }
    return pieces


def _sentences(block):
    """A sentence that moved is the same; what stands in no sentence is a mark."""
    said = {}
    for run in block["runs"]:
        if run.get("at"):
            said[run["at"]] = said.get(run["at"], "") + run["text"]
    for address, words in said.items():
        yield ("sentence", address), "", words


def _cells(block):
    for row in block["rows"]:
        for name, value in zip(block["head"][1:], row[1:], strict=True):
            yield ("cell", row[0], name), f" {row[0]} {name}", str(value)


def _pairs(block):
    for item in block["items"]:
        yield ("pair", item["number"]), "", item["caption"]


PIECES = {"paragraph": _sentences, "table": _cells, "pairs": _pairs}


def said_numbers(content):
    """Every total a content told: {(Monday of its week, metric, unit code or ""): (value counted, value written)}."""
    found = {}
    for section in sentences.sections_of(content["parts"]):
        for block in section["blocks"]:
            for week, metric, unit, value, said in NUMBERS.get(block["kind"], _none)(block):
                found.setdefault((week or content.get("week"), metric, unit or ""), (value, said))
    return found


def _none(block):
    return ()


def _bound(block):
    for run in block["runs"]:
        if run.get("metric"):
            said = run.get("said")
            yield run.get("week"), run["metric"], run["unit"], run["value"], run["value"] if said is None else said


def _totals(block):
    if not block.get("metrics"):
        return
    for unit, row in zip(block["units"], block["rows"], strict=True):
        for metric, value in zip(block["metrics"], row[1:], strict=True):
            if unit is not None:
                yield None, metric, unit, value, value


NUMBERS = {"paragraph": _bound, "table": _totals}
