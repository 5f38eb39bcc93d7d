"""Who gets what at every address: the policy as data, checked against the running site and against the URL resolver."""

from tests.access.policies import (
    alarms,
    base,
    bulletins,
    cases,
    checklists,
    culture,
    decisions,
    desks,
    drives,
    evidence,
    exports,
    imports,
    orders,
    pairs,
    places,
    public,
    publicity,
    registers,
    releases,
    report_versions,
    scores,
    search,
    submissions,
    surveys,
)
from tests.access.rows import LOGIN, ROLES

__all__ = ["CONCERNS", "LOGIN", "POLICY", "ROLES"]

CONCERNS = (
    cases,
    desks,
    places,
    checklists,
    registers,
    alarms,
    releases,
    report_versions,
    submissions,
    evidence,
    pairs,
    exports,
    imports,
    drives,
    surveys,
    public,
    publicity,
    culture,
    decisions,
    orders,
    bulletins,
    search,
    scores,
)
POLICY = base.POLICY | {key: row for concern in CONCERNS for key, row in concern.POLICY.items()}
