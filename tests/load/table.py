"""The run as a table in Markdown."""

import statistics

from tests.load.desks import PAGES, percentile

MEGABYTE = 1024 * 1024
PEOPLE = {"leader": "leader, dashboard", "office": "officer, ledger"}


def both(values):
    """Median and 95th percentile."""
    return statistics.median(values), percentile(values, 95)


def row(*cells):
    """One line of a table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def head(*names):
    """The first two lines of a table."""
    return row(*names) + row(*("---" for _ in names))


def compared(name, unloaded, loaded):
    """A line of seconds beside those of the unloaded portal of the same run."""
    (middle, most), (pressed, pressed_most) = both(unloaded), both(loaded)
    cells = (f"{1000 * value:.0f}" for value in (middle, most, pressed, pressed_most))
    return row(name, *cells, f"{pressed / middle:.1f}", f"{pressed_most / most:.1f}")


def table(load, before, minutes):
    """What was done, how long the desks waited, what it took."""
    return "\n".join([deeds(load, before, minutes), waits(load), processes(load.facts)])


def deeds(load, before, minutes):
    """What was sent and how bad the lines were."""
    facts, wish = load.facts, load.wish
    phones = facts["phones"]
    lines = [phone.line for phone in phones]
    sent = sum(item.is_acknowledged for phone in phones for item in phone.items)
    speeds = sorted(line.kbit for line in lines)
    rows = [
        ("phones, each with an account", len(phones)),
        ("photos", f"{wish.photos} each, {facts['megabytes']:.1f} MB on average"),
        ("lines", f"{speeds[0]}–{speeds[-1]} kbit/s up, median {statistics.median(speeds):.0f}, 50–300 ms each way"),
        ("cut by a reset in requests / in answers", f"{total(lines, 'cut_asking')} / {total(lines, 'cut_answering')}"),
        ("sent in all", f"{total(lines, 'carried') / MEGABYTE:.0f} MB"),
        ("logins ended on the way, signed in again", f"{facts['ended']}, {total(phones, 'logins') - len(phones)}"),
        ("acknowledged", f"{sent} of {sum(len(phone.items) for phone in phones)}, in {total(phones, 'tries')} tries"),
        (
            "answers of 5xx",
            f"{sum(status >= 500 for phone in phones for status in phone.statuses)} of {facts['answers']}",
        ),
        ("lost, doubled, half, unequal", len(load.wrong)),
        ("the same without names for replays: found doubled", facts["control"]),
        ("until all was acknowledged / drawn", f"{facts['seconds'] / 60:.1f} / {facts['drained'] / 60:.1f} min more"),
        (
            "the whole run",
            f"{minutes:.1f} min; load average before {before[0]:.1f}, in it {max(facts['loads']):.1f} at most",
        ),
    ]
    return head("what", "how much") + "".join(row(*cells) for cells in rows)


def total(things, name):
    """The sum of one of their counts."""
    return sum(getattr(thing, name) for thing in things)


def waits(load):
    """What people waited for, in milliseconds, and as ratios to the unloaded portal of the same run."""
    facts = load.facts
    names = ("waiting for, ms", "unloaded median", "95 %", "under load median", "95 %", "ratio of medians", "of 95 %")
    lines = [compared(PEOPLE[name], facts["unloaded"][name], facts["loaded"][name]) for name in PAGES]
    pieces = [wait for phone in facts["phones"] for wait in phone.waits]
    lines.append(compared("a piece of a photo, the portal's part", facts["calm_waits"], pieces))
    middle, most = both([taken for phone in facts["phones"] for taken in phone.pieces])
    on_phone = row("a piece of a photo, on the phone", "", "", f"{1000 * middle:.0f}", f"{1000 * most:.0f}", "", "")
    return head(*names) + "".join(lines) + on_phone


def processes(facts):
    """Processor and memory while it lasted."""
    lines = [
        row(name, f"{share:.0f} %", f"{largest:.0f}", f"{together:.0f}")
        for name, share, largest, together in sorted(facts["meter"].rows(), key=lambda found: -found[1])
    ]
    own = row("phones and lines of the run itself", f"{100 * facts['own'] / facts['seconds']:.0f} %", "", "")
    return (
        head("processes", "of one core", "largest, MB", "all, MB (shared pages counted in each)") + "".join(lines) + own
    )
