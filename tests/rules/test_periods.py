"""Reporting periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.errors import InvalidInput
from caseapp.rules.periods import Period, between, last_complete_quarter, month, quarter, year

starting_years = st.integers(1, 9997)
A_DAY = timedelta(days=1)


def label_of(starting: int) -> str:
    return f"{starting:04d}-{(starting + 1) % 100:02d}"


@given(starting_years)
def test_a_year_runs_from_april_to_march(starting: int) -> None:
    """A financial year begins on 1 April and ends on 31 March (R81)."""
    expected = Period(label_of(starting), date(starting, 4, 1), date(starting + 1, 3, 31))

    assert expected == year(label_of(starting))


@given(starting_years)
def test_four_quarters_are_the_year(starting: int) -> None:
    """The quarters follow each other without a gap, from the year's first day to its last."""
    whole = year(label_of(starting))
    quarters = [quarter(f"{whole.label}-Q{number}") for number in (1, 2, 3, 4)]

    assert (whole.first, whole.last) == (quarters[0].first, quarters[3].last)
    assert [part.last + A_DAY for part in quarters[:3]] == [part.first for part in quarters[1:]]
    assert [4, 7, 10, 1] == [part.first.month for part in quarters]


@given(st.dates(date(1, 1, 1), date(9997, 12, 31)))
def test_a_month_holds_its_days_and_no_other(on: date) -> None:
    """A month runs from its first day to its last, in February of a leap year too."""
    whole = month(f"{on.year:04d}-{on.month:02d}")

    assert on in whole
    assert (on.year, on.month, 1) == (whole.first.year, whole.first.month, whole.first.day)
    assert (whole.last + A_DAY).day == 1
    assert (whole.last + A_DAY) not in whole


@given(st.dates(date(1, 1, 1), date(9997, 12, 31)))
def test_a_months_label_reads_back(on: date) -> None:
    """What a report prints as its period can be asked for again."""
    label = f"{on.year:04d}-{on.month:02d}"

    assert label == month(label).label == month(f" {label} ").label


@given(st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_the_last_complete_quarter_is_over_and_the_next_is_not(today: date) -> None:
    """The default period of a summary ended before today, and today lies in the one after it."""
    latest = last_complete_quarter(today)
    following = last_complete_quarter(latest.last + timedelta(days=100))

    assert latest.last < today
    assert today in following
    assert latest.last + A_DAY == following.first
    assert latest == quarter(latest.label)


def test_the_first_day_of_a_quarter_ends_the_one_before() -> None:
    """On 1 April the quarter from January to March is complete; on 31 March it is not."""
    assert "2023-24-Q4" == last_complete_quarter(date(2024, 4, 1)).label
    assert "2023-24-Q3" == last_complete_quarter(date(2024, 3, 31)).label


@pytest.mark.parametrize(
    "label",
    ["", "2024", "2024-26", "2024-24", "24-25", "2024/25", "0000-01", "9998-99", "9999-00", "２０２４-25", "٢٠٢٤-٢٥"],
)
def test_what_is_not_a_year_is_refused(label: str) -> None:
    """Two years running, in plain digits; the sentence shows how to write it."""
    with pytest.raises(InvalidInput, match=f"“{label}” is not a financial year; write it as 2024-25"):
        year(label)


@pytest.mark.parametrize("label", ["", "2024-25", "2024-25-Q0", "2024-25-Q5", "2024-25 Q1", "Q1", "2024-Q1"])
def test_what_is_not_a_quarter_is_refused(label: str) -> None:
    """A year and Q1 to Q4; the sentence shows how to write it."""
    with pytest.raises(InvalidInput, match="is not a quarter; write it as 2024-25-Q1"):
        quarter(label)


def test_a_quarter_of_years_not_running_is_refused() -> None:
    """The year within a quarter is checked like any year."""
    with pytest.raises(InvalidInput, match="“2024-26” is not a financial year"):
        quarter("2024-26-Q1")


@pytest.mark.parametrize(
    "label", ["", "2024", "2024-00", "2024-13", "2024-5", "0000-01", "9998-01", "9999-12", "2024-٠٥"]
)
def test_what_is_not_a_month_is_refused(label: str) -> None:
    """A year and a month from 01 to 12; a month that Python's dates cannot hold the end of is refused too."""
    with pytest.raises(InvalidInput, match="is not a month; write it as 2024-05"):
        month(label)


def test_a_small_q_is_a_quarter_too() -> None:
    """What a person types in a hurry is understood and printed properly."""
    assert "2024-25-Q1" == quarter(" 2024-25-q1 ").label


def test_a_span_includes_both_ends() -> None:
    """Both dates given belong to the period."""
    span = between(date(2024, 5, 1), date(2024, 5, 2))

    assert (True, True, False, False) == tuple(
        on in span for on in (date(2024, 5, 1), date(2024, 5, 2), date(2024, 4, 30), date(2024, 5, 3))
    )
    assert "2024-05-01 to 2024-05-02" == span.label
    assert date(2024, 5, 1) in between(date(2024, 5, 1), date(2024, 5, 1))


def test_a_span_the_wrong_way_round_is_refused() -> None:
    """A period that ends before it begins is a slip, and the sentence says what to do."""
    with pytest.raises(InvalidInput, match="ends on 2024-05-01, before it begins on 2024-05-02; swap the dates"):
        between(date(2024, 5, 2), date(2024, 5, 1))
