"""The standards, chapters, clauses and rules a site starts with; where each clause comes from stands in its row."""

from pathlib import Path

from reports.models import DossierChapter, DossierClause, DossierRule, DossierStandard
from tataboo_portal.reference import read_rows

DATA = Path(__file__).parent.parent / "data"


def load():
    """Add what is missing; what the office edited or took out of use stays as it is.

    Rules come only with the clause they belong to, so that one the office took away does not come back.
    """
    for row in read_rows(DATA / "dossier_standards.csv"):
        DossierStandard.objects.get_or_create(code=row.pop("code"), defaults=row)
    standards = {standard.code: standard for standard in DossierStandard.objects.all()}
    for row in read_rows(DATA / "dossier_chapters.csv"):
        kept = {"standard": standards[row["standard"]], "number": row["number"]}
        DossierChapter.objects.get_or_create(**kept, defaults={"title": row["title"]})
    made = _load_clauses()
    rows = [
        DossierRule(
            clause=made[row["standard"], row["code"]], source=row["source"], about=row["about"], kind=row["kind"]
        )
        for row in read_rows(DATA / "dossier_rules.csv")
        if (row["standard"], row["code"]) in made
    ]
    DossierRule.objects.bulk_create(rows)


def _load_clauses():
    """{(standard, code): clause} of those that were not there."""
    chapters = {
        (chapter.standard.code, str(chapter.number)): chapter
        for chapter in DossierChapter.objects.select_related("standard")
    }
    known = set(DossierClause.objects.values_list("chapter__standard__code", "code"))
    missing = {}
    for row in read_rows(DATA / "dossier_clauses.csv"):
        key = row.pop("standard"), row["code"]
        if key not in known:
            missing[key] = DossierClause(chapter=chapters[key[0], row.pop("chapter")], **row)
    DossierClause.objects.bulk_create(missing.values())
    return missing
