"""Who is told of material that is missing or came back; what was said stands in the inbox, so a run may be repeated."""

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from reports.submissions.standing import missing_units
from reports.submissions.times import WEEKS_AHEAD, times_of
from tataboo_portal import inbox
from tataboo_portal.models import Notice, User
from tataboo_portal.permissions import Permission
from tataboo_portal.weeks import Week


def remind_if_due(now=None):
    """Remind of every week one of whose reminders has struck today; returns how many notices were written."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    weeks = [Week.of(today).shifted(ahead) for ahead in range(WEEKS_AHEAD + 1)]
    due = [times for times in times_of(*weeks) if any(_strikes(moment, today, now) for moment in times.reminders)]
    return sum(remind(times, now=now) for times in due)


def _strikes(moment, today, now):
    return timezone.localdate(moment) == today and moment <= now


def remind(times, *, now):
    """Tell the people of every unit whose material is missing, once per unit, week and day; returns how many notices."""
    today, told = timezone.localdate(now), 0
    keys = {unit: f"submission:{unit.pk}:{times.week.monday}:{today}" for unit in missing_units(times.week)}
    said = set(Notice.objects.filter(key__in=keys.values()).values_list("recipient_id", "key"))
    people = people_of(keys)
    for unit, key in keys.items():
        for person in people[unit.pk]:
            if (person.pk, key) not in said:
                inbox.tell(person=person, key=key, url=way(unit, times.week), at=now, **words(times, now))
                told += 1
    return told


def people_of(units):
    """{unit: those who write its material}; one query."""
    found = defaultdict(list)
    for person in User.objects.filter(is_active=True, unit__in=list(units)).order_by("pk"):
        if person.may(Permission.LOG_WORK):
            found[person.unit_id].append(person)
    return found


def way(unit, week):
    """Where a notice leads: the unit's own page of that week."""
    return reverse("meeting_submit", args=(week.monday.isoformat(), unit.code))


def words(times, now):
    """What a reminder says."""
    title = f"{date_format(times.meeting_day, 'n月j日')}例会材料还没有交"
    if times.deadline is None:
        return {"title": title}
    deadline = date_format(timezone.localtime(times.deadline), "n月j日 H:i")
    late = f"{deadline}已经截止，现在交记为迟交。"
    return {"title": title, "body": late if times.is_past(now) else f"{deadline}截止。上周的数已经从台账带出来。"}


def tell_returned(submission):
    """Tell the unit's people that their material came back, and why; once for each time it did."""
    key = f"submission:{submission.pk}:returned:{submission.version}"
    title, url = "例会材料被退回，改好再交", way(submission.unit, Week(submission.meeting_week))
    for person in people_of([submission.unit])[submission.unit_id]:
        inbox.tell(person=person, key=key, title=title, body=submission.return_reason, url=url)
