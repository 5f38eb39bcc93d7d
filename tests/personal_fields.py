"""What the portal keeps about people, field by field, with purpose, ground, who sees it and how long: the source of docs/personal-data.md.

`make check` fails for a field that could hold words about somebody and stands in none of these tables; `python -m
tests.personal_fields` writes the document anew.
"""

import csv
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import django
from django.apps import apps
from django.db import models

DOCUMENT = Path(__file__).parent.parent / "docs" / "personal-data.md"
BEGIN, END = "<!-- list -->", "<!-- end of the list -->"
DUTY = "public duty"
ASKED = "given by the person"
LAW = "security law"
WHOLE = "while the row is kept"


class Personal(NamedTuple):
    """Why a field is kept, on what ground, who sees it whole, and for how long."""

    purpose: str
    ground: str
    seen_by: str
    kept: str


ACCOUNT = "while the account is kept; it is taken out of use, not deleted"
TRAIL = "as long as the trail: not deleted"
RESIDENT = "until asked for or `PUBLIC_DAYS_KEPT` (90) days after the end"
WRITER = "who may write the row; each look is an event (查看)"
NAMES = Personal("who answers for it, signed or spoke", DUTY, "who sees the record: names of the staff at work", WHOLE)
PERSONAL = {
    "tataboo_portal.User": {
        "username": Personal("sign in", DUTY, "the person; 管理员 on the card (event)", ACCOUNT),
        "full_name": Personal("who did what", DUTY, "everybody signed in", ACCOUNT),
        "phone": Personal("reach the person", DUTY, "masked; whole on request for who sees the unit (event)", ACCOUNT),
        "password": Personal("sign in", LAW, "nobody: a hash", ACCOUNT),
    },
    "tataboo_portal.OldPassword": {"hash": Personal("no old password again", LAW, "nobody: a hash", "the last 5")},
    "tataboo_portal.SecondFactor": {
        name: Personal("second step of the sign-in", LAW, "nobody", "until it is switched off")
        for name in ("seed", "salt", "codes")
    },
    "tataboo_portal.SignInLock": {
        name: Personal("lock-out", LAW, "管理员", "until it cools off") for name in ("who", "address")
    },
    "tataboo_portal.DeviceSession": {
        "session_key": Personal("stay signed in", LAW, "nobody", "until signed out"),
        "session_data": Personal("stay signed in", LAW, "nobody", "until signed out"),
        "device": Personal("know one's own devices", LAW, "the person, 管理员", "until signed out"),
        "address": Personal("know one's own devices", LAW, "the person, 管理员", "until signed out"),
    },
    "tataboo_portal.AuditEvent": {
        "actor_name": Personal("who did what", LAW, "管理员", TRAIL),
        "object_label": Personal("what it was about", LAW, "管理员, numbers masked", TRAIL),
        "before": Personal("what it was before", LAW, "管理员, numbers and names masked", TRAIL),
        "after": Personal("what it was then", LAW, "管理员, numbers and names masked", TRAIL),
        "reason": Personal("why", LAW, "管理员, numbers masked", TRAIL),
        "address": Personal("from where", LAW, "管理员", TRAIL),
    },
    "tataboo_portal.Photo": {
        "original": Personal("proof of the state of a place", DUTY, "nobody: never served", WHOLE),
        "shown_name": Personal("the sender's file name", DUTY, "nobody", WHOLE),
        "software": Personal("hints for the verifier", DUTY, "who verifies, in words", WHOLE),
        "camera": Personal("hints for the verifier", DUTY, "who verifies, in words", WHOLE),
        "latitude": Personal("hints for the verifier", DUTY, "nobody: only a distance is told", WHOLE),
        "longitude": Personal("hints for the verifier", DUTY, "nobody: only a distance is told", WHOLE),
        "caption": Personal("watermark: when, where, whose photo", DUTY, "who sees the photo", WHOLE),
    },
    "tataboo_portal.PartialUpload": {"shown_name": Personal("the sender's file name", DUTY, "the sender", "14 days")},
    "tataboo_portal.Attachment": {
        "file": Personal("papers of the office", DUTY, "who sees the record", WHOLE),
        "shown_name": Personal("the paper's name", DUTY, "who sees the record", WHOLE),
    },
    "tataboo_portal.ImportBatch": {
        "file": Personal("what a row came from", DUTY, "who brought it, 双创办", WHOLE),
        "fixes": Personal("cells mended on the way in", DUTY, "who brought it", WHOLE),
        "replacements": Personal("cells mended on the way in", DUTY, "who brought it", WHOLE),
        "kept_rows": Personal("rows between check and confirmation", DUTY, "nobody", "until the end of the day"),
    },
    "tataboo_portal.ImportProblem": {
        "words": Personal("what is wrong with a row", DUTY, "who brought it", "until the batch is left"),
        "cells": Personal("the row that is wrong", DUTY, "who brought it", "until the batch is left"),
    },
    "tataboo_portal.ExportFile": {
        "file": Personal("a list taken out", DUTY, "who asked for it", "1 day"),
        "params": Personal("the filter of a list taken out", DUTY, "who asked for it", WHOLE),
    },
    "inspections.PublicReport": {
        "words": Personal(
            "what is wrong where",
            ASKED,
            "who accepts (numbers masked, whole with an event); masked on the task",
            RESIDENT,
        ),
        "phone": Personal("ask back", ASKED, "who accepts, on request (event)", RESIDENT),
        "sender": Personal("limits of one day", LAW, "nobody: a digest of network and day", "2 days"),
        "rating_words": Personal(
            "what the reporter thinks of the result", ASKED, "who accepts and who verifies, numbers masked", RESIDENT
        ),
        "track": Personal("the reporter's own key to the progress", ASKED, "the reporter", WHOLE),
    },
    "publicity.SurveyResponse": {
        "remark": Personal("an opinion in own words", ASKED, f"numbers masked; whole: {WRITER}", "until asked for"),
        "answers": Personal("opinions by mark", ASKED, "who sees the unit; nothing leads to anybody", WHOLE),
    },
    "publicity.SurveyLink": {"code": Personal("one answer per card", ASKED, "双创办", WHOLE)},
    "publicity.Praise": {
        "giver": Personal("whom to thank", ASKED, f"王*; whole: {WRITER}", WHOLE),
        "content": Personal("what was thanked for", ASKED, "who sees the register", WHOLE),
    },
    "inspections.Shop": {
        "owner_name": Personal("who answers for the 门前五包", DUTY, f"王*; whole: {WRITER}", WHOLE),
        "phone": Personal("reach the shop", DUTY, f"138****5678; whole: {WRITER}", WHOLE),
    },
    "inspections.IllegalStructure": {"owner_name": Personal("party to the case", DUTY, f"王*; whole: {WRITER}", WHOLE)},
    "inspections.ZombieVehicle": {
        "plate": Personal("find the vehicle; the only thing it is known by", DUTY, "who sees the register", WHOLE),
        "vin_tail": Personal("find the vehicle", DUTY, "who sees the register", WHOLE),
        "owner_contact": Personal("how the owner was reached", DUTY, f"numbers masked; whole: {WRITER}", WHOLE),
    },
    "publicity.CultureCentre": {
        "contact": Personal("stands on the door", DUTY, "everybody: printed for the public", WHOLE),
        "phone": Personal("stands on the door", DUTY, "masked in lists; whole on the door's sheet", WHOLE),
    },
    "reports.SupervisionOrder": {
        "person": NAMES,
        "in_charge": NAMES,
        "phone": Personal(
            "reach who answers for it", DUTY, "masked; on request (event) for who issues and whom it goes to", WHOLE
        ),
    },
    "inspections.PestTreatment": {"operators": NAMES, "signed_by": NAMES},
    "publicity.Training": {"speaker": NAMES},
    "publicity.Activity": {"organiser": NAMES},
    "reports.Meeting": {"chair": NAMES, "recorder": NAMES},
    "reports.Attendance": {"name": NAMES},
    "reports.Decision": {"person": NAMES},
    "reports.SubmissionItem": {"person": NAMES},
    "reports.Bulletin": {"signer": NAMES},
    "reports.Suggestion": {"words": Personal("what the staff wish", ASKED, "双创办; anonymous where asked", WHOLE)},
    "reports.SearchEntry": {
        name: Personal("find records by their words", DUTY, "who may see the record", "as the record")
        for name in ("title", "line", "text", "grams")
    },
    "axes.AccessAttempt": {
        name: Personal("lock-out", LAW, "nobody", "until it cools off")
        for name in ("user_agent", "ip_address", "username", "http_accept", "path_info", "get_data", "post_data")
    },
    "axes.AccessLog": {
        name: Personal("not written", LAW, "nobody", "--")
        for name in ("user_agent", "ip_address", "username", "http_accept", "path_info", "session_hash")
    },
    "axes.AccessFailureLog": {
        name: Personal("not written", LAW, "nobody", "--")
        for name in ("user_agent", "ip_address", "username", "http_accept", "path_info")
    },
}
# Of the fields that hold words: `free` are words the staff write about places and work, where they are asked to name nobody and
# which whoever sees the record reads; `none` speak of no person.
OTHERS = Path(__file__).parent / "personal_fields.csv"
NOT_OURS = ("django.", "import_export.")


