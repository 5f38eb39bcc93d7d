"""The two import contracts hold, and an arrow turned round breaks them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")


@pytest.fixture
def copy(tmp_path):
    """The packages and their contracts in a folder of their own."""
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=shutil.ignore_patterns("__pycache__", "*.otf"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder):
    """Run the import linter there; returns its exit code and words."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout


def test_the_contracts_hold(copy):
    code, words = lint(copy)
    assert code == 0, words
    assert "2 kept, 0 broken" in words


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("campaigns/models/works.py", "import inspections.models", "The five floors"),
        ("tataboo_portal/jobs.py", "import reports.rollups", "The five floors"),
        ("inspections/models/trail.py", "import inspections.views", "Inside a floor"),
        ("tataboo_portal/enums.py", "import tataboo_portal.models", "Inside a floor"),
    ],
)
def test_an_arrow_turned_round_breaks_its_contract(copy, module, line, broken):
    path = copy / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    code, words = lint(copy)
    assert code == 1
    assert any(row.startswith(broken) and row.endswith("BROKEN") for row in words.splitlines()), words


def test_a_module_no_layer_names_breaks_the_order(copy):
    (copy / "campaigns" / "helpers.py").write_text('"""Nobody said where this stands."""\n', encoding="utf-8")
    code, words = lint(copy)
    assert code == 1
    assert "campaigns.helpers" in words
