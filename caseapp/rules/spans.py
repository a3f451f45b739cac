"""Periods of one kind, one after another: the months, quarters and financial years that figures are compared over.

Like is compared only with like: a quarter with the quarter before it, never with a month.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from caseapp.rules import periods
from caseapp.rules.periods import Period


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def containing(span: Span, on: date) -> Period:
    """The month, quarter or financial year (April to March) that a date is in.

    >>> containing(Span.QUARTER, date(2026, 11, 20)).label
    '2026-27-Q3'
    """
    if span is Span.MONTH:
        return periods.month(f"{on.year:04d}-{on.month:02d}")
    began = on.year if on.month >= 4 else on.year - 1
    label = f"{began:04d}-{(began + 1) % 100:02d}"
    return periods.year(label) if span is Span.YEAR else periods.quarter(f"{label}-Q{(on.month - 4) % 12 // 3 + 1}")


def before(span: Span, period: Period) -> Period:
    """The period of the same kind that ended when this one began."""
    return containing(span, period.first - timedelta(days=1))


def after(span: Span, period: Period) -> Period:
    """The period of the same kind that begins when this one has ended."""
    return containing(span, period.last + timedelta(days=1))


def last_complete(span: Span, today: date) -> Period:
    """The latest period of a kind that was over before ``today``."""
    return before(span, containing(span, today))


def run_of(span: Span, last: Period, number: int) -> tuple[Period, ...]:
    """``number`` periods of one kind, one after another, of which ``last`` is the last."""
    found = [last]
    while len(found) < number:
        found.append(before(span, found[-1]))
    return tuple(reversed(found))
