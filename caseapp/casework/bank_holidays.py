"""Bank holidays and the working calendars made from them.

``holidays`` supplies the dates, always for one subdivision: without it the package leaves out Easter Monday and the
late August holiday (R123). A real division is vouched for from 1978, the first year with the early May holiday. Before
that the package is wrong for England: 1974 lacks New Year's Day, and 1970 lists Whit Monday and no August holiday.
From 1978 on it agrees with the statutes and proclamations but for the one day in ``_NEVER_HELD``. Days proclaimed
after this was written are added by an administrator and come in as ``added`` (R124).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.errors import InvalidInput, OutsideCalendar
from caseapp.rules.vocabulary import Division

VOUCHED_YEARS = range(1978, 2100)
"""The years for which the bank holidays of a real division are right, or for the future foreseeable."""
WEEKEND_YEARS = range(1900, 2200)
"""The years of a calendar of weekends only, which has nothing to be wrong about."""

_SUBDIVISIONS = {
    Division.ENGLAND_AND_WALES: "ENG",  # Wales has the same days
    Division.SCOTLAND: "SCT",
    Division.NORTHERN_IRELAND: "NIR",
}
_NEVER_HELD = {
    # The Act that made St Andrew's Day a bank holiday came into force on 16 January 2007.
    Division.SCOTLAND: frozenset({date(2006, 11, 30)}),
}
_WORDS = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2nd January",
    "Saint ": "St ",
    "(observed)": "(substitute day)",
}
"""What the package calls a day, and what the government's own list calls it (R119, R123)."""
_NO_DAYS: Mapping[date, str] = MappingProxyType({})


def bank_holidays(division: Division, first_year: int, last_year: int) -> dict[date, str]:
    """The bank holidays of the years from ``first_year`` to ``last_year``, each with its name.

    A day that falls on a weekend is listed beside its substitute, which changes no count of working days (R122).

    Raises:
        OutsideCalendar: some of the years are not vouched for.
        InvalidInput: the years are the wrong way round.
    """
    _require_vouched(division, first_year, last_year)
    return dict(_listed(division, first_year, last_year))


def calendar_for(
    division: Division,
    *,
    first_year: int = VOUCHED_YEARS[0],
    last_year: int = VOUCHED_YEARS[-1],
    added: Mapping[date, str] = _NO_DAYS,
    closures: Mapping[date, str] = _NO_DAYS,
) -> WorkingCalendar:
    """The working days of a division from 1 January of ``first_year`` to 31 December of ``last_year``.

    ``added`` are bank holidays proclaimed since (R124) and ``closures`` the council's own closure days (R118), each
    a date with its name.

    Raises:
        OutsideCalendar: some of the years are not vouched for.
        InvalidInput: the years are the wrong way round.
    """
    known = bank_holidays(division, first_year, last_year)
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return WorkingCalendar(first, last, bank_holidays={**known, **added}, closures=closures)


def _require_vouched(division: Division, first_year: int, last_year: int) -> None:
    vouched = WEEKEND_YEARS if division is Division.NONE else VOUCHED_YEARS
    if first_year > last_year:
        raise InvalidInput(f"A calendar from {first_year} to {last_year} ends before it begins; swap the years.")
    if first_year not in vouched or last_year not in vouched:
        raise OutsideCalendar(
            f"The working days of the division “{division}” are known from {vouched[0]} to {vouched[-1]}, "
            f"and {first_year} to {last_year} goes beyond that; choose years within it."
        )


@cache
def _listed(division: Division, first_year: int, last_year: int) -> Mapping[date, str]:
    """The package's list, kept because making it takes longer than everything else a short command does."""
    if division is Division.NONE:
        return _NO_DAYS
    import holidays

    years = range(first_year, last_year + 1)
    # Left to itself the package names days in the language of whoever runs it.
    found = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[division], years=years, language="en_GB")
    never = _NEVER_HELD.get(division, frozenset())
    return MappingProxyType({day: _in_our_words(name) for day, name in sorted(found.items()) if day not in never})


def _in_our_words(name: str) -> str:
    for theirs, ours in _WORDS.items():
        name = name.replace(theirs, ours)
    return name