def others():
    """{kind: {model: names}} of the fields that are not personal."""
    found = {"free": {}, "none": {}}
    for row in csv.DictReader(OTHERS.read_text(encoding="utf-8").splitlines()):
        found[row["kind"]][row["model"]] = set(row["fields"].split())
    return found


def may_speak_of_somebody(field):
    """Whether a field can hold words, places or addresses; numbers, days, choices and keys cannot."""
    if isinstance(field, models.CharField | models.TextField):
        return not field.choices
    return isinstance(field, models.JSONField | models.GenericIPAddressField | models.FloatField | models.FileField)


def asked(model):
    """The names of the fields of a model that have to stand in a table."""
    return {field.name for field in model._meta.concrete_fields if may_speak_of_somebody(field)}


def own_models():
    """Every model that has a table of its own, but Django's."""
    found = (model for model in apps.get_models() if not model._meta.proxy)
    return [model for model in found if not model.__module__.startswith(NOT_OURS)]


def complaints(found=None):
    """One line for every field that stands in no table, in two, or is gone."""
    known = {kind: {label: set(names) for label, names in table.items()} for kind, table in others().items()}
    known["personal"] = {label: set(fields) for label, fields in PERSONAL.items()}
    there = {model._meta.label: asked(model) for model in found or own_models()}
    for label in sorted({*there, *(name for table in known.values() for name in table)}):
        told = Counter(name for table in known.values() for name in table.get(label, ()))
        for name in sorted(there.get(label, set()) - set(told)):
            yield f"{label}.{name}: personal or not? It stands neither in tests/personal_fields.py nor in its .csv"
        for name in sorted(set(told) - there.get(label, set())):
            yield f"{label}.{name}: stands in the tables of personal data and is no such field"
        yield from (f"{label}.{name}: stands in two tables" for name, times in told.items() if times > 1)
    if not found and DOCUMENT.read_text(encoding="utf-8") != written():
        yield "docs/personal-data.md says something else than tests/personal_fields.py: python -m tests.personal_fields writes it anew"


def table():
    """The list as Markdown, in the order of the models."""
    lines = ["| record | field | what for | ground | who sees it whole | kept |", "|---|---|---|---|---|---|"]
    for label in sorted(PERSONAL):
        model = apps.get_model(label)
        for name, entry in PERSONAL[label].items():
            field = f"{model._meta.get_field(name).verbose_name} `{name}`"
            lines.append(f"| {model._meta.verbose_name} `{label}` | {field} | {' | '.join(entry)} |")
    return "\n".join(lines)


def written():
    """The document with the present list between its marks."""
    head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


def main():
    """Write the document anew."""
    django.setup()
    DOCUMENT.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
