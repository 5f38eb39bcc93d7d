"""The portal's web by the clock of tests/faults/shifted.py: `tests.faults.shifted_web:application`."""

from tataboo_portal.wsgi import application
from tests.faults import shifted

__all__ = ["application"]
shifted.follow()
