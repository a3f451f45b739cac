"""What figures are counted from: one flat record a stage, one a contact. No names, no narrative (R135)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.rules.vocabulary import Channel, Ending, Kind, Outcome


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One attempt at one stage of one complaint."""

    reference: str
    service: str
    """The lead service, or ``Not yet allocated``."""
    multi_service: bool
    number: int
    attempt: int
    opened_on: date
    acknowledge_by: date
    acknowledged_on: date | None
    due_on: date
    """The date before any extension."""
    answer_by: date
    """The date that counts: the extended one if there is one."""
    extended: bool
    ended_on: date | None
    ending: Ending | None
    outcome: Outcome | None
    resolution_theme: str | None
    root_cause: str | None

    @property
    def answered_on(self) -> date | None:
        """The date of the answer; ``None`` while open or when ended some other way."""
        return self.ended_on if self.ending is Ending.ANSWERED else None

    @property
    def in_target(self) -> bool:
        """Answered on or before the date that counts."""
        return self.answered_on is not None and self.answered_on <= self.answer_by


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One contact of any kind, by its date of receipt."""

    reference: str
    kind: Kind
    channel: Channel
    received_on: date
    service: str
    multi_service: bool
