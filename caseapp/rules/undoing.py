"""What may be taken back: the last thing recorded of a case, by whoever recorded it, within minutes.

A slip of the finger is put right at once and leaves two events. After that other people may have acted on what was
recorded, and it is put right by the steps that are for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from caseapp.rules.errors import Refusal
from caseapp.rules.instants import LONDON
from caseapp.rules.vocabulary import Action

UNDO_MINUTES = 15
"""For how long after it was recorded something may be taken back."""
UNDO_WITHIN = timedelta(minutes=UNDO_MINUTES)


@dataclass(frozen=True, slots=True)
class Latest:
    """What was recorded last of a case, leaving out what was taken back."""

    action: Action
    by: str
    recorded_at: datetime
    """By the clock of the machine that recorded it, in UTC; a fixed date does not change it."""
    version: int = 0
    """Which event of the case it is."""

    @property
    def words(self) -> str:
        """What it was, as a noun: ``the answer``."""
        return TAKEN_BACK.get(self.action, (f"the {self.action}", ""))[0]


def last_standing(events: Iterable[Latest]) -> Latest | None:
    """The newest of all events of a case, oldest first, that is no undo and was not undone."""
    standing: list[Latest] = []
    for event in events:
        if event.action is Action.UNDO:
            standing.pop()  # it took back the newest that stood, always
        else:
            standing.append(event)
    return standing[-1] if standing else None


TAKEN_BACK: Mapping[Action, tuple[str, str]] = MappingProxyType(
    {
        Action.ACKNOWLEDGE: ("the acknowledgement", "say in a note what is wrong with it"),
        Action.ALLOCATE: ("the allocation", "allocate the case again"),
        Action.ASSIGN: ("the assignment", "assign the case again"),
        Action.EXTEND: ("the extension", "say in a note what is wrong with it"),
        Action.RESPOND: ("the answer", "reopen the stage"),
        Action.ESCALATE: ("the escalation", "withdraw stage 2, or say in a note what is wrong with it"),
        Action.REOPEN: ("the reopening", "close the stage again"),
        Action.WITHDRAW: ("the withdrawal", "reopen the stage"),
        Action.RESOLVE: ("the settlement", "reopen the stage"),
        Action.REFUSE: ("the refusal", "reopen the stage"),
        Action.POINT: ("the point of complaint", "say in a note what is wrong with it"),
    }
)
"""What may be taken back, as a noun, and what to do when it no longer may."""

KEPT: Mapping[Action, str] = MappingProxyType(
    {
        Action.LOG: "Logging a case is not taken back; correct what was taken down wrongly, or withdraw the case.",
        Action.NOTE: "A note is not taken back; add another that puts it right.",
        Action.CORRECT: "A correction is not taken back; correct the case again.",
        Action.RESTRICT: "A restriction is not taken back; a lead officer lifts it.",
        Action.UNRESTRICT: "That a restriction was lifted is not taken back; restrict the case again.",
        Action.RECOUNT: "Dates that were counted anew are not taken back; they follow the calendar.",
    }
)
"""What is never taken back, and what to do instead."""


def objection(reference: str, actor: str, latest: Latest | None, now: datetime | None) -> Refusal | None:
    """Why the latest event of a case may not be taken back by somebody; ``None`` if it may.

    Args:
        reference: the case.
        actor: who would take it back.
        latest: what was recorded last and stands; ``None`` if nothing.
        now: the instant by the machine's clock; ``None`` leaves the time out of the question.
    """
    if latest is None:
        return Refusal(f"There is nothing to take back on {reference}.")
    if latest.action not in TAKEN_BACK:
        return Refusal(KEPT.get(latest.action, f"There is nothing to take back on {reference}."))
    _, instead = TAKEN_BACK[latest.action]
    if latest.by != actor:
        return Refusal(
            f"{latest.by} recorded {latest.words} of {reference}, so only they can take it back; "
            f"ask them, or {instead}."
        )
    if now is not None and now - latest.recorded_at > UNDO_WITHIN:
        at = latest.recorded_at.astimezone(LONDON)
        return Refusal(
            f"{latest.words.capitalize()} of {reference} was recorded at {at:%H:%M on %Y-%m-%d}, more than "
            f"{UNDO_MINUTES} minutes ago, so it stands; {instead}."
        )
    return None
