"""A day that stops being a working day after cases have been counted by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.rules.vocabulary import Division


class DayOffKind(StrEnum):
    """Why nobody works."""

    CLOSURE = "closure"
    """The council itself is closed, whatever the division (R118)."""
    BANK_HOLIDAY = "bank-holiday"
    """Proclaimed for one division after the calendar was published (R124)."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """One day off that is, or is to be, added."""

    kind: DayOffKind
    day: date
    name: str
    """What it is called where a date is explained."""
    division: Division | None = None
    """Whose bank holiday it is; a closure day has none."""

    @property
    def words(self) -> str:
        """What it is, in a phrase."""
        return "a closure day" if self.kind is DayOffKind.CLOSURE else f"a bank holiday of {self.division}"
