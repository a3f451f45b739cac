"""Which package may know which: the import contracts of pyproject.toml hold, and each of them can break."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

TRESPASSES = {
    "The house: each floor knows only those below it": ("store/problems.py", "import caseapp.casework.requests"),
    "The rules know no file, no database and no clock but what they are told": ("rules/text.py", "import pathlib"),
    "Only the store knows SQL": ("casework/requests.py", "import sqlalchemy"),
    "Only the terminal application knows Textual": ("reporting/__init__.py", "import textual"),
    "Only the command line knows Typer": ("intake/__init__.py", "import typer"),
}
"""For each contract, one import that it must refuse, and where."""


def test_contracts_hold() -> None:
    """Nothing in caseapp imports what its floor may not know."""
    done = _lint_imports(CHECKOUT)

    assert done.returncode == 0, done.stdout


def test_contracts_break_when_trespassed(tmp_path: Path) -> None:
    """Every contract refuses the import that it is there to refuse, so none of them passes by being misspelt."""
    shutil.copytree(CHECKOUT / "caseapp", tmp_path / "caseapp", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    for module, trespass in TRESPASSES.values():
        path = tmp_path / "caseapp" / module
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{trespass}\n", encoding="utf-8")

    done = _lint_imports(tmp_path)

    assert {f"{name} BROKEN" for name in TRESPASSES} == {line for line in done.stdout.splitlines() if "BROKEN" in line}


def test_contracts_are_all_tried() -> None:
    """A contract added to pyproject.toml comes with a trespass that proves it."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))

    assert set(TRESPASSES) == {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
