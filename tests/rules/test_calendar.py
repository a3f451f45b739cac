"""The working calendar against a day-by-day loop, and at its edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.bank_holidays import calendar_for
from caseapp.rules.calendar import WEEKEND, WorkingCalendar
from caseapp.rules.errors import OutsideCalendar
from caseapp.rules.vocabulary import DayRule, Division

FIRST, LAST = date(2023, 11, 1), date(2024, 4, 30)
ENGLAND = calendar_for(Division.ENGLAND_AND_WALES)

dates = st.dates(FIRST, LAST)
calendars = st.builds(
    lambda closed, weekend: WorkingCalendar(FIRST, LAST, closures=dict.fromkeys(closed, "closed"), weekend=weekend),
    st.sets(dates, max_size=20),
    st.sampled_from([WEEKEND, frozenset({4, 5}), frozenset()]),
)


def by_hand(calendar: WorkingCalendar, start: date, days: int) -> date | None:
    """The due date by walking one day at a time; ``None`` when the walk leaves the calendar."""
    day, left, step = start, abs(days), timedelta(days=-1 if days < 0 else 1)
    while left or not calendar.is_working(day):
        day += step
        if not FIRST <= day <= LAST:
            return None
        left -= calendar.is_working(day) if left else 0
    return day


def answered(calendar: WorkingCalendar, start: date, days: int) -> date | None:
    try:
        return calendar.add(start, days)
    except OutsideCalendar:
        return None


@given(calendars, dates, st.integers(-150, 150))
def test_add_equals_a_walk_day_by_day(calendar: WorkingCalendar, start: date, days: int) -> None:
    """Any number of working days forward or back is where a walk would end, or refused where a walk would leave."""
    assert by_hand(calendar, start, days) == answered(calendar, start, days)


@given(calendars, dates, dates)
def test_count_equals_a_walk_day_by_day(calendar: WorkingCalendar, start: date, end: date) -> None:
    """Working days after one date up to another; the other way round is the negative."""
    early, late = sorted([start, end])
    between = (early + timedelta(days=n) for n in range(1, (late - early).days + 1))
    by_walk = sum(calendar.is_working(day) for day in between)

    assert by_walk == calendar.count(early, late)
    assert -by_walk == calendar.count(late, early)


@given(calendars, dates, st.integers(1, 150))
def test_count_undoes_add(calendar: WorkingCalendar, start: date, days: int) -> None:
    """There are as many working days up to a due date as were added to reach it."""
    due = answered(calendar, start, days)

    if due is not None:
        assert days == calendar.count(start, due)


@given(calendars, dates, st.integers(-40, 40), st.sampled_from(DayRule))
def test_steps_explain_the_due_date(calendar: WorkingCalendar, start: date, days: int, rule: DayRule) -> None:
    """The steps are every day from the start to the due date, once each, and the counted ones number the days asked."""
    try:
        due = calendar.due(start, days, rule)
    except OutsideCalendar:
        return
    steps = calendar.steps(start, days, rule)
    direction = 1 if due >= start else -1

    assert [start + timedelta(days=direction * n) for n in range(1, abs((due - start).days) + 1)] == [
        s.on for s in steps
    ]
    assert [f"working day {n}" for n in range(1, abs(days) + 1)] == [step.why for step in steps if step.counted]
    assert all(calendar.is_working(step.on) for step in steps if step.counted)
    assert all(step.why for step in steps)


@given(calendars, dates)
def test_a_day_is_working_or_says_why_not(calendar: WorkingCalendar, on: date) -> None:
    """A day that does not count has a name for what it is, and a working day has none."""
    assert calendar.is_working(on) == (calendar.why_not_working(on) is None)


def test_next_and_previous_working_day_skip_easter() -> None:
    """Good Friday, the weekend and Easter Monday lie between Maundy Thursday and Tuesday."""
    assert date(2024, 4, 2) == ENGLAND.next_working(date(2024, 3, 28))
    assert date(2024, 3, 28) == ENGLAND.previous_working(date(2024, 4, 2))


def test_zero_days_from_a_day_off_is_the_next_working_day() -> None:
    """Nothing falls due on a day that is not a working day."""
    assert date(2024, 5, 7) == ENGLAND.add(date(2024, 5, 4), 0)
    assert date(2024, 5, 7) == ENGLAND.add(date(2024, 5, 7), 0)
    assert ["Sunday", "Early May bank holiday", "the next working day"] == [
        step.why for step in ENGLAND.steps(date(2024, 5, 4), 0)
    ]


def test_a_saturday_receipt_by_either_rule() -> None:
    """Under ``next`` Saturday is day zero; under ``roll`` the Monday is, so the date is a day later (R117)."""
    saturday = date(2021, 7, 3)

    assert date(2021, 7, 7) == ENGLAND.due(saturday, 3, DayRule.NEXT) == ENGLAND.due(date(2021, 7, 2), 3)
    assert date(2021, 7, 8) == ENGLAND.due(saturday, 3, DayRule.ROLL)
    assert "day zero: the start moved to a working day" == ENGLAND.steps(saturday, 3, DayRule.ROLL)[1].why


def test_counting_back_from_a_saturday_by_either_rule() -> None:
    """Counting back, ``roll`` moves the start back to Friday, so the date is a day earlier (R117)."""
    saturday = date(2021, 7, 3)

    assert date(2021, 6, 30) == ENGLAND.due(saturday, -3, DayRule.NEXT)
    assert date(2021, 6, 29) == ENGLAND.due(saturday, -3, DayRule.ROLL)


def test_a_closure_day_keeps_its_name_and_a_bank_holiday_wins() -> None:
    """A closure day is named; where a bank holiday falls on the same day, it is the bank holiday (R118)."""
    closures = {date(2024, 12, 26): "Offices closed", date(2024, 12, 27): "Offices closed"}
    calendar = calendar_for(Division.ENGLAND_AND_WALES, first_year=2024, last_year=2025, closures=closures)

    assert "Boxing Day" == calendar.why_not_working(date(2024, 12, 26)) == calendar.closed_days[date(2024, 12, 26)]
    assert "Offices closed" == calendar.why_not_working(date(2024, 12, 27))
    assert "Saturday" == calendar.why_not_working(date(2024, 12, 28))


@pytest.mark.parametrize("days", [-10, -1, 0, 1, 10, 100_000])
@pytest.mark.parametrize("start", [date(1970, 5, 1), date(1977, 12, 31), date(2100, 1, 1), date.min, date.max])
def test_a_start_outside_the_calendar_is_refused(start: date, days: int) -> None:
    """Before its first and after its last year the calendar answers nothing, in a sentence that names its span."""
    with pytest.raises(OutsideCalendar, match="vouches for 1978-01-01 to 2099-12-31"):
        ENGLAND.add(start, days)


@pytest.mark.parametrize(
    ("start", "days"),
    [(date(2099, 12, 31), 1), (date(1978, 1, 3), -1), (date(2024, 1, 2), 40_000), (date(2024, 1, 2), -40_000)],
)
def test_an_answer_outside_the_calendar_is_refused(start: date, days: int) -> None:
    """A due date beyond the span is refused, never wrapped round or cut off."""
    with pytest.raises(OutsideCalendar, match=f"{start} plus {days} working days lies outside"):
        ENGLAND.add(start, days)


def test_a_due_date_in_2090_is_right() -> None:
    """Good Friday 2090 is 14 April and Easter Monday 17 April: ten days from 10 April end on 26 April."""
    assert date(2090, 4, 26) == ENGLAND.add(date(2090, 4, 10), 10)
    assert "Good Friday" == ENGLAND.why_not_working(date(2090, 4, 14))


@pytest.mark.parametrize("instant", [datetime(2024, 5, 7), datetime(2024, 5, 7, 12, 30)])  # noqa: DTZ001 - any instant
def test_an_instant_is_refused(instant: datetime) -> None:
    """A datetime is a date to Python; counting from one would be a mistake of the caller, so it is named."""
    plain = date(2024, 5, 7)
    for ask in (
        lambda: ENGLAND.add(instant, 10),
        lambda: ENGLAND.add(instant, 0),
        lambda: ENGLAND.add(instant, -10),
        lambda: ENGLAND.count(instant, plain),
        lambda: ENGLAND.count(plain, instant),
        lambda: ENGLAND.is_working(instant),
        lambda: ENGLAND.why_not_working(instant),
        lambda: ENGLAND.steps(instant, 3),
        lambda: ENGLAND.due(instant, 3, DayRule.ROLL),
    ):
        with pytest.raises(OutsideCalendar, match="is an instant; give the calendar a date"):
            ask()


def test_count_outside_the_calendar_is_refused() -> None:
    """A count with one end outside the span has no answer."""
    for start, end in ((date(1970, 1, 1), date(2024, 1, 1)), (date(2024, 1, 1), date(2100, 1, 1))):
        with pytest.raises(OutsideCalendar):
            ENGLAND.count(start, end)


def test_a_calendar_without_working_days_refuses_to_add() -> None:
    """When every day is a day off there is no due date to give."""
    never = WorkingCalendar(FIRST, LAST, weekend=frozenset(range(7)))

    assert not never.is_working(FIRST)
    for days in (-1, 0, 1):
        with pytest.raises(OutsideCalendar):
            never.add(date(2024, 1, 2), days)


def test_the_span_is_what_was_asked_for() -> None:
    """A calendar says which dates it answers for."""
    assert (date(1978, 1, 1), date(2099, 12, 31)) == (ENGLAND.first, ENGLAND.last)
