"""Policy of 满意度: the office asks, everybody reads totals, and a resident's page is everybody's while public pages are on."""

from tests import surveys
from tests.access.rows import BAD, EVERYONE, LOGIN, NO, OK, row

OFFICE_READS = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO)
OFFICE_WRITES = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO)
ANYBODY, INCOMPLETE = row(*[OK] * 9), row(*[BAD] * 9)

POLICY = {
    ("GET", "survey_list"): EVERYONE,
    ("GET", "survey_new"): OFFICE_READS,
    ("POST", "survey_new"): OFFICE_WRITES,
    ("GET", "survey_detail"): EVERYONE,
    ("POST", "survey_detail"): OFFICE_WRITES,
    ("GET", "survey_links"): OFFICE_READS,
    ("POST", "survey_links"): OFFICE_WRITES,
    ("GET", "survey_cards"): OFFICE_READS,
    ("GET", "survey_results"): EVERYONE,
    ("GET", "survey_export"): EVERYONE,
    ("POST", "survey_export"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD),
    ("GET", "survey_answer"): ANYBODY,
    ("POST", "survey_answer"): INCOMPLETE,
}


def addresses(task):
    """The arguments of these addresses: a running survey, and a code for 绣品厂社区."""
    survey = surveys.running()
    arguments = {f"survey_{page}": (survey.pk,) for page in ("detail", "links", "cards", "results")}
    return arguments | {"survey_answer": (surveys.link(survey).code,)}
