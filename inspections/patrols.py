"""巡查: which places somebody has to look at, in the order of their need, and the problems a round found there."""

from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When
from django.utils import timezone

from inspections.coverage import BEHIND, seen_state, seen_words
from inspections.enums import NO_CASE_STATES
from inspections.models import PatrolVisit, RemediationTask
from inspections.places import natural, short_name
from tataboo_portal.models import Place

MOST_ON_A_ROUND = 300
MOST_LINKS = 5


def _kept_first(user):
    return Case(When(keeper=user.pk, then=Value(0)), default=Value(1), output_field=IntegerField())


def due_places(user, day, limit):
    """The places this person answers for that are to be seen by the day: those they keep first, the longest waiting first.

    Office and inspectors get every area's; at most `limit` rows, each with its community and keeper loaded.
    """
    places = Place.objects.visible_to(user).due(day).for_list()
    return list(places.order_by(_kept_first(user), "next_patrol_on", "community__position", "name", "pk")[:limit])


@dataclass
class Group:
    """A compound with what lies in it, or one place that stands alone, as a round ticks them."""

    root: Place
    places: list

    @property
    def is_single(self):
        """Whether it is one place that stands alone."""
        return self.places == [self.root]


def round_groups(user, places, today):
    """What a person ticks on a round: own places by need, those of one compound together, the neediest compound first.

    At most 300 places; those without an interval come last.
    """
    needy = (_kept_first(user), F("next_patrol_on").asc(nulls_last=True), "community__position", "pk")
    groups = {}
    for place in places.for_list().order_by(*needy)[:MOST_ON_A_ROUND]:
        place.seen_words = seen_words(place, today)
        place.is_behind = seen_state(place, today) in BEHIND
        root = place.parent or place
        group = groups.setdefault(root.pk, Group(root, []))
        place.short_name = short_name(place, root.name) if place.parent else place.name
        group.places.append(place)
    for group in groups.values():
        group.places.sort(key=lambda place: (place.parent_id is not None, natural(place)))
    return list(groups.values())


def link_problem(task, *, by):
    """Hang a problem on the reporter's newest visit of that day to its place; the first problem of a visit stays."""
    day = timezone.localdate(task.reported_at)
    visits = PatrolVisit.objects.live().filter(patrol__by=by, place=task.place_id, day=day).order_by("-id")
    PatrolVisit.objects.filter(pk__in=visits.values("pk")[:1], task__isnull=True).update(task=task)


def problems_before(by, places, day):
    """{place id: the first problem this person reported there that day}, for a round sent after what it found."""
    on_a_visit = PatrolVisit.objects.live().filter(task=OuterRef("pk"))
    tasks = RemediationTask.objects.counted().filter(
        ~Exists(on_a_visit), reported_by=by, place__in=places, reported_at__date=day
    )
    return {task.place_id: task for task in tasks.order_by("-id")}


@dataclass
class Found:
    """The problems of one round: how many, and those the reader may open, at most five."""

    count: int = 0
    tasks: tuple = ()


def found_on(rounds, user):
    """{round id: what it found}, in one query for all; voided and rejected reports are no problems."""
    may_open = RemediationTask.objects.visible_to(user).filter(pk=OuterRef("task"))
    visits = (
        PatrolVisit.objects.filter(patrol__in=[row.pk for row in rounds], task__isnull=False)
        .exclude(task__state__in=NO_CASE_STATES)
        .annotate(may_open=Exists(may_open))
        .select_related("task")
        .order_by("task_id")
    )
    found = {row.pk: Found() for row in rounds}
    for visit in visits:
        one = found[visit.patrol_id]
        one.count += 1
        if visit.may_open and len(one.tasks) < MOST_LINKS:
            one.tasks += (visit.task,)
    return found
