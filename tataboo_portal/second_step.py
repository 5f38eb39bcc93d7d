"""Between password and code: who has given the right password, kept in the session for ten minutes; it opens nothing."""

import time
from typing import NamedTuple

from django.utils.crypto import constant_time_compare

from tataboo_portal.models import User

NAME = "second_step"
SECONDS = 600


class Asked(NamedTuple):
    """Whose code is awaited, and what was chosen at the password."""

    person: User
    keep: bool
    way: str


def ask(request, person, *, keep, way):
    """Await this person's code in a session of a new name."""
    facts = {"person": person.pk, "digest": person.get_session_auth_hash(), "keep": keep, "way": way, "at": time.time()}
    request.session.cycle_key()
    request.session[NAME] = facts


def asked(request):
    """Whose code is awaited here; None when nobody's, too late, or the account is no longer what it was."""
    facts = request.session.get(NAME)
    if not facts or time.time() - facts["at"] > SECONDS:
        return None
    person = User.objects.select_related("unit").filter(pk=facts["person"], is_active=True).first()
    if person is None or not constant_time_compare(person.get_session_auth_hash(), facts["digest"]):
        return None
    return Asked(person, facts["keep"], facts["way"])


def done(request):
    """The code came."""
    request.session.pop(NAME, None)
