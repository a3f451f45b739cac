"""A row that can be understood: what it asks for, and the key under which it is taken once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from caseapp.casework.requests import Log, SubmissionKey
from caseapp.intake.dates import Dates
from caseapp.intake.history import HistoryRow
from caseapp.intake.layout import Filled
from caseapp.intake.reasons import Reason, Skipped
from caseapp.intake.rows import RawRow

Request = Log | HistoryRow
"""A contact that comes in now, or a whole case that happened elsewhere."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one row asks for, before anyone asks whether it may have it."""

    request: Request
    key: SubmissionKey
    notes: tuple[Reason, ...] = ()
    """What to know of a row that is taken all the same."""


class Preparer(Protocol):
    """Understands the rows of one file."""

    @property
    def dates(self) -> Dates:
        """What read the dates and instants of the rows so far."""

    def prepare(self, row: RawRow) -> Prepared | Skipped | tuple[Reason, ...]:
        """What the row asks for; why it is left out; or everything that is wrong with it."""


def with_lines(text: str, lines: tuple[tuple[str, str], ...]) -> str:
    """A text, and below it one line for each answer that has no place of its own."""
    return "\n".join(
        [text, *([""] if text and lines else []), *(f"{column}: {said}" for column, said in lines)]
    ).strip()


def named(columns: Mapping[str, str], filled: Filled) -> dict[str, str]:
    """What the file calls each field: the column that was filled in, else the one that was not."""
    return {**columns, **filled.columns}
