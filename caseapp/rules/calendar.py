"""Working days in constant time.

A calendar is an index over a span of years: for each date the position of the last working day on or
before it. Adding or counting working days is then one look-up and one addition, however many days.
Outside its span a calendar refuses; it never guesses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, compress
from types import MappingProxyType

from caseapp.rules.errors import OutsideCalendar
from caseapp.rules.vocabulary import DayRule

WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, as ``date.weekday()`` numbers them (R114)."""

_ONE_DAY = timedelta(days=1)
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Step:
    """One calendar day on the way to a due date."""

    on: date
    counted: bool
    why: str
    """For a counted day its number, such as ``working day 3``; for another the name of what it is."""


class WorkingCalendar:
    """Which days are working days between two dates, and arithmetic over them.

    Bank holidays and closure days map a date to its name. A holiday that falls on a weekend changes nothing.
    The date of receipt is day zero (R115).
    """

    __slots__ = ("_closed", "_first", "_index", "_last", "_weekend", "_working")

    def __init__(
        self,
        first: date,
        last: date,
        *,
        bank_holidays: Mapping[date, str] | None = None,
        closures: Mapping[date, str] | None = None,
        weekend: frozenset[int] = WEEKEND,
    ) -> None:
        self._first, self._last, self._weekend = first, last, weekend
        self._closed = {**(closures or {}), **(bank_holidays or {})}
        self._index, self._working = self._build()

    def _build(self) -> tuple[dict[date, int], list[date]]:
        span = range(self._first.toordinal(), self._last.toordinal() + 1)
        days = [date.fromordinal(ordinal) for ordinal in span]
        counts = [day.weekday() not in self._weekend and day not in self._closed for day in days]
        positions = (so_far - 1 for so_far in accumulate(counts))
        return dict(zip(days, positions, strict=True)), list(compress(days, counts))

    @property
    def first(self) -> date:
        """The first date that the calendar answers for."""
        return self._first

    @property
    def last(self) -> date:
        """The last date that the calendar answers for."""
        return self._last

    @property
    def closed_days(self) -> Mapping[date, str]:
        """Bank holidays and closure days by date, weekends left out of account."""
        return MappingProxyType(self._closed)

    def is_working(self, on: date) -> bool:
        """Whether ``on`` is a working day.

        Raises:
            OutsideCalendar: ``on`` is before ``first`` or after ``last``.
        """
        self._require(on)
        return on.weekday() not in self._weekend and on not in self._closed

    def why_not_working(self, on: date) -> str | None:
        """The name of what makes ``on`` a day that does not count, or ``None`` if it counts."""
        self._require(on)
        if on in self._closed:
            return self._closed[on]
        return _DAY_NAMES[on.weekday()] if on.weekday() in self._weekend else None

    def add(self, start: date, days: int) -> date:
        """The date ``days`` working days after ``start`` (before it when negative), ``start`` being day zero.

        Zero days is ``start`` itself, or the next working day if ``start`` is not one.

        Raises:
            OutsideCalendar: the start or the answer lies outside the calendar.
        """
        try:
            if days > 0:
                return self._working[self._index[start] + days]
        except (KeyError, IndexError):
            raise self._outside(start, days) from None
        return self._add_back(start, days)

    def _add_back(self, start: date, days: int) -> date:
        self._require(start)
        position = self._index[start] + days + (not self.is_working(start))
        if not 0 <= position < len(self._working):
            raise self._outside(start, days)
        return self._working[position]

    def due(self, start: date, days: int, rule: DayRule = DayRule.NEXT) -> date:
        """``add``, after moving a start that is not a working day when the rule is ``roll`` (R117)."""
        return self.add(self.day_zero(start, days, rule), days)

    def day_zero(self, start: date, days: int, rule: DayRule) -> date:
        """The date from which a count under ``rule`` begins.

        ``roll`` moves forward to a working day, or backward when counting back.
        """
        if rule is DayRule.NEXT or self.is_working(start):
            return start
        return self.add(start, 1 if days >= 0 else -1)

    def count(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

        Raises:
            OutsideCalendar: either date lies outside the calendar.
        """
        try:
            return self._index[end] - self._index[start]
        except KeyError:
            self._require(start)
            self._require(end)
            raise

    def next_working(self, on: date) -> date:
        """The first working day after ``on``."""
        return self.add(on, 1)

    def previous_working(self, on: date) -> date:
        """The last working day before ``on``."""
        return self.add(on, -1)

    def steps(self, start: date, days: int, rule: DayRule = DayRule.NEXT) -> tuple[Step, ...]:
        """Every calendar day from ``start`` (not itself listed) to ``due(start, days, rule)``, in order.

        The counted steps number ``abs(days)`` and the last one is the due date.
        """
        return tuple(self._walk(start, days, rule))

    def _walk(self, start: date, days: int, rule: DayRule) -> Iterator[Step]:
        end = self.due(start, days, rule)
        zero = self.day_zero(start, days, rule)
        direction = _ONE_DAY if end >= start else -_ONE_DAY
        day, number = start, 0
        while day != end:
            day += direction
            closed = self.why_not_working(day)
            if day == zero:
                yield Step(day, counted=False, why="day zero: the start moved to a working day")
            elif closed is None and days != 0:
                number += 1
                yield Step(day, counted=True, why=f"working day {number}")
            else:
                yield Step(day, counted=False, why=closed or "the next working day")

    def _require(self, on: date) -> None:
        if on not in self._index:
            raise self._outside(on, 0)

    def _outside(self, start: date, days: int) -> OutsideCalendar:
        if isinstance(start, datetime):
            return OutsideCalendar(f"{start} is an instant; give the calendar a date.")
        asked = f"{start} plus {days} working days" if days else f"{start}"
        return OutsideCalendar(
            f"{asked} lies outside the calendar, which vouches for {self._first} to {self._last}; check the date."
        )
