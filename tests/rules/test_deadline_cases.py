"""Dated cases from other projects' tests, each rule of theirs put in terms of ours.

Their regions: ``E&W`` and ``NI`` are the bank holidays of those divisions, of which the dates listed are some;
``E&W+extra`` adds the dates listed to them; ``list`` is weekends and exactly the dates listed; ``none`` is weekends.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from caseapp.casework.bank_holidays import calendar_for
from caseapp.rules.calendar import WEEKEND, WorkingCalendar
from caseapp.rules.vocabulary import DayRule, Division

CASES = Path(__file__).parents[1] / "data" / "deadline_cases.csv"
ROWS = list(csv.DictReader(CASES.read_text(encoding="utf-8").splitlines()))
A_DAY = timedelta(days=1)

DUE: dict[str, Callable[[WorkingCalendar, date, int], date]] = {
    "WD_NEXT": lambda calendar, start, days: calendar.due(start, days, DayRule.NEXT),
    "WD_ROLL": lambda calendar, start, days: calendar.due(start, days, DayRule.ROLL),
    "WD_BACK": lambda calendar, start, days: calendar.due(start, -days),
    "ALLWEEK_NEXT": lambda calendar, start, days: calendar.due(start, days),
}
"""Rules whose answer is a date."""

NUMBER: dict[str, Callable[[WorkingCalendar, date, date], int]] = {
    "COUNT_EXCL_START": lambda calendar, start, end: calendar.count(start, end),
    # Other ways to count are not ours. Ours leaves the first day out and takes the last in, so to take the first
    # in begin a day earlier, and to leave the last out end a day earlier. They never count below zero.
    "COUNT_INCL_BOTH": lambda calendar, start, end: max(0, calendar.count(start - A_DAY, end)),
    "COUNT_EXCL_END": lambda calendar, start, end: max(0, calendar.count(start - A_DAY, end - A_DAY)),
    "IS_WORKING": lambda calendar, start, _end: int(calendar.is_working(start)),
}
"""Rules whose answer is a number, between two dates."""


@cache
def calendar_of(region: str, listed: str, rule: str) -> WorkingCalendar:
    days = dict.fromkeys(map(date.fromisoformat, listed.split()), "listed")
    if region in {"list", "none"}:
        weekend = frozenset[int]() if rule == "ALLWEEK_NEXT" else WEEKEND
        return WorkingCalendar(date(2010, 1, 1), date(2029, 12, 31), bank_holidays=days, weekend=weekend)
    division = Division.NORTHERN_IRELAND if region == "NI" else Division.ENGLAND_AND_WALES
    added = days if region == "E&W+extra" else {}
    return calendar_for(division, first_year=2010, last_year=2029, added=added)


def test_every_row_has_a_rule_that_is_understood() -> None:
    """No case is left out: 123 rows, each by a rule and a region that this test knows."""
    assert 123 == len(ROWS)
    assert {row["rule"] for row in ROWS} == DUE.keys() | NUMBER.keys()
    assert {"E&W", "E&W+extra", "NI", "list", "none"} == {row["holidays_region_or_list"].split("|")[0] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}-{row['start_date']}-{row['days']}")
def test_deadline_agrees_with_the_published_case(row: dict[str, str]) -> None:
    """What other systems' own tests expect of a date and a number of working days is what ours gives."""
    region, listed = row["holidays_region_or_list"].split("|")
    calendar, rule = calendar_of(region, listed, row["rule"]), row["rule"]
    start, days, expected = (
        date.fromisoformat(row["start_date"]),
        int(row["days"]),
        date.fromisoformat(row["expected_date"]),
    )

    if rule in DUE:
        assert expected == DUE[rule](calendar, start, days)
    else:
        assert days == NUMBER[rule](calendar, start, expected)


@pytest.mark.parametrize("row", [row for row in ROWS if row["holidays_region_or_list"].startswith(("E&W|", "NI|"))])
def test_days_listed_for_a_division_are_its_bank_holidays(row: dict[str, str]) -> None:
    """The bank holidays that other systems list for England and Wales or Northern Ireland are among ours."""
    region, listed = row["holidays_region_or_list"].split("|")
    days = [date.fromisoformat(day) for day in listed.split()]

    assert days == [day for day in days if day in calendar_of(region, "", "WD_NEXT").closed_days]
