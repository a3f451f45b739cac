"""The file of rejected rows: each as it was, with its number and the reasons, to be mended and imported again.

caseapp's columns come first, so that a row with a cell too many or too few keeps its cells where they were. Nothing
is neutralised, or the mended rows would not be the ones that were sent. The file holds what people wrote, so only its
owner may read it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from caseapp.intake.formats.json_lines import marked
from caseapp.intake.plan import Plan, PlannedRow
from caseapp.intake.rows import REASONS_COLUMN, ROW_COLUMN
from caseapp.rules.errors import FileProblem, InvalidInput
from caseapp.rules.text import one_line

_AS_LINES = frozenset({"jsonl", "json", "xml"})
"""Formats whose rejected rows are objects of JSON, one a line; those of the others are rows of CSV."""


def write_rejects(path: Path, plans: Sequence[Plan]) -> int:
    """Write the rejected rows of one run; gives how many. Without any there is no file.

    Raises:
        FileProblem: there is a file of that name already, or it cannot be written.
        InvalidInput: the rows of several files have different columns and so cannot share one.
    """
    having = [plan for plan in plans if plan.counts.rejected]
    if not having:
        return 0
    _require_alike(having)
    name = one_line(str(path))
    try:
        _write_new(path, having)
    except FileExistsError:
        raise FileProblem(_taken(name)) from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or one_line(str(problem))
        raise FileProblem(f"The rejected rows cannot be written to {name} ({why}).") from None
    return sum(plan.counts.rejected for plan in having)


def require_free(path: Path) -> None:
    """See before a long file is read that its rejected rows can be written.

    Raises:
        FileProblem: there is a file of that name already.
    """
    if os.path.lexists(path):
        raise FileProblem(_taken(one_line(str(path))))


def _taken(name: str) -> str:
    return f"{name} is there already; name another file for the rejected rows, or move it."


def _write_new(path: Path, having: Sequence[Plan]) -> None:
    """All of them, or no file."""
    descriptor = _new_private(path)
    try:
        # A lone surrogate can only be in JSON, where its escape is how it was written.
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            _write(file, having[0], (row for plan in having for row in plan.rejected))
    except (OSError, ValueError):
        path.unlink(missing_ok=True)
        raise


def _new_private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _require_alike(plans: Sequence[Plan]) -> None:
    first = plans[0]
    for plan in plans[1:]:
        both_lines = plan.format in _AS_LINES and first.format in _AS_LINES
        alike = plan.format == first.format and plan.heading.written == first.heading.written
        if not both_lines and not alike:
            raise InvalidInput(
                f"{first.path.name} and {plan.path.name} have different columns, so their rejected rows cannot share a "
                "file; import them one after the other."
            )


def _write(file: TextIO, plan: Plan, rows: Iterable[PlannedRow]) -> None:
    if plan.format in _AS_LINES:
        file.writelines(f"{marked(_line(row), _marks(row))}\n" for row in rows)
        return
    writer = csv.writer(file, lineterminator="\r\n")  # and so a cell with either of the two is quoted
    writer.writerow((ROW_COLUMN, REASONS_COLUMN, *plan.heading.written))
    writer.writerows((*_marks(row).values(), *_cells(row)) for row in rows)


def _marks(row: PlannedRow) -> dict[str, object]:
    return {ROW_COLUMN: row.number, REASONS_COLUMN: " ".join(row.reasons)}


def _line(row: PlannedRow) -> str:
    return row.original if isinstance(row.original, str) else ""


def _cells(row: PlannedRow) -> tuple[str, ...]:
    return row.original if isinstance(row.original, tuple) else ()
