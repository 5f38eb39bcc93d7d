"""Fixtures told with the fixed people; loaded by conftest as a plugin."""

import pytest
from django.core.management import call_command

from tests.people import PEOPLE, person


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test starts from the reference rows a real site has."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


def _fixture_for(username):
    @pytest.fixture(name=username)
    def make(db):
        return person(username)

    return make


wang, li, zhang, zhao, chen, liu, sun, qian = (_fixture_for(username) for username in PEOPLE)


@pytest.fixture
def sign_in(client):
    """Sign a person in on the test client and hand the client back."""

    def enter(user):
        client.force_login(user)
        return client

    return enter
