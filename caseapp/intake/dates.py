"""Dates and instants as sources write them: ISO 8601 always, anything else in the order that the profile states.

Never guessed: 04/05/2026 in a profile that does not say the order is refused, with both of its readings.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import lru_cache

from caseapp.intake.profile import DateOrder, Profile
from caseapp.rules.errors import InvalidInput
from caseapp.rules.instants import as_utc, london_date
from caseapp.rules.text import one_line

_NUMBERS = re.compile(r"(\d{1,4})([/-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_EXAMPLES = {
    DateOrder.YEAR_FIRST: "2026-03-30",
    DateOrder.DAY_FIRST: "30/03/2026",
    DateOrder.MONTH_FIRST: "03/30/2026",
}
_INSTANT_EXAMPLE = "2026-03-30T09:15:27+01:00"
_CENTURY = 69
"""Years of two digits below it are of this century, as POSIX has it."""
_LONGEST = 60
"""Characters. What is longer is not a date."""
_REMEMBERED = 4_000
"""Dates; most files have the same few hundred again and again."""


class Unread(ValueError):
    """Why a text is no date or instant and what is wanted, to follow what was typed."""


class Dates:
    """Reads the dates and instants of one profile's files.

    An instant without a zone is Europe/London time. One that the clocks leave out in spring is counted from before
    they went forward, and one that comes twice in autumn is the first of the two; neither changes the date.
    """

    def __init__(self, profile: Profile) -> None:
        self._date_order = profile.date_order
        self._time_order = profile.time_order or profile.date_order
        self._unix, self._short = profile.unix_times, profile.short_years
        self._name = profile.name
        self._ordered, self._contrary = 0, ""
        """How many instants were read in the profile's order, and one that can only be read in the other."""
        self.day = lru_cache(maxsize=_REMEMBERED)(self._day)

    def instant(self, typed: str) -> datetime:
        """The instant that a text means, in UTC.

        Raises:
            Unread: it is none, or could be two.
        """
        if self._unix and typed.isascii() and typed.isdigit():
            return _since_1970(typed)
        try:
            return as_utc(datetime.fromisoformat(typed))
        except (ValueError, OverflowError):
            return self._written_instant(typed)

    def _day(self, typed: str) -> date:
        """The date that a text means; of an instant with a zone, the one in Cambridge.

        Raises:
            Unread: it is none, or could be two.
        """
        try:
            written = datetime.fromisoformat(typed)
            return london_date(written) if written.tzinfo else written.date()
        except (ValueError, OverflowError):
            pass
        day, _, clock = _tidied(typed).partition(" ")
        try:
            _time(clock)
            return self._in_order(day, self._date_order)
        except ValueError:
            self._refuse_if_ambiguous(day, self._date_order, "date_order", _EXAMPLES[DateOrder.YEAR_FIRST])
            raise Unread(f"is not a date; write it like {_EXAMPLES[self._date_order]}") from None

    def _written_instant(self, typed: str) -> datetime:
        day, _, clock = _tidied(typed).partition(" ")
        day = day.removesuffix(",")
        try:
            instant = as_utc(datetime.combine(self._in_order(day, self._time_order), _time(clock)))
        except (ValueError, OverflowError):
            self._note_contrary(day, typed)
            self._refuse_if_ambiguous(day, self._time_order, "time_order", _INSTANT_EXAMPLE)
            raise Unread(f"is not a date and time; write it like {_INSTANT_EXAMPLE}") from None
        self._ordered += 1
        return instant

    def require_one_order(self, name: str) -> None:
        """After the last row: that no instant of the file shows that the others were read the wrong way round.

        Instants are written by a machine, so one of the other order means that all of them are.

        Raises:
            InvalidInput: one does.
        """
        if self._contrary and self._ordered:
            raise InvalidInput(
                f"{name}: “{self._contrary}” cannot be {self._time_order}, which {self._name} says its times are, so "
                f"the others cannot be trusted to be; copy the profile with caseapp import copy {self._name} NEW and "
                "change date_order and time_order."
            )

    def _note_contrary(self, day: str, typed: str) -> None:
        other = {DateOrder.DAY_FIRST: DateOrder.MONTH_FIRST, DateOrder.MONTH_FIRST: DateOrder.DAY_FIRST}
        if self._time_order in other and not self._contrary:
            with suppress(ValueError):
                self._in_order(day, other[self._time_order])
                self._contrary = one_line(typed)

    def _in_order(self, typed: str, order: DateOrder) -> date:
        match = _NUMBERS.fullmatch(typed)
        if match is None:
            return date.fromisoformat(typed)
        first, _, second, third = match.groups()
        if len(first) == 4:
            return date(int(first), int(second), int(third))  # the year first is never ambiguous
        if order is DateOrder.YEAR_FIRST or len(first) > 2:
            raise ValueError(typed)
        day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
        return date(self._year(third), int(month), int(day))

    def _year(self, typed: str) -> int:
        if len(typed) == 4:
            return int(typed)
        if len(typed) != 2 or not self._short:
            raise ValueError(typed)
        return int(typed) + (2000 if int(typed) < _CENTURY else 1900)

    def _refuse_if_ambiguous(self, day: str, order: DateOrder, key: str, example: str) -> None:
        if order is not DateOrder.YEAR_FIRST:
            return
        readings = []
        for possible in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
            try:
                readings.append(self._in_order(day, possible))
            except ValueError:
                return
        one, other = readings
        if one != other:
            raise Unread(
                f"could be {_in_words(one)} or {_in_words(other)}; the profile must say which, by {key} = "
                f"“{DateOrder.DAY_FIRST}” or “{DateOrder.MONTH_FIRST}”, or write it like {example}"
            )


def received_on(at: datetime) -> date:
    """The date in Cambridge of an instant in UTC, which London is at most two hours ahead of."""
    return at.date() if 0 < at.hour < 22 else london_date(at)


def _since_1970(typed: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(typed), UTC)
    except (ValueError, OverflowError, OSError):
        raise Unread("is not a number of seconds since 1970") from None


def _tidied(typed: str) -> str:
    """On one line, without the apostrophe that keeps a spreadsheet from reading it as a date."""
    return " ".join(typed.split()).removeprefix("'") if len(typed) <= _LONGEST else ""


def _time(typed: str) -> time:
    if not typed:
        return time()
    match = _CLOCK.fullmatch(typed)
    if match is None:
        raise ValueError(typed)
    hour, minute, second, half = match.groups()
    return time(_hour(int(hour), half), int(minute), int(second or 0))


def _hour(written: int, half: str | None) -> int:
    if half is None:
        return written
    if not 1 <= written <= 12:
        raise ValueError(written)
    return written % 12 + (12 if half in "pP" else 0)


def _in_words(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
