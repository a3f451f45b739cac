"""Dates as both engines give them back: SQLite as text, PostgreSQL as dates."""

from __future__ import annotations

from datetime import date
from typing import Any, overload


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
