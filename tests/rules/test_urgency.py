"""How a date stands to today: words, shape and number always agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.urgency import SOON_DAYS, Urgency, days_left

FRIDAY = date(2024, 4, 5)
EASTER = {date(2024, 3, 29): "Good Friday", date(2024, 4, 1): "Easter Monday"}
CALENDAR = WorkingCalendar(date(2023, 1, 1), date(2025, 12, 31), bank_holidays=EASTER)


@pytest.mark.parametrize(
    ("on", "words", "signed"),
    [
        (date(2024, 3, 28), "▲ 4 late", -4),
        (date(2024, 4, 4), "▲ 1 late", -1),
        (FRIDAY, "● today", 0),
        (date(2024, 4, 8), "◐ 1 day", 1),
        (date(2024, 4, 9), "◐ 2 days", 2),
        (date(2024, 4, 10), "○ 3 days", 3),
    ],
)
def test_words_count_working_days(on: date, words: str, signed: int) -> None:
    """Easter and the weekend are not counted, in either direction."""
    left = days_left(CALENDAR, FRIDAY, on)

    assert (words, signed) == (left.words, left.signed)


def test_a_date_that_passed_over_the_weekend_is_late() -> None:
    """By no working day yet, but late: Saturday's date seen on Sunday."""
    left = days_left(CALENDAR, date(2024, 4, 7), date(2024, 4, 6))

    assert (Urgency.LATE, "▲ late", 0) == (left.urgency, left.words, left.signed)


def test_a_date_beyond_the_calendar_has_no_number() -> None:
    """It is not guessed."""
    left = days_left(CALENDAR, FRIDAY, date(2090, 1, 2))

    assert (Urgency.LATER, None, "○ later") == (left.urgency, left.signed, left.words)


@given(st.integers(-300, 300), st.integers(-300, 300))
def test_the_urgency_follows_from_the_number(today: int, on: int) -> None:
    """Late before today, today on it, soon up to a few working days, later after."""
    now, then = FRIDAY + timedelta(days=today), FRIDAY + timedelta(days=on)
    left = days_left(CALENDAR, now, then)

    assert left.signed == CALENDAR.count(now, then)
    assert (then < now, then == now) == (left.urgency is Urgency.LATE, left.urgency is Urgency.TODAY)
    if then > now:
        assert (left.urgency is Urgency.SOON) == (left.signed is not None and left.signed <= SOON_DAYS)
