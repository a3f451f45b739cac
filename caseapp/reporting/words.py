"""Numbers and dates in words, the same on every machine: months do not follow the locale."""

from __future__ import annotations

from datetime import date

from caseapp.rules.periods import Period

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def counted(number: int, noun: str) -> str:
    """``1 complaint``, ``2 complaints``, ``0 complaints``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def was(number: int) -> str:
    """The verb after a number of things."""
    return "was" if number == 1 else "were"


def on_date(day: date) -> str:
    """``1 April 2024``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span(period: Period) -> str:
    """``1 April 2024 to 30 June 2024``, or one date for one day."""
    if period.first == period.last:
        return on_date(period.first)
    return f"{on_date(period.first)} to {on_date(period.last)}"
