"""The Makefile does what it is told whatever lies in the folder; what names a command of it names the server's form too."""

import ast
import re

from tests.test_consistency import ROOT, SOURCES

TARGET = re.compile(r"^([A-Za-z][\w-]*):(?!=)", re.MULTILINE)
PHONY = re.compile(r"^\.PHONY:(.*)$", re.MULTILINE)
# On a server these commands of make would act on the unpacked folder's own demo.
OF_THE_DEMO = re.compile(r"make (?:backup|restore|drill)")


def test_no_target_is_taken_for_a_file_of_its_name():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = TARGET.findall(text)
    assert {"backup", "run", "test-sqlite"} <= set(targets)
    assert sorted(targets) == sorted(" ".join(PHONY.findall(text)).split())


def test_whoever_is_told_a_command_of_the_demo_is_told_that_of_the_server():
    told = [
        (path.name, node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OF_THE_DEMO.search(node.value)
    ]
    assert len(told) > 5
    assert [(name, words) for name, words in told if "sudo tataboo" not in words] == []
