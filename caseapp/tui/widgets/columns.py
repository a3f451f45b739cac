"""The columns of a grid, and how they share its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")

GAP = 2
"""Blank cells between two columns."""
GUTTER = 2
"""Cells before the first column, where the cursor is marked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says in one column."""

    text: str
    tone: str = ""
    """How it is drawn: the name of one of the grid's tones, or nothing."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of rows of type ``R``."""

    title: str
    width: int
    """In cells; the least width of the flexible column."""
    cell: Callable[[R], Cell]
    flexible: bool = False
    """Takes the width that the others leave; one column is."""
    from_width: int = 0
    """The least width of the grid at which the column is shown."""
    id: str = ""
    """What it is called where columns are chosen and sorted by."""
    long: str = ""
    """Its title where there is room for words; blank is ``title``."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[R]):
    """A column with the width that it has now."""

    column: Column[R]
    width: int


def place(columns: Sequence[Column[R]], width: int) -> tuple[Placed[R], ...]:
    """The columns that a grid of ``width`` cells shows; their widths and gaps fill it, if it is not too narrow.

    Where they do not fit, those furthest to the right are left out, and never the flexible one.
    """
    shown = [column for column in columns if width >= column.from_width]
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(next((column for column in reversed(shown) if not column.flexible), shown[-1]))
    fixed = sum(column.width for column in shown if not column.flexible)
    flexible = sum(column.flexible for column in shown)
    spare = max(0, width - fixed - _gaps(shown))
    share = spare // flexible if flexible else 0
    return tuple(Placed(column, max(column.width, share) if column.flexible else column.width) for column in shown)


def _needed(columns: Sequence[Column[R]]) -> int:
    return _gaps(columns) + sum(column.width for column in columns)


def _gaps(columns: Sequence[Column[R]]) -> int:
    return GUTTER + GAP * max(0, len(columns) - 1)
