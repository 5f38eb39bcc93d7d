"""One run under load from beginning to end, and what came of it."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tataboo_portal import supervision
from tests.load import desks, pictures
from tests.load.lines import Lines, Weather
from tests.load.meter import Meter
from tests.load.phones import Browser, OutboxPhone
from tests.load.stand import PASSWORD, Stand
from tests.load.table import table

BEGUN = time.monotonic()
CALM = Weather(slowest=100_000, fastest=100_000, delays=(0, 0), bytes_between_cuts=10**15, answers_lost=0)
CALM_PHOTOS = 2
SIGNING_IN_AT_ONCE = 6
EXPIRING_AFTER = (30, 60)  # seconds: every third person each time
MOST_SECONDS = 25 * 60
DRAIN_SECONDS = 15 * 60
CONTROL_PHONES, CONTROL_MEGABYTES, CONTROL_LOSES = 8, 0.2, 0.6


class Load:
    """The stand, the phones, the desks, and every sentence about what is wrong."""

    def __init__(self, wish):
        self.wish, self.stand, self.lines = wish, Stand(), Lines()
        self.weather = Weather(wish.slowest, wish.fastest)
        self.wrong, self.facts = [], {}

    def close(self):
        """Nothing of it is left."""
        self.lines.close()
        self.stand.close()

    def run(self):
        """Everything in its order."""
        say("servers, tables, sample data")
        self.stand.open()
        say("photos, accounts")
        paths = pictures.take(
            self.wish.phones * self.wish.photos + CALM_PHOTOS, self.wish.megabytes, self._folder("photos")
        )
        self.facts["megabytes"] = sum(path.stat().st_size for path in paths) / len(paths) / pictures.MEGABYTE
        from tests.load import checks
        from tests.load.street import Street

        calm = self._phones(Street(1, name="calm"), paths[:CALM_PHOTOS], CALM_PHOTOS, CALM)
        street = Street(self.wish.phones)
        phones = self._phones(street, paths[CALM_PHOTOS:], self.wish.photos, self.weather)
        browsers = {name: self._desk(name) for name in desks.PAGES}
        checks.deeds.begin()
        say("the unloaded portal")
        self._unloaded(browsers, calm)
        say("under load")
        self._loaded(browsers, phones, street.people)
        say("what waits is done")
        self._drained()
        say("rows, files, totals, trail")
        self._checked([*calm, *phones])
        say("the same without names for replays")
        self._control(Street(CONTROL_PHONES, name="fresh"))

    def _folder(self, name):
        return self.stand.folder / name

    def _phones(self, street, paths, each, weather, **habits):
        """Phones with full outboxes, signed in."""
        lines = [self.lines.open(number, self.stand.front.port, weather) for number, _ in enumerate(street.people)]
        boxes = street.outboxes(paths, each, mark=street.people[0].username)
        accounts = [(person.username, PASSWORD, {}) for person in street.people]
        trios = enumerate(zip(lines, accounts, boxes, strict=True))
        phones = [OutboxPhone(number, *trio, **habits) for number, trio in trios]
        with ThreadPoolExecutor(SIGNING_IN_AT_ONCE) as pool:
            list(pool.map(OutboxPhone.sign_in, phones))
        return phones

    def _desk(self, name):
        browser = Browser(self.stand.front.port)
        browser.sign_in(name, self.stand.portal.passwords()[name])
        return browser

    def _unloaded(self, browsers, calm):
        desks.unloaded(browsers, 5)  # the first look after a start draws everything
        self.facts["unloaded"] = desks.unloaded(browsers, self.wish.rounds)
        _sent(calm)
        self.facts["calm_waits"] = calm[0].waits

    def _loaded(self, browsers, phones, people):
        from tests.load.street import expire_logins

        meter = Meter(self.stand.sessions())
        working = {name: desks.Desk(browsers[name], path) for name, path in desks.PAGES.items()}
        own, begun, loads = sum(os.times()[:2]), time.monotonic(), []
        for thread in [meter, *working.values(), *phones]:
            thread.start()
        expiring = list(enumerate(EXPIRING_AFTER))
        ended = 0
        while any(phone.is_alive() for phone in phones) and time.monotonic() < begun + MOST_SECONDS:
            time.sleep(1)
            loads.append(os.getloadavg()[0])
            if expiring and time.monotonic() > begun + expiring[0][1]:
                ended += expire_logins(people[expiring.pop(0)[0] :])
        self.facts |= {"seconds": time.monotonic() - begun, "own": sum(os.times()[:2]) - own, "loads": loads}
        for desk in working.values():
            desk.end()
        self.facts |= {"ended": ended, "phones": phones, "meter": meter}
        self.facts["loaded"] = {name: desk.taken for name, desk in working.items()}
        self.facts["statuses"] = [status for desk in working.values() for status in desk.statuses]

    def _drained(self):
        """Until the worker has done what waits."""
        from tests.load.checks import jobs_left

        begun = time.monotonic()
        if not supervision.wait_until(lambda: not jobs_left(), seconds=DRAIN_SECONDS, step=1):
            self.wrong.append(f"{jobs_left()} jobs are not done after {DRAIN_SECONDS} seconds")
        self.facts["drained"] = time.monotonic() - begun
        self.facts["meter"].end()

    def _checked(self, phones):
        from tests.load import checks

        self.stand.portal.stop("beat")
        self.wrong += [sentence for phone in phones for sentence in phone.wrong]
        answers = [*self.facts["statuses"], *(status for phone in phones for status in phone.statuses)]
        self.facts["answers"] = len(answers)
        self.wrong += [f"{count} answers were {status}" for status, count in checks.bad(answers)]
        self.wrong += checks.everything([item for phone in phones for item in phone.items])

    def _control(self, street):
        """Without the names that make a replay harmless the same check has to find doubles."""
        from tests.load import checks

        paths = pictures.take(CONTROL_PHONES, CONTROL_MEGABYTES, self._folder("control"))
        habits = {"replays": False, "loses": CONTROL_LOSES}
        phones = self._phones(street, paths, 1, CALM, **habits)
        _sent(phones)
        found = list(checks.each_once([item for phone in phones for item in phone.items]))
        self.facts["control"] = sum("is there" in sentence for sentence in found)
        if not self.facts["control"]:
            self.wrong.append(
                "phones without names of their own were found to double nothing: the check is worth nothing"
            )

    def table(self, before, minutes):
        """What came of it, in Markdown."""
        return table(self, before, minutes)


def say(words):
    """What the run is at, beside its result."""
    sys.stderr.write(f"{(time.monotonic() - BEGUN) / 60:5.1f} min  {words}\n")


def _sent(phones):
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(MOST_SECONDS)
