"""One stage of a row of history, whichever of the two it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from caseapp.intake.history import HistoryRow
from caseapp.rules.vocabulary import Outcome

UNRECORDED = {1: "Not recorded (stage 1)", 2: "Not recorded (stage 2)"}
"""Who answered a stage where the old tracker does not say. Two, so that nobody seems to review their own answer."""


@dataclass(frozen=True, slots=True)
class StageHistory:
    """What a row says of one stage."""

    number: int
    acknowledged_on: date | None
    handler: str | None
    extended_on: date | None
    extended_to: date | None
    extension_reason: str | None
    responded_on: date | None
    outcome: Outcome | None

    @property
    def decider(self) -> str | None:
        """Who answered; ``None`` for a stage without an answer."""
        return (self.handler or UNRECORDED[self.number]) if self.responded_on else None

    def column(self, name: str) -> str:
        """The column of the file that holds a field, such as ``stage1_handler``."""
        return f"stage{self.number}_{name}"

    @property
    def filled(self) -> list[str]:
        """The columns that say something."""
        return [self.column(name) for name in _FIELDS if getattr(self, name)]


_FIELDS = tuple(field.name for field in fields(StageHistory) if field.name != "number")


def stage_of(row: HistoryRow, number: int) -> StageHistory:
    """What a row says of stage 1 or stage 2."""
    return StageHistory(number, **{name: getattr(row, f"stage{number}_{name}") for name in _FIELDS})
