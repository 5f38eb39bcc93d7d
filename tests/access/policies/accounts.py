"""Policy of accounts: own devices for everybody, other people's accounts for 管理员 alone."""

from tataboo_portal.enums import Role
from tataboo_portal.models import User
from tests.access.rows import ADMIN_ONLY, LOGIN, MOVED, NO, row

ADMIN_ACTS = row(LOGIN, NO, NO, NO, NO, NO, NO, NO, MOVED)
POLICY = {
    ("POST", "account_sign_out_others"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "manage_people_stale"): ADMIN_ONLY,
    ("GET", "manage_person"): ADMIN_ONLY,
    ("POST", "manage_person_sign_out"): ADMIN_ACTS,
    ("POST", "manage_person_stop"): ADMIN_ACTS,
    ("POST", "manage_person_card"): ADMIN_ONLY,
}


def addresses(task):
    """The arguments of these addresses: one more person of the office."""
    newcomer = User.objects.create(username="newcomer", full_name="新来的", role=Role.OFFICE)
    pages = ("manage_person", "manage_person_sign_out", "manage_person_stop", "manage_person_card")
    return dict.fromkeys(pages, (newcomer.pk,))
