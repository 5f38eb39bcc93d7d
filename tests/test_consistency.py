"""The tree keeps its own rules: budgets, names, Chinese everywhere, schedules that exist, nothing unused."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.loader import get_template

from tataboo_portal.celery import app as celery_app

ROOT = Path(__file__).parent.parent
FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")
SOURCES = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN_NAMES = {"services", "utils", "helpers", "common", "core"}
FOUND_BY_DJANGO = {"400.html", "403.html", "404.html", "403_csrf.html"}
HAN = re.compile(r"[\u4e00-\u9fff]")
# Grammar the house does without: words that scold, and half-width marks between Chinese characters.
SCOLDING = re.compile(r"失败|非法|系统错误|请勿|登陆|其它|您")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]")


def ids(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", SOURCES, ids=ids(SOURCES))
def test_files_and_functions_stay_within_their_budgets(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno + 1 <= 40, node.name


@pytest.mark.parametrize("path", SOURCES, ids=ids(SOURCES))
def test_modules_are_named_by_their_noun_and_import_at_the_top(path):
    assert path.stem not in FORBIDDEN_NAMES
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = [
        node for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)
    ]
    assert not [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("path", SOURCES, ids=ids(SOURCES))
def test_every_module_and_public_function_says_what_it_promises(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stat().st_size:
        assert ast.get_docstring(tree) or not tree.body
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_templates_compile_and_stay_within_their_budget(path):
    get_template(str(path.relative_to(ROOT / "templates")))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_no_template_is_unused():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, *TEMPLATES])
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        stem = name.removesuffix("_list.html").removesuffix("_detail.html")
        assert (
            name in FOUND_BY_DJANGO
            or f'"{name}"' in everything
            or f'"{stem}"' in everything
            or "registration/login" in name
        ), name


@pytest.mark.parametrize("path", [*TEMPLATES, *SOURCES], ids=ids([*TEMPLATES, *SOURCES]))
def test_the_wording_is_the_houses(path):
    text = path.read_text(encoding="utf-8")
    assert not SCOLDING.findall(text)
    assert path.suffix == ".py" or not HALF_WIDTH.findall(text)


OWN_MODELS = [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_every_model_and_field_has_a_chinese_name(model):
    assert HAN.search(str(model._meta.verbose_name))
    for field in model._meta.get_fields():
        if isinstance(field, models.Field) and not field.primary_key and not field.name.endswith("_ptr"):
            name = str(field.verbose_name)
            assert HAN.search(name) or name.startswith("SHA") or field.name in {"password", "last_login"}, field.name


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_every_choice_is_chinese(model):
    for field in model._meta.concrete_fields:
        assert all(HAN.search(str(words)) for _, words in field.choices or ()), field.name


def test_every_scheduled_task_exists():
    celery_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery_app.tasks)


def test_every_dependency_has_a_reason():
    for name in ("requirements.in", "requirements-dev.in", "requirements-browser.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert "#" in line or line.startswith("-c") or not line.strip(), line


def test_every_variable_of_the_environment_is_explained():
    named = set(re.findall(r"environment\.(?:required|listed|switch|env\.\w+)\(\"([A-Z_]+)\"", _read("settings.py")))
    named |= set(re.findall(r"environ\.get\(\"([A-Z_]+)\"", _read("environment.py")))
    named |= set(re.findall(r"environment\.(?:chosen|whole)\(\"([A-Z_]+)\"", _read("account_policy.py")))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert named
    assert not {name for name in named if f"\n{name}=" not in example}


def _read(name):
    return (ROOT / "tataboo_portal" / name).read_text(encoding="utf-8")


def test_the_readme_fits_on_a_page():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_nothing_tracked_names_this_machine_or_a_registry():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = [name for name in listed.split("\0") if name]
    texts = [ROOT / name for name in names if not name.endswith((".otf", ".woff2", ".xz", ".heic"))]
    here = re.compile("/" + "work/|/" + "root/|files\\." + "pythonhosted|registry\\." + "npmjs|pypi" + "\\.org")
    assert not [path.name for path in texts if path.exists() and here.search(path.read_text(encoding="utf-8"))]
