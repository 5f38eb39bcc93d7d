"""Policy of 运行状况: the administrator reads it, nobody else."""

from tests.access.rows import ADMIN_ONLY

POLICY = {("GET", "manage_health"): ADMIN_ONLY}


def addresses(task):
    """No arguments."""
    return {}
