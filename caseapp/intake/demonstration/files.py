"""Reading the small files of the demonstration."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from caseapp.rules.errors import FileProblem


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a comma-separated file with a heading.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise _unreadable(path, error) from error


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> FileProblem:
    return FileProblem(f"The demonstration needs {path}, which cannot be read ({error}); install caseapp again.")
