"""Sample reports of residents: some wait, one was declined, one is in hands, one pleased and one did not."""

from datetime import timedelta

from django.utils import timezone

from inspections.enums import Decision, PhotoStage, PublicRating, PublicState, TaskAction, TaskSource, TaskState
from inspections.models import PublicReport, RemediationTask, TaskStep
from reports.demo import outside
from reports.demo.cases import PAIRS_PER_SCENE, Albums
from tataboo_portal.models import Place, User

# What waits: the scene of its photo, the words, a number nobody has.
WAITING = (
    ("dead_corner", "示例：楼道口堆了旧家具，好几天了", "000-0000-1234"),
    ("wall_stain", "示例：单元门上贴满小广告", ""),
    ("street_vendor", "", ""),
)
DECLINED = ("zombie_vehicle", "示例：这辆车停了很久", "示例：现场看过，车主每天在用")


def make(chance):
    """The sample reports; how many."""
    office, albums = User.objects.get(username="office"), Albums(None)
    places = list(Place.objects.active().filter(market_group=None).order_by("id")[:20])
    now = timezone.now()
    for hours, (scene, words, phone) in enumerate(WAITING, start=1):
        report(chance, albums, chance.choice(places), scene, at=now - timedelta(hours=hours), words=words, phone=phone)
    scene, words, reason = DECLINED
    declined = report(chance, albums, chance.choice(places), scene, at=now - timedelta(days=3), words=words)
    decided(declined, office, PublicState.DECLINED, now - timedelta(days=2), decision_note=reason)
    take_over(office)
    return PublicReport.objects.count()


def report(chance, albums, place, scene, *, at, **facts):
    """A report with a drawn photo."""
    photo = albums.photo(scene, chance.randrange(PAIRS_PER_SCENE), PhotoStage.BEFORE, by=None, at=at)
    return PublicReport.objects.create(place=place, photo=photo, received_at=at, **facts)


def decided(report, office, state, at, **facts):
    """The office decided so, then."""
    PublicReport.objects.filter(pk=report.pk).update(state=state, decided_by=office, decided_at=at, **facts)


def take_over(office):
    """Of the sample tasks an open one and two closed ones came from residents; one of them was not satisfied."""
    tasks = RemediationTask.objects.exclude(place=None).filter(is_forced=False, source=TaskSource.PATROL)
    in_hands = tasks.filter(state=TaskState.PROCESSING).order_by("-id")[:1]
    closed = tasks.filter(state=TaskState.CLOSED).order_by("-closed_at", "-id")[:2]
    ratings = ("", PublicRating.SATISFIED, PublicRating.DISSATISFIED)
    for task, rating in zip((*in_hands, *closed), ratings, strict=False):
        photo = task.photos.filter(stage=PhotoStage.BEFORE).first().photo
        made = PublicReport.objects.create(
            place=task.place,
            photo=photo,
            words="示例：麻烦来看看",
            received_at=task.reported_at - timedelta(minutes=20),
        )
        RemediationTask.objects.filter(pk=task.pk).update(source=TaskSource.PUBLIC, reported_by=office)
        TaskStep.objects.filter(task=task, action=TaskAction.REPORT).update(by=office)
        decided(made, office, PublicState.ACCEPTED, task.reported_at, task=task)
        if rating:
            rate(made, rating, min(task.closed_at + timedelta(minutes=30), timezone.now()))
            outside.prepared(task.photos.filter(stage=PhotoStage.AFTER).last().photo, office)


def rate(report, rating, at):
    """What its reporter thought of the result."""
    facts = {"rating": rating, "rated_at": at}
    if rating == PublicRating.DISSATISFIED:
        facts |= {"rating_words": "示例：只清了一半", "reopening": Decision.PENDING}
    PublicReport.objects.filter(pk=report.pk).update(**facts)
