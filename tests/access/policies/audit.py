"""Policy of the trail: the administrator reads it, nobody else."""

from tests.access.rows import ADMIN_ONLY

POLICY = {("GET", "manage_audit"): ADMIN_ONLY}


def addresses(task):
    """No arguments."""
    return {}
