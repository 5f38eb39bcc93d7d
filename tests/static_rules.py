"""The house's own static rules: what a page must never do, and the few places that may, each with its reason.

`make check` runs them through tests/checks.py; tests/test_static_rules.py shows that each rule catches a planted line.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.static_allowances import ALLOWED

ROOT = Path(__file__).parent.parent
FLOORS = ("tataboo_portal", "campaigns", "inspections", "publicity", "reports")
GATES = {"visible_or_404", "photo_response"}  # they ask for visible_to, or get rows a gate has let through
SAFE_NAMES = {"mark_safe", "SafeString", "SafeText", "SafeData"}
UNPICKLERS = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle"}
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SQL_CALLS = {"execute", "executemany", "copy_expert", "extra", "RawSQL"}
PAGE = re.compile(r"(^|/)(views|forms)(/|\.py)|_(views|forms)\.py$|import_checks\.py$|(^|/)lists\.py$")
UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")


@dataclass(frozen=True)
class Finding:
    """One line a rule does not want: its rule, file, the function around it, and the line."""

    rule: str
    path: str
    function: str
    line: int

    @property
    def place(self):
        """What an allowance names; lines move, functions stay."""
        return self.rule, self.path, self.function


def python_files():
    """The portal's own modules, without migrations."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def templates():
    """Every template."""
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def scoped_models(trees):
    """Names of the models whose rows not everybody may know of: those whose manager knows visible_to, and their heirs."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    scoping = _heirs(classes, {node.name for node in classes if _defines(node, "visible_to")})
    managed = {node.name for node in classes if _managers(node) & scoping}
    return _heirs(classes, managed)


def _heirs(classes, names):
    found = set(names)
    while more := {node.name for node in classes if _bases(node) & found} - found:
        found |= more
    return found


def _bases(node):
    return {part.id for base in node.bases for part in ast.walk(base) if isinstance(part, ast.Name)}


def _defines(node, name):
    return any(isinstance(part, ast.FunctionDef) and part.name == name for part in node.body)


def _managers(node):
    """The names in a class's `objects = …`."""
    values = [
        part.value
        for part in node.body
        if isinstance(part, ast.Assign) and any(getattr(target, "id", "") == "objects" for target in part.targets)
    ]
    return {name.id for value in values for name in ast.walk(value) if isinstance(name, ast.Name)}


def _dotted(node):
    """`a.b.c` as words, or an empty string."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _called(node):
    """The last name of what a call calls."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


class Reader(ast.NodeVisitor):
    """Walks one module and keeps what the rules do not want."""

    def __init__(self, path, scoped=frozenset()):
        self.path, self.scoped, self.is_page = path, scoped, bool(PAGE.search(path))
        self.found, self.functions, self.parents = [], [], []

    def visit(self, node):
        """Visit a node knowing all those around it."""
        self.parents.append(node)
        super().visit(node)
        self.parents.pop()

    def visit_FunctionDef(self, node):
        self.functions.append(node.name)
        self.generic_visit(node)
        self.functions.pop()

    def visit_ClassDef(self, node):
        self.visit_FunctionDef(node)

    def visit_Import(self, node):
        if any(alias.name.split(".")[0] in UNPICKLERS for alias in node.names):
            self.keep("pickle", node)

    def visit_ImportFrom(self, node):
        if (node.module or "").split(".")[0] in UNPICKLERS:
            self.keep("pickle", node)

    def visit_Name(self, node):
        self.named(node.id, node)

    def visit_Attribute(self, node):
        self.named(node.attr, node)
        is_scoped = _dotted(node.value).split(".")[-1] in self.scoped
        if self.is_page and is_scoped and node.attr in MANAGERS and not self.is_gated():
            self.keep("unscoped", node)
        self.generic_visit(node)

    def visit_Call(self, node):
        name = _called(node)
        first = node.args[0] if node.args else None
        if isinstance(node.func, ast.Name) and name in {"eval", "exec", "__import__"}:
            self.keep("eval", node)
        if _dotted(node.func) in SHELLS or any(
            word.arg == "shell" and getattr(word.value, "value", True) is not False for word in node.keywords
        ):
            self.keep("shell", node)
        if name in SQL_CALLS and first is not None and not isinstance(first, ast.Constant):
            self.keep("sql", node)
        if name == "raw" and isinstance(first, ast.JoinedStr | ast.BinOp | ast.Call):
            self.keep("sql", node)
        if self.is_page and name in {"get_object_or_404", "get_list_or_404"} and self.is_whole_model(first):
            self.keep("unscoped", node)
        self.generic_visit(node)

    def named(self, name, node):
        """A name that is a finding by itself."""
        if name in SAFE_NAMES:
            self.keep("mark_safe", node)
        if name == "csrf_exempt":
            self.keep("csrf_exempt", self.parents[-2] if node in self.decorators() else node)

    def decorators(self):
        """The decorators of the function this node stands at."""
        around = self.parents[-2] if len(self.parents) > 1 else None
        return getattr(around, "decorator_list", ())

    def is_whole_model(self, first):
        """Whether a look-up is given a model itself."""
        return _dotted(first).split(".")[-1] in self.scoped or getattr(first, "attr", "") == "model"

    def is_gated(self):
        """Whether the chain around this manager asks for visible_to, or goes into a gate."""
        for inner, outer in zip(reversed(self.parents), list(reversed(self.parents))[1:], strict=False):
            if isinstance(outer, ast.Attribute) and outer.attr in {"visible_to", "none", "model"}:
                return True
            if isinstance(outer, ast.Call) and inner in outer.args:
                return _called(outer) in GATES
            if not isinstance(outer, ast.Attribute | ast.Call):
                return False
        return False

    def keep(self, rule, node):
        """Keep a finding with the function it stands in."""
        inside = ".".join(self.functions)
        self.found.append(Finding(rule, self.path, inside, node.lineno))


def read_python(path, text, scoped=frozenset()):
    """What the rules find in one module."""
    reader = Reader(path, scoped)
    reader.visit(ast.parse(text))
    return reader.found


def read_template(path, text):
    """Where a template prints something as it is."""
    lines = enumerate(text.splitlines(), 1)
    return [Finding("mark_safe", path, "", number) for number, line in lines if UNESCAPED.search(line)]


def findings():
    """Everything the rules find in the tree."""
    modules = list(python_files())
    scoped = scoped_models([ast.parse(text) for _, text in modules])
    found = [finding for path, text in modules for finding in read_python(path, text, scoped)]
    return found + [finding for path, text in templates() for finding in read_template(path, text)]


def complaints(found, allowed=ALLOWED):
    """One line for every place that has more findings than its allowance, and for every allowance nobody needs as it is."""
    counted = Counter(finding.place for finding in found)
    lines = [
        f"{finding.path}:{finding.line} {finding.rule} {finding.function}"
        for finding in found
        if counted[finding.place] > allowed.get(finding.place, (0,))[0]
    ]
    unused = [place for place, (count, _) in allowed.items() if counted[place] < count]
    return lines + [f"allowed and not there: {' '.join(place)}" for place in unused]
