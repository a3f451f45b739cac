"""How urgent a case is: a shape, words and a number of working days, so that colour is never the only signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.rules.calendar import WorkingCalendar

SOON_DAYS = 2
"""Working days at and under which an open case is called soon."""


class Level(StrEnum):
    """How near the date is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NONE = "none"


_SHAPES = {Level.LATE: "▲", Level.TODAY: "●", Level.SOON: "◐", Level.LATER: "○", Level.NONE: " "}


@dataclass(frozen=True, slots=True)
class Urgency:
    """A date seen from today."""

    level: Level
    days: int
    """Working days left; negative when late."""

    @property
    def shape(self) -> str:
        """One character that tells the level without colour."""
        return _SHAPES[self.level]

    @property
    def words(self) -> str:
        """Such as ``3 days late``, ``today`` or ``4 days``."""
        if self.level is Level.NONE:
            return ""
        if self.level is Level.TODAY:
            return "today"
        count = abs(self.days)
        unit = "day" if count == 1 else "days"
        return f"{count} {unit} late" if self.level is Level.LATE else f"{count} {unit}"


def urgency(due_on: date | None, today: date, calendar: WorkingCalendar) -> Urgency:
    """How near a due date is, in working days. A date that has passed is late even if no working day has."""
    if due_on is None:
        return Urgency(Level.NONE, 0)
    if due_on == today:
        return Urgency(Level.TODAY, 0)
    days = calendar.count(today, due_on)
    if due_on < today:
        return Urgency(Level.LATE, min(days, -1))
    return Urgency(Level.SOON if days <= SOON_DAYS else Level.LATER, days)
