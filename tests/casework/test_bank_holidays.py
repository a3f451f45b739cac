"""Bank holidays against the statutes, the government's published lists and the package they come from."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.casework.bank_holidays import bank_holidays, calendar_for
from caseapp.rules.errors import InvalidInput, OutsideCalendar
from caseapp.rules.vocabulary import Division

ENGLAND, SCOTLAND, NORTHERN_IRELAND = Division.ENGLAND_AND_WALES, Division.SCOTLAND, Division.NORTHERN_IRELAND
DIVISIONS = [ENGLAND, SCOTLAND, NORTHERN_IRELAND]

MOVED = {
    date(1995, 5, 1): date(1995, 5, 8),  # fifty years after the war in Europe
    date(2002, 5, 27): date(2002, 6, 4),  # Golden Jubilee
    date(2012, 5, 28): date(2012, 6, 4),  # Diamond Jubilee
    date(2020, 5, 4): date(2020, 5, 8),  # seventy-five years after the war in Europe
    date(2022, 5, 30): date(2022, 6, 2),  # Platinum Jubilee
}
ONCE = {
    date(1981, 7, 29): "Wedding of Charles and Diana",
    date(1999, 12, 31): "Millennium Celebrations",
    date(2002, 6, 3): "Golden Jubilee of Elizabeth II",
    date(2011, 4, 29): "Wedding of William and Catherine",
    date(2012, 6, 5): "Diamond Jubilee of Elizabeth II",
    date(2022, 6, 3): "Platinum Jubilee of Elizabeth II",
    date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Coronation of Charles III",
}
PUBLISHED = {
    ENGLAND: {
        2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
        2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
        2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
        2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
        2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
        2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
        2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    },
    SCOTLAND: {
        2012: "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26",
        2017: "01-02 01-03 04-14 05-01 05-29 08-07 11-30 12-25 12-26",
        2018: "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26",
    },
}
"""The government's own lists, month and day."""

PACKAGE = {
    division: holidays.country_holidays("GB", subdiv=code)
    for division, code in ((ENGLAND, "ENG"), (SCOTLAND, "SCT"), (NORTHERN_IRELAND, "NIR"))
}


def weekdays(division: Division, year: int) -> set[date]:
    return {day for day in bank_holidays(division, year, year) if day.weekday() < 5}


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def by_statute(year: int) -> set[date]:
    """England's weekdays off by the Act of 1971 and the proclamations, worked out without the package."""
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    off = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    off |= {on_or_after(date(year, 5, 1), 0), on_or_after(date(year, 5, 25), 0), on_or_after(date(year, 8, 25), 0)}
    off.add(new_year if new_year.weekday() < 5 else on_or_after(new_year, 0))
    # The two days of Christmas are the first two weekdays from the 25th, but a Sunday's substitute follows Boxing Day.
    off |= set([day for n in range(5) if (day := christmas + timedelta(days=n)).weekday() < 5][:2])
    return {MOVED.get(day, day) for day in off} | {day for day in ONCE if day.year == year}


def test_england_agrees_with_the_statutes_from_1978_to_2099() -> None:
    """In every vouched year the weekdays off are those of the Act of 1971 and the proclamations (R114, R120, R121)."""
    differing = {y: by_statute(y) ^ weekdays(ENGLAND, y) for y in range(1978, 2100)}

    assert {} == {year: days for year, days in differing.items() if days}


@pytest.mark.parametrize(("division", "year"), [(division, y) for division, years in PUBLISHED.items() for y in years])
def test_a_published_year_agrees(division: Division, year: int) -> None:
    """The government's published list for a year is the list here, weekends aside (R119, R122)."""
    published = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[division][year].split()}

    assert published == weekdays(division, year)


@pytest.mark.parametrize("division", DIVISIONS)
def test_a_day_held_once_is_held_in_every_division(division: Division) -> None:
    """Royal weddings, jubilees, the millennium, the funeral and the coronation were held throughout (R120)."""
    held = bank_holidays(division, 1978, 2025)

    assert {day: held.get(day) for day in ONCE} == ONCE
    assert "Early May bank holiday" == held[date(1995, 5, 8)] == held[date(2020, 5, 8)]
    assert not {date(1995, 5, 1), date(2020, 5, 4)} & held.keys()


@pytest.mark.parametrize(
    ("division", "day", "name"),
    [
        (SCOTLAND, date(2024, 1, 2), "2nd January"),
        (SCOTLAND, date(2024, 8, 5), "Summer bank holiday"),
        (SCOTLAND, date(2023, 11, 30), "St Andrew's Day"),
        (SCOTLAND, date(2013, 12, 2), "St Andrew's Day (substitute day)"),
        (SCOTLAND, date(2024, 4, 1), None),
        (NORTHERN_IRELAND, date(2013, 3, 18), "St Patrick's Day (substitute day)"),
        (NORTHERN_IRELAND, date(2014, 7, 14), "Battle of the Boyne (substitute day)"),
        (ENGLAND, date(2024, 7, 12), None),
        (ENGLAND, date(2024, 4, 1), "Easter Monday"),
        (ENGLAND, date(2024, 8, 26), "Summer bank holiday"),
        (ENGLAND, date(2020, 12, 28), "Boxing Day (substitute day)"),
    ],
)
def test_a_division_has_its_own_days_in_the_governments_words(division: Division, day: date, name: str | None) -> None:
    """Each division has its own list, and the days are called what the government calls them (R119, R123)."""
    assert name == bank_holidays(division, 2013, 2024).get(day)


