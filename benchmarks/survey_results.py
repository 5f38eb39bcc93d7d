"""What a survey's results cost: `python -m benchmarks.survey_results 20000` prints one line of JSON.

Where the database counts, the answer is bounded and the work grows with the answers: this says how fast.

The page's numbers of so many answers to twelve questions, against reading the very same answers into Python and counting them
there, and how many queries either a tenth of them or all of them take. A fresh SQLite file is filled, or the empty database that
DATABASE_URL names.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta

FOLDER = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from publicity import surveys  # noqa: E402
from publicity.enums import Level  # noqa: E402
from publicity.models import Survey, SurveyQuestion, SurveyResponse  # noqa: E402
from tataboo_portal.enums import Role  # noqa: E402
from tataboo_portal.imports import bulk  # noqa: E402
from tataboo_portal.models import User  # noqa: E402

ROUNDS = 5
SHARES = (46, 34, 11, 4, 2, 3)


def survey_of(title):
    """A survey of the twelve usual themes."""
    today = timezone.localdate()
    survey = Survey.objects.create(title=title, start=today - timedelta(days=30), end=today)
    SurveyQuestion.objects.bulk_create(SurveyQuestion(survey=survey, **one) for one in surveys.usual_questions())
    return Survey.objects.get(pk=survey.pk)


def fill(survey, count, chance):
    """So many answers to every question, from all nine communities."""
    asked, units = sorted(surveys.asked_of([survey.pk])[survey.pk]), list(surveys.communities())
    rows = (
        {
            "survey_id": survey.pk,
            "unit_id": unit.pk,
            "community_id": unit.pk,
            "day": survey.end,
            "answers": dict(zip(asked, chance.choices(Level.values, SHARES, k=len(asked)), strict=True)),
        }
        for unit in (chance.choice(units) for _ in range(count))
    )
    bulk.insert(SurveyResponse, rows)


def counted_in_python(survey):
    """The same counts, every answer read."""
    found = Counter()
    rows = SurveyResponse.objects.live().filter(survey=survey).values_list("unit_id", "answers")
    for unit, answers in rows.iterator(chunk_size=2_000):
        found.update((unit, question, level) for question, level in answers.items())
    return found


def seconds(act):
    """The best of some rounds: of this process's own work where the database is inside it, else of the clock."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _ in range(ROUNDS):
        begun = clock()
        act()
        times.append(clock() - begun)
    return min(times)


def queries(survey, user):
    """How many queries the numbers take."""
    reset_queries()
    with CaptureQueriesContext(connection) as found:
        surveys.results(survey, user)
    return len(found)


def main(count):
    """Fill, check that both ways agree, measure."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    chance = random.Random(83)
    user = User.objects.create_user("bench", full_name="示例", role=Role.OFFICE)
    few, many = survey_of("示例少"), survey_of("示例多")
    fill(few, count // 10, chance)
    fill(many, count, chance)
    told = Counter({(unit, question, level): number for unit, question, level, number in surveys.counts(many)})
    assert told == counted_in_python(many)  # noqa: S101 - figures of two different things would say nothing
    database, python = seconds(lambda: surveys.results(many, user)), seconds(lambda: counted_in_python(many))
    figures = {
        "database": connection.vendor,
        "answers": count,
        "results_ms": round(database * 1000, 1),
        "a_tenth_ms": round(seconds(lambda: surveys.results(few, user)) * 1000, 1),
        "in_python_ms": round(python * 1000, 1),
        "in_python_times": round(python / database, 1),
        "queries": [queries(few, user), queries(many, user)],
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
