"""The static rules themselves: each catches a planted line, and what is done the house's way passes."""

import ast

import pytest
from django.apps import apps

from tests import static_rules
from tests.static_rules import FLOORS, complaints, read_python, read_template

VIEW = "inspections/views/planted.py"
SCOPED = {"RemediationTask"}
PLANTED = [
    ("unscoped", "def page(request, pk):\n    return get_object_or_404(RemediationTask, pk=pk)"),
    ("unscoped", "def page(request, pk):\n    return get_object_or_404(register.model, pk=pk)"),
    ("unscoped", "def page(request, pk):\n    return get_object_or_404(RemediationTask.objects.live(), pk=pk)"),
    ("unscoped", "def page(request, pk):\n    return RemediationTask.objects.get(pk=pk)"),
    (
        "unscoped",
        "def page(request, pk):\n    return models.RemediationTask.objects.select_related('unit').filter(pk=pk)",
    ),
    ("unscoped", "class Form:\n    task = ModelChoiceField(queryset=RemediationTask._default_manager.all())"),
    ("mark_safe", "def page(task):\n    return mark_safe(task.title)"),
    ("mark_safe", "def page(task):\n    return safestring.SafeString(task.title)"),
    ("pickle", "import pickle"),
    ("pickle", "from marshal import loads"),
    ("csrf_exempt", "@csrf_exempt\ndef page(request):\n    pass"),
    ("csrf_exempt", "@csrf.csrf_exempt\ndef page(request):\n    pass"),
    ("eval", "def page(words):\n    return eval(words)"),
    ("eval", "def page(words):\n    exec(words)"),
    ("shell", "def page(words):\n    subprocess.run(words, shell=True)"),
    ("shell", "def page(words):\n    os.system(words)"),
    ("sql", "def page(words):\n    cursor.execute(f'SELECT {words}')"),
    ("sql", "def page(words):\n    cursor.execute('SELECT %s' % words)"),
    ("sql", "def page(words):\n    return Place.objects.raw('SELECT {}'.format(words))"),
    ("sql", "def page(words):\n    return RawSQL(words, ())"),
]
GOOD = """
def page(request, pk):
    tasks = RemediationTask.objects.visible_to(request.user).live()
    cursor.execute("SELECT %s", [pk])
    subprocess.run(["soffice"], shell=False)
    return visible_or_404(RemediationTask.objects.for_list(), request.user, pk=pk), RemediationTask.objects.none()
"""


@pytest.mark.parametrize(("rule", "text"), PLANTED, ids=range(len(PLANTED)))
def test_a_planted_line_is_caught(rule, text):
    found = read_python(VIEW, text, SCOPED)
    assert [finding.rule for finding in found] == [rule]
    assert complaints(found, {}) == [f"{VIEW}:{found[0].line} {rule} {found[0].function}"]


@pytest.mark.parametrize("text", ["{{ task.title|safe }}", "{{ rows | safeseq }}", "{% autoescape off %}"])
def test_a_template_that_prints_as_it_is_is_caught(text):
    assert [finding.rule for finding in read_template("templates/planted.html", text)] == ["mark_safe"]


def test_the_houses_own_way_passes():
    assert read_python(VIEW, GOOD, SCOPED) == []


def test_an_allowance_holds_for_so_many_lines_of_one_function_and_falls_with_them():
    found = read_python("tataboo_portal/planted.py", "def page(words):\n    eval(words)\n    eval(words)")
    place = found[0].place
    assert complaints(found, {place: (2, "why")}) == []
    assert len(complaints(found, {place: (1, "why")})) == 2
    assert complaints(found, {place: (3, "why")}) == ["allowed and not there: eval tataboo_portal/planted.py page"]


def test_the_rules_know_every_model_whose_rows_are_not_everybodys():
    trees = [ast.parse(text) for _, text in static_rules.python_files()]
    own = [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]
    scoped = {model.__name__ for model in own if hasattr(model._default_manager, "visible_to")}
    assert scoped
    assert scoped <= static_rules.scoped_models(trees)