def test_st_andrews_day_begins_in_2007() -> None:
    """The Act came into force in January 2007, so 30 November 2006 was a working day in Scotland."""
    assert calendar_for(SCOTLAND).is_working(date(2006, 11, 30))
    assert not calendar_for(SCOTLAND).is_working(date(2007, 11, 30))


@pytest.mark.parametrize("division", DIVISIONS)
@pytest.mark.parametrize(("first", "last"), [(1970, 1980), (1977, 1977), (2099, 2100), (1, 9999), (0, 2024)])
def test_years_not_vouched_for_are_refused(division: Division, first: int, last: int) -> None:
    """Where the package is known to be wrong, or nobody can know, there is a sentence and no answer."""
    with pytest.raises(OutsideCalendar, match=f"“{division}” are known from 1978 to 2099"):
        bank_holidays(division, first, last)
    with pytest.raises(OutsideCalendar, match="choose years within it"):
        calendar_for(division, first_year=first, last_year=last)


def test_the_package_is_wrong_before_1978() -> None:
    """The reason for the first vouched year: 1 January 1974 was England's first, and 1970 had an August holiday."""
    package = holidays.country_holidays("GB", subdiv="ENG", years=(1970, 1974), language="en_GB")

    assert date(1974, 1, 1) not in package
    assert "Whit Monday" == package[date(1970, 5, 18)]
    assert not [day for day in package if (day.year, day.month) == (1970, 8)]


def test_years_the_wrong_way_round_are_refused() -> None:
    """A calendar that ends before it begins is a slip of the pen, and says so."""
    with pytest.raises(InvalidInput, match="ends before it begins; swap the years"):
        calendar_for(ENGLAND, first_year=2025, last_year=2024)


def test_no_division_is_weekends_only() -> None:
    """Without a division every weekday counts, Christmas too, in any year from 1900 to 2199."""
    calendar = calendar_for(Division.NONE, first_year=1900, last_year=2199)

    assert {} == bank_holidays(Division.NONE, 1900, 2199)
    assert calendar.is_working(date(2024, 12, 25))
    assert date(1970, 1, 15) == calendar.add(date(1970, 1, 1), 10)
    assert date(2190, 1, 15) == calendar.add(date(2190, 1, 1), 10)
    with pytest.raises(OutsideCalendar, match="from 1900 to 2199"):
        calendar_for(Division.NONE, first_year=1899)


def test_an_added_bank_holiday_and_a_closure_day_do_not_count() -> None:
    """A day proclaimed since and a day on which the council is closed move what falls due after them (R118, R124)."""
    added = {date(2029, 6, 4): "A day proclaimed"}
    closures = {date(2029, 6, 5): "Offices closed"}
    calendar = calendar_for(ENGLAND, added=added, closures=closures)

    assert date(2029, 6, 4) == calendar_for(ENGLAND).next_working(date(2029, 6, 1))
    assert date(2029, 6, 6) == calendar.next_working(date(2029, 6, 1))
    assert "A day proclaimed" == calendar.why_not_working(date(2029, 6, 4))


def test_the_list_is_the_callers_own() -> None:
    """Changing a list that was handed out changes no list handed out later."""
    bank_holidays(ENGLAND, 2024, 2024).clear()

    assert bank_holidays(ENGLAND, 2024, 2024)


@settings(max_examples=60)
@given(st.sampled_from(DIVISIONS), st.dates(date(2008, 1, 1), date(2098, 12, 31)), st.integers(-65, 65).filter(bool))
def test_a_due_date_is_the_packages_own(division: Division, start: date, days: int) -> None:
    """The package's own day-by-day count, with its own data, ends on the same date."""
    assert PACKAGE[division].get_nth_working_day(start, days) == calendar_for(division).add(start, days)


def test_names_do_not_depend_on_the_language_of_the_machine() -> None:
    """On a machine set to another language a letter still says Good Friday."""
    program = (
        "from caseapp.casework.bank_holidays import *\n"
        "print(sorted(set(bank_holidays(Division.ENGLAND_AND_WALES, 2024, 2024).values())))"
    )
    abroad = {**os.environ, "LANGUAGE": "th", "LANG": "th_TH.UTF-8"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=abroad)

    assert f"{sorted(set(bank_holidays(ENGLAND, 2024, 2024).values()))}\n" == done.stdout


def test_the_package_is_loaded_only_when_asked() -> None:
    """Importing the module costs nothing: ``holidays`` takes a tenth of a second to load."""
    program = "import sys, caseapp.casework.bank_holidays; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "False\n" == done.stdout
