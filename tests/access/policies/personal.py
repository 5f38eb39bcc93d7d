"""Policy of what is hidden and what is forgotten: numbers are shown whole on request, and a resident's words go on request."""

from tests import decisions, surveys
from tests.access.rows import LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import unit_of

POLICY = {
    ("POST", "area_phones"): row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, OK, OK, OK),
    ("POST", "order_phone"): row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, OK, NO),
    ("POST", "response_forget"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO),
}


def addresses(task):
    """The unit, an order to it, and an answer of one of its residents."""
    response = surveys.paper(surveys.running(), remark="示例意见")
    return {
        "area_phones": (unit_of("1").code,),
        "order_phone": (decisions.warned().pk,),
        "response_forget": (response.pk,),
    }
