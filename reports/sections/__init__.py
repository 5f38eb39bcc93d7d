"""The sections of the weekly report, in order: to add one, write a module and name it here.

A section has a `PART`, a `HEADING`, and `build(facts)`, which returns blocks (see `blocks`); no blocks, no section.
"""

from reports.sections import (
    civility,
    cleanup,
    corrections,
    decisions,
    grid,
    holidays,
    market,
    overview,
    pairs,
    plan,
    problems,
    publicity,
    remediation,
)

SECTIONS = (
    decisions,
    overview,
    cleanup,
    remediation,
    publicity,
    market,
    civility,
    holidays,
    corrections,
    plan,
    problems,
    grid,
    pairs,
)
