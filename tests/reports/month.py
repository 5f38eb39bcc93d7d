"""A month as it is lived: the clock moved on with the schedule's runs at their moments, forms sent as a browser sends them."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone
from docx import Document
from lxml import html

from reports import rollups, sentences, weekly
from reports.forms.report import name_of
from reports.models import SubmissionMoment, WeeklyReport
from tataboo_portal.celery import app
from tataboo_portal.weeks import Week

CHINA = ZoneInfo("Asia/Shanghai")


def at(words):
    """A moment by the clock of the office."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


def monday(words):
    """The week of a Monday, as “02-09” of 2026."""
    return Week(date.fromisoformat(f"2026-{words}"))


class Month:
    """The office's time, and a browser in it."""

    def __init__(self, client, clock):
        self.client, self.clock = client, clock
        app.loader.import_default_modules()

    def to(self, words):
        """Move to a moment of 2026, “02-09 08:00”; on the way everything of the roof runs that the schedule names."""
        then = at(f"2026-{words}")
        for moment, task in sorted(due_runs(timezone.now(), then)):
            self.clock.move_to(moment)
            app.tasks[task]()
        self.clock.move_to(then)
        rollups.refresh()  # as every minute of the way

    def page(self, who, address):
        """What a person reads there."""
        self.client.force_login(who)
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def send(self, who, address, *, to="", **typed):
        """Open a page, type into the form that leads to `to`, and send all of it; returns the page that is read after it."""
        forms = html.fromstring(self.page(who, address)).forms
        form = next(
            form for form in forms if form.method == "POST" and (form.action or address).endswith(to or address)
        )
        data = {name: value for name, value in form.form_values() if value is not None}
        unknown = typed.keys() - form.inputs.keys() - {"hand_in", "save"}
        assert not unknown, unknown
        answer = self.client.post(form.action or address, data | typed, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def hand_in(self, who, week, *, plan, problem="", done=None):
        """交给双创办: what stands prefilled on the unit's page, a plan of (words, person, day), a problem; and last week's ticks."""
        words, person, day = plan
        typed = {"plan-0-words": words, "plan-0-person": person, "plan-0-due_on": f"2026-{day}"}
        typed |= {"problem-0-words": problem, "problem-0-needs_coordination": "on"} if problem else {}
        address = f"/meetings/{week.monday}/submit/{who.unit.code}/"
        self.client.force_login(who)
        asked = self.client.get(address).context["form"].ticks.ticks
        assert (done is None) == (asked == [])
        typed |= {field.html_name: done for field in asked}
        return self.send(who, address, hand_in="1", **typed)

    def decide(self, who, week, line):
        """One line typed at the meeting."""
        return self.send(who, f"/meetings/{week.monday}/record/", line=line)

    def step(self, who, decision, step, **typed):
        """One step of a decision, on its page."""
        return self.send(who, f"/decisions/{decision.pk}/", to=f"/{step}/", **typed)

    def publish(self, who, week):
        """发布."""
        return self.send(who, f"/meetings/{week.monday}/publish/")

    def retype(self, who, week, address, old, new):
        """Change one sentence of the draft on its page."""
        page = f"/meetings/{week.monday}/edit/{address.partition('/')[0]}/"
        box = html.fromstring(self.page(who, page)).forms[-1].inputs[name_of(address)]
        assert old in box.value
        return self.send(who, page, **{box.name: box.value.replace(old, new)})

    def word(self, who, address):
        """A Word file as its paragraphs."""
        self.client.force_login(who)
        return [paragraph.text for paragraph in Document(io.BytesIO(self.client.get(address).content)).paragraphs]


def due_runs(now, then):
    """(moment, task) of the runs between two moments, but for the refresh and for what `WORTH` leaves out to save time."""
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        if entry["task"].startswith("reports.") and isinstance(entry["schedule"], crontab):
            for moment in moments_of(entry["schedule"], now, then):
                if WORTH.get(entry["task"], always)(moment):
                    yield moment, entry["task"]


def moments_of(schedule, now, then):
    """The moments of a daily schedule after one moment and up to another."""
    day = timezone.localdate(now)
    while day <= timezone.localdate(then):
        for hour in schedule.hour:
            for minute in schedule.minute:
                moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)
                if now < moment <= then:
                    yield moment
        day += timedelta(days=1)


def is_asking(moment):
    """Whether the office set a reminder to this time of the day."""
    return SubmissionMoment.objects.filter(at=timezone.localtime(moment).time()).exists()


def is_monday(moment):
    """Whether a meeting may be held on the day."""
    return not timezone.localdate(moment).weekday()


def always(moment):
    """Whatever the moment."""
    return True


# The run that reminds comes every ten minutes, the one that counts everything again every night.
WORTH = {"reports.remind_submissions": is_asking, "reports.recount_rollups": is_monday}


def report_of(week):
    """The report for the meeting of a week."""
    return WeeklyReport.objects.get(meeting_week=week.monday)


def told(week):
    """{section code: its paragraphs as they are read}."""
    found = {}
    for section in sentences.sections_of(weekly.shown(report_of(week))["parts"]):
        blocks = [block for block in section["blocks"] if block["kind"] == "paragraph"]
        found[section["code"]] = ["".join(run["text"] for run in block["runs"]) for block in blocks]
    return found
