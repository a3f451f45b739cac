"""Reporting periods. A year runs from 1 April to 31 March, so Q1 is April to June (R81)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from caseapp.rules.errors import InvalidInput

_YEAR = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-(\d{2})-Q([1-4])", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEARS = range(1, 9998)
"""Years whose periods, and the day after them, Python's dates can hold."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of dates, both ends included."""

    label: str
    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


def year(label: str) -> Period:
    """A financial year such as ``2024-25``.

    Raises:
        InvalidInput: the label is not two years running.
    """
    match = _YEAR.fullmatch(label.strip())
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise InvalidInput(f"“{label}” is not a financial year; write it as 2024-25.")
    start = _april(int(match[1]), label)
    return Period(f"{match[1]}-{match[2]}", start, _day_before(start, years=1))


def quarter(label: str) -> Period:
    """A quarter of a financial year such as ``2024-25-Q1``, April to June.

    Raises:
        InvalidInput: the label is not a quarter.
    """
    match = _QUARTER.fullmatch(label.strip())
    if match is None:
        raise InvalidInput(f"“{label}” is not a quarter; write it as 2024-25-Q1 (April to June).")
    whole = year(f"{match[1]}-{match[2]}")
    start = whole.first + relativedelta(months=3 * (int(match[3]) - 1))
    return Period(f"{whole.label}-Q{match[3]}", start, _day_before(start, months=3))


def month(label: str) -> Period:
    """A calendar month such as ``2024-05``.

    Raises:
        InvalidInput: the label is not a month.
    """
    match = _MONTH.fullmatch(label.strip())
    if match is None or int(match[1]) not in _YEARS:
        raise InvalidInput(f"“{label}” is not a month; write it as 2024-05.")
    start = date(int(match[1]), int(match[2]), 1)
    return Period(match[0], start, _day_before(start, months=1))


def between(first: date, last: date) -> Period:
    """Any span of dates.

    Raises:
        InvalidInput: the span ends before it begins.
    """
    if last < first:
        raise InvalidInput(f"The period ends on {last}, before it begins on {first}; swap the dates.")
    return Period(f"{first} to {last}", first, last)


def last_complete_quarter(today: date) -> Period:
    """The latest quarter that was over before ``today``."""
    begun = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    start: date = begun - relativedelta(months=3)
    starting_year = start.year if start.month >= 4 else start.year - 1
    number = (start.month - 4) % 12 // 3 + 1
    return quarter(f"{starting_year}-{(starting_year + 1) % 100:02d}-Q{number}")


def _april(starting_year: int, label: str) -> date:
    if starting_year not in _YEARS:
        raise InvalidInput(f"“{label}” is not a financial year; write it as 2024-25.")
    return date(starting_year, 4, 1)


def _day_before(start: date, *, years: int = 0, months: int = 0) -> date:
    end: date = start + relativedelta(years=years, months=months) - timedelta(days=1)
    return end
