"""Policy of 考核评比: everybody reads what is published and by what rules; the office scores; a unit appeals; the administrator switches."""

from reports.actions import schemes
from reports.models import SchemeVersion
from tataboo_portal.enums import UnitKind
from tests import scores
from tests.access.rows import ADMIN_ONLY, BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_RECORD, UNKNOWN, row
from tests.people import person, unit_of

OFFICE_READ = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO)
OFFICE_BAD = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO)
OFFICE_MOVED = row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO)

POLICY = {
    ("GET", "score_list"): EVERYONE,
    ("GET", "score_detail"): EVERYONE,
    ("GET", "score_xlsx"): EVERYONE,
    ("GET", "score_item"): OWN_RECORD,
    ("GET", "score_compare"): OFFICE_READ,
    ("POST", "score_compute"): OFFICE_MOVED,
    ("POST", "score_step"): OFFICE_BAD,
    ("POST", "score_appeal"): row(LOGIN, NO, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "score_decide"): OFFICE_BAD,
    ("POST", "score_trial"): OFFICE_MOVED,
    ("GET", "scheme_list"): EVERYONE,
    ("GET", "scheme_version"): EVERYONE,
    ("GET", "scheme_new"): OFFICE_READ,
    ("POST", "scheme_new"): OFFICE_BAD,
    ("GET", "scheme_edit"): OFFICE_READ,
    ("POST", "scheme_edit"): OFFICE_BAD,
    ("GET", "scheme_rules"): OFFICE_READ,
    ("POST", "scheme_rules"): OFFICE_BAD,
    ("GET", "scheme_item"): OFFICE_READ,
    ("POST", "scheme_item"): OFFICE_BAD,
    ("POST", "scheme_item_drop"): OFFICE_BAD,
    ("POST", "scheme_step"): OFFICE_BAD,
    ("GET", "manage_scores"): ADMIN_ONLY,
    ("POST", "manage_scores"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, BAD),
}


def addresses(task):
    """A published result with an appeal of 绣品厂社区, a draft of the rules and a version on trial; sections are not scored."""
    unit, wang = unit_of("1"), person("wang")
    if not unit.is_zone:
        return {}
    codes = ("community_month", "market_month")
    own, other = codes if unit.kind == UnitKind.COMMUNITY else reversed(codes)
    rules = scores.in_force(own)
    for number in range(6):
        scores.case("1", fixed=1 if number else -1)
    result = scores.published(scores.computed(rules))
    item = scores.item(result, "in_time")
    scores.appealed(item)
    trial = schemes.new_version(by=wang, scheme=rules.scheme)
    schemes.start_trial(by=wang, rules=trial, version=trial.version)
    draft = SchemeVersion.objects.get(scheme__code=other)
    period = scores.OCTOBER.name
    return {
        **{f"score_{page}": (period,) for page in ("detail", "xlsx", "compare")},
        "score_item": (item.pk,),
        "score_appeal": (item.pk,),
        "score_decide": (item.pk, "grant"),
        "score_step": (result.pk, "withdraw"),
        "score_trial": (trial.pk, period),
        "scheme_version": (draft.pk,),
        "scheme_edit": (draft.scheme_id,),
        "scheme_rules": (draft.pk,),
        "scheme_item": (draft.pk, "in_time"),
        "scheme_item_drop": (draft.pk, "in_time"),
        "scheme_step": (draft.pk, "force"),
    }
