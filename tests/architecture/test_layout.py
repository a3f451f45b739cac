"""What may lie where: few names at the top, short files, words for every module, nothing of one machine."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

TOP_LEVEL = {"README.md", "caseapp", "fixtures", "migrations", "pyproject.toml", "tests"}

LONGEST_FILE = 500
"""Lines; a longer file has more than one reason to change."""

LOCK_FILES = re.compile(r"(^|/)([^/]*\.lock|package-lock\.json|requirements[^/]*\.txt)$")

OF_ONE_MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.~-])/" + r"(work|opt/(venv|pypi|wheels)|root|home/\w+)/",
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            r"--(extra-)?" + r"index-url",
        ]
    )
)
"""Paths and registry addresses that hold for one machine only."""

PURE = ("rules", "store", "casework", "intake", "reporting")
"""The packages that are told the time and never ask for it."""

CLOCK = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}

MODULES = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "caseapp").rglob("*.py"))


def test_top_level_holds_only_known_names() -> None:
    """Beside dotfiles, the top of the checkout holds the package, its data, its tests and two files."""
    names = {path.partition("/")[0] for path in _files()}

    assert TOP_LEVEL == {name for name in names if not name.startswith(".")}


def test_files_are_short() -> None:
    """No file of the package is longer than 500 lines."""
    lengths = {path: _text(path).count("\n") for path in _files() if path.startswith("caseapp/")}

    assert {} == {path: length for path, length in lengths.items() if length > LONGEST_FILE}


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_is(module: str) -> None:
    """Every module opens with a docstring."""
    assert ast.get_docstring(ast.parse(_text(module))), f"{module} has no docstring"


@pytest.mark.parametrize("module", [name for name in MODULES if name.split("/")[1] in PURE])
def test_module_is_told_the_time(module: str) -> None:
    """Only the outer floors ask the clock; below them the time is an argument, so that any day can be tried."""
    asked = [
        f"{node.value.id}.{node.attr} in line {node.lineno}"
        for node in ast.walk(ast.parse(_text(module)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCK
    ]

    assert [] == asked


def test_no_lock_files() -> None:
    """Which versions were tested together is in .ci/constraints.txt, without addresses; there is no lock file."""
    assert [] == [path for path in _files() if LOCK_FILES.search(path)]


def test_text_names_no_one_machine() -> None:
    """No file names a path or a package registry that another machine need not have."""
    found = {path: match[0] for path in _files() if (match := OF_ONE_MACHINE.search(_text(path)))}

    assert {} == found


@cache
def _files() -> tuple[str, ...]:
    """The files that are, or are about to be, under version control, relative to the checkout."""
    git = ["git", "-c", f"safe.directory={CHECKOUT}"]  # the checkout may belong to someone else, as in a container
    command = [*git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("not a git checkout: no list of its files")
    return tuple(name for name in done.stdout.split("\0") if (CHECKOUT / name).is_file())


@cache
def _text(path: str) -> str:
    """The text of a file, or nothing if it is not text."""
    try:
        return (CHECKOUT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
