"""What is counted one by one in a register: gatherings, documents, centres, checks, answers, praise, pledges of shops."""

from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, F, Max, Min, Q, Sum, Value, When

from inspections.models import FivePledge
from publicity.enums import ActivityStatus, PraiseKind
from publicity.models import Activity, CultureCentre, PlanDocument, Praise, SmokingCheck, SurveyResponse, Training
from reports.metrics.cells import AXES, Cell, on_days


@dataclass(frozen=True)
class Events:
    """A metric module over one register: each live row is one of the indicator that `code` names, on its `day`.

    `only` narrows the rows that count, `sums` maps further metrics to fields added up, and `shown` says with which filter the
    register's list shows the rows of an indicator.
    """

    model: type
    slug: str
    PREFIX: str
    code: object
    day: str = "day"
    only: Q = field(default_factory=Q)
    sums: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)
    MOVES_WITH_TIME = False

    @property
    def TABLE(self):  # noqa: N802 - a module's constant
        """Whose marks in `ChangedDay` it answers."""
        return self.model._meta.label

    def day_cells(self, days, now):
        """The cells of these days, in one grouped query per kind of number."""
        rows = self.model.objects.live().filter(self.only).filter(on_days(self.day, days)).order_by()
        groups = rows.annotate(code=self.code).values_list("code", *AXES, self.day)
        for code, *axes, day, value in groups.annotate(value=Count("pk")):
            yield Cell(f"{self.PREFIX}{code}", *axes, day, value)
        for metric, name in self.sums.items():
            for *axes, day, value in rows.values_list(*AXES, self.day).annotate(value=Sum(name)):
                if value:
                    yield Cell(metric, *axes, day, value)

    def known_days(self):
        """The first and the last day with a row, or Nones."""
        return tuple(self.model.objects.aggregate(first=Min(self.day), last=Max(self.day)).values())

    def records_of(self, metric, period):
        """The list of the rows behind a number."""
        own = self.shown.get(metric.removeprefix(self.PREFIX), {})
        return "register_list", {"from": period.start, "to": period.end, **own}, self.slug


def always(code):
    """Every row counts for the same indicator."""
    return Value(code, output_field=CharField())


def either(condition, code, other):
    """Rows that meet the condition count for one indicator, the rest for another."""
    return Case(When(condition, then=Value(code)), default=Value(other), output_field=CharField())


PEOPLE, PERSON_TIMES = "activity:people", "activity:person_times"
HELD = {"status": ActivityStatus.HELD}
trainings = Events(
    Training,
    "trainings",
    "training:",
    F("kind"),
    shown={code: {"kind": code} for code in ("training", "special_meeting")},
)
documents = Events(PlanDocument, "documents", "document:", always("plan_document"))
centres = Events(CultureCentre, "centres", "centre:", always("culture_centre"), day="opened_on")
activities = Events(
    Activity,
    "activities",
    "activity:",
    either(Q(theme__is_volunteering=True), "volunteering", "culture_activity"),
    only=Q(status=ActivityStatus.HELD),
    sums={PEOPLE: "people", PERSON_TIMES: "person_times"},
    shown={
        "culture_activity": {"group": "held_culture"},
        "volunteering": {"group": "held_volunteering"},
        "people": HELD,
        "person_times": HELD,
    },
)
smoking_checks = Events(SmokingCheck, "smoking", "smoking:", always("smoking_check"))
responses = Events(SurveyResponse, "responses", "survey:", always("survey_response"))
praises = Events(
    Praise,
    "praises",
    "praise:",
    either(Q(kind=PraiseKind.BANNER), "praise_banner", "praise_letter"),
    shown={"praise_banner": {"kind": PraiseKind.BANNER}, "praise_letter": {"group": "in_words"}},
)
PLEDGES = "pledge:five_pledge"
pledges = Events(FivePledge, "pledges", "pledge:", always("five_pledge"), day="signed_on")
ALL = (trainings, documents, centres, activities, smoking_checks, responses, praises, pledges)
