"""Policy of accounts: own devices for everybody, other people's accounts for 管理员 alone."""

from tataboo_portal.enums import Role
from tataboo_portal.models import User
from tests.access.rows import ADMIN_ONLY, BAD, LOGIN, MOVED, NO, OK, row

ADMIN_ACTS = row(LOGIN, NO, NO, NO, NO, NO, NO, NO, MOVED)
POLICY = {
    ("POST", "account_sign_out_others"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "login_second"): row(MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("POST", "login_second"): row(MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "unsent"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("POST", "unsent"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "account_second"): row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK),
    ("POST", "account_second"): row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD),
    ("GET", "manage_people_stale"): ADMIN_ONLY,
    ("GET", "manage_person"): ADMIN_ONLY,
    ("POST", "manage_person_sign_out"): ADMIN_ACTS,
    ("POST", "manage_person_stop"): ADMIN_ACTS,
    ("POST", "manage_person_second"): ADMIN_ACTS,
    ("POST", "manage_person_card"): ADMIN_ONLY,
}


def addresses(task):
    """The arguments of these addresses: one more person of the office."""
    newcomer = User.objects.create(username="newcomer", full_name="新来的", role=Role.OFFICE)
    acts = ("sign_out", "stop", "second", "card")
    return dict.fromkeys(("manage_person", *(f"manage_person_{act}" for act in acts)), (newcomer.pk,))
