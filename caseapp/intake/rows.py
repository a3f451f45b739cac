"""A row as a file holds it, before anyone asks what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OWN_PREFIX = "caseapp_"
"""How the columns begin that caseapp adds to rejected rows. They are left out when the mended file comes back."""
ROW_COLUMN, REASONS_COLUMN, ORIGINAL_COLUMN = "caseapp_row", "caseapp_reasons", "caseapp_original"

LONGEST_NAME = 2_000
"""Characters of a column's name, and of those that it is nested in. Questions are shorter, and names are compared and
remembered."""

Original = tuple[str, ...] | str
"""A row as it was: the cells of a CSV row, or a line of JSON Lines."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a file."""

    number: int
    """As a person counts: row 1 of a CSV file is its heading, line 1 of JSON Lines its first object."""
    cells: Mapping[str, str]
    """By column. Empty when the row is broken."""
    original: Original
    broken: str = ""
    """Why the row cannot be read, in caseapp's own words; blank when it can."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not self.broken and not any(cell.strip() for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a file."""

    names: tuple[str, ...]
    """Tidied, and told apart where two are alike. caseapp's own columns are left out."""
    written: tuple[str, ...] = ()
    """As they were, for the file of rejected rows."""
