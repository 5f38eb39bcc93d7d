"""The safe list of facts a scheme may look at; data name them, code knows them, nothing is evaluated."""

from reports.assessment.facts import cases, checks, handed_in, ledgers, residents

FACTS = {fact.code: fact for module in (cases, ledgers, handed_in, residents, checks) for fact in module.FACTS}

__all__ = ["FACTS"]
