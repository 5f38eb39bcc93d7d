"""What the tests of the task loop share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def count_queries():
    """How many queries something takes."""

    def count(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
