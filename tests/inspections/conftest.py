"""What the tests of the task loop share."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tataboo_portal.enums import RobotKind, Role
from tataboo_portal.models import RobotChannel
from tests.inspections import residents
from tests.inspections.compounds import place
from tests.inspections.street import somebody
from tests.people import unit_of


@pytest.fixture
def count_queries():
    """How many queries something takes."""

    def count(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def street(wang, li, sun):
    """绣品厂社区 with 李 and its head 周, its 分管领导 何, and the leader 孙."""
    somebody("zhou", "周", role=Role.COMMUNITY, unit=unit_of("1"), is_unit_head=True)
    he = somebody("he", "何", role=Role.LEADER)
    he.units_in_charge.add(unit_of("1"))


@pytest.fixture
def channels(db):
    """Two groups in use and one that is not."""
    for number, in_use in enumerate((True, True, False), start=1):
        RobotChannel.objects.create(
            name=f"示例群{number}", kind=RobotKind.WECOM, url="https://qyapi.weixin.qq.com/?key=1", is_active=in_use
        )


@pytest.fixture
def compound(db):
    """A compound of community 1 with two buildings."""
    root = place("示例小区一")
    for number in (10, 2):
        place(f"示例小区一{number}号楼", kind="building", parent=root)
    return root


@pytest.fixture
def public_pages(settings):
    """The public pages are on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture
def pages(public_pages, db):
    """The public pages are on, on a Thursday morning."""
    with time_machine.travel(residents.MORNING, tick=False) as clock:
        yield clock


@pytest.fixture(name="place")
def scanned(db):
    """A place residents scan."""
    return residents.place()


@pytest.fixture
def report(db):
    """A report of a resident that waits."""
    return residents.report()
