"""Policy of the further steps of a task and its requests."""

POLICY: dict = {}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    return {}
