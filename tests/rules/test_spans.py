"""Periods of one kind, one after another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.spans import Span, after, before, containing, last_complete, run_of

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
spans = st.sampled_from(Span)


@given(spans, days)
def test_period_of_a_day_has_that_day_and_no_gap_beside_it(span: Span, day: date) -> None:
    """The periods of a kind follow one another without gap or overlap, so each day is in one of them."""
    period = containing(span, day)

    assert period.first <= day <= period.last
    assert before(span, period).last == period.first - timedelta(days=1)
    assert after(span, period).first == period.last + timedelta(days=1)
    assert period == before(span, after(span, period))


@pytest.mark.parametrize(
    ("span", "expected"), [(Span.MONTH, "2026-10"), (Span.QUARTER, "2026-27-Q2"), (Span.YEAR, "2025-26")]
)
def test_last_complete_period_was_over_before_today(span: Span, expected: str) -> None:
    """On 20 November the month, quarter and year that run are left out; the year begins in April (R81)."""
    assert expected == last_complete(span, date(2026, 11, 20)).label


def test_run_of_periods_ends_with_the_one_asked_for() -> None:
    """Oldest first, over the end of a year."""
    last = containing(Span.QUARTER, date(2026, 5, 1))

    assert ["2025-26-Q3", "2025-26-Q4", "2026-27-Q1"] == [each.label for each in run_of(Span.QUARTER, last, 3)]
