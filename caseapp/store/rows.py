"""Rows and dates as both engines give them back: SQLite gives dates as text, PostgreSQL as dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, overload


class Row(Protocol):
    """One row of an answer, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any:
        """What stands in a column."""

    def keys(self) -> Iterable[str]:
        """The names of the columns."""


@overload
def as_date(value: None) -> None: ...
@overload
def as_date(value: str | date) -> date: ...
def as_date(value: str | date | None) -> date | None:
    """A date column's value as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def maybe_date(value: Any) -> date | None:
    """A nullable date column's value as a date."""
    return None if value is None else as_date(value)
