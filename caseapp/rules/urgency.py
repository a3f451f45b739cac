"""How a date stands to today, in words and in shape, so that colour is never the only signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.errors import OutsideCalendar

SOON_DAYS = 2
"""Up to so many working days ahead a date is drawn as near."""


class Urgency(StrEnum):
    """How near a date is; the value is also the tone in which it is drawn."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


_SHAPES = {Urgency.LATE: "▲", Urgency.TODAY: "●", Urgency.SOON: "◐", Urgency.LATER: "○"}


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Working days from today to a date (R115: today is day zero)."""

    urgency: Urgency
    days: int | None
    """How many working days late or left; ``None`` for a date that the calendar does not reach."""

    @property
    def signed(self) -> int | None:
        """Working days left, negative when late; ``None`` for a date that the calendar does not reach."""
        return -self.days if self.urgency is Urgency.LATE and self.days is not None else self.days

    @property
    def shape(self) -> str:
        """One character."""
        return _SHAPES[self.urgency]

    @property
    def words(self) -> str:
        """Shape and words for a column: ``▲ 3 late``, ``● today``, ``○ 4 days``."""
        return f"{self.shape} {self._said}"

    @property
    def brief(self) -> str:
        """Shape and number for a narrow column: ``▲3``, ``●``, ``○4``."""
        return f"{self.shape}{self.days or ''}"

    @property
    def _said(self) -> str:
        if self.urgency is Urgency.TODAY:
            return "today"
        if self.urgency is Urgency.LATE:
            return f"{self.days} late" if self.days else "late"
        if self.days is None:
            return "later"
        return "1 day" if self.days == 1 else f"{self.days} days"


def days_left(calendar: WorkingCalendar, today: date, on: date) -> DaysLeft:
    """How ``on`` stands to ``today``. A date passed over a weekend is late by no working day yet, but late."""
    if on == today:
        return DaysLeft(Urgency.TODAY, 0)
    try:
        days = calendar.count(today, on)
    except OutsideCalendar:
        return DaysLeft(Urgency.LATE if on < today else Urgency.LATER, None)
    if on < today:
        return DaysLeft(Urgency.LATE, -days)
    return DaysLeft(Urgency.SOON if days <= SOON_DAYS else Urgency.LATER, days)
