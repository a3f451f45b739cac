"""What the screens need to know and do, and nothing of how it is stored.

A ``Desk`` is opened in a thread and every method of it is called in a thread: each may take its time. The real one
is ``store_desk.StoreDesk``; tests have one in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from caseapp.rules.vocabulary import Channel

if TYPE_CHECKING:
    from caseapp.casework.requests import (
        Acknowledge,
        Allocate,
        Assign,
        Complainant,
        Correct,
        Escalate,
        Extend,
        Log,
        Note,
        Refuse,
        Reopen,
        Resolve,
        Respond,
        Restrict,
        Unrestrict,
        Withdraw,
    )
    from caseapp.rules.calendar import WorkingCalendar
    from caseapp.rules.case import Case
    from caseapp.rules.policy import Policy
    from caseapp.rules.workflow import Actor
    from caseapp.store.queries.worklist import WorklistRow
    from caseapp.tui.views import View

    Request = (
        Log | Acknowledge | Allocate | Assign | Extend | Respond | Escalate
        | Reopen | Withdraw | Resolve | Refuse | Note | Correct | Restrict | Unrestrict
    )  # fmt: skip
    """What a form can ask of casework."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a case's history."""

    on: date
    words: str
    """What happened, such as ``acknowledged``."""
    by: str
    text: str = ""
    """What was written with it: a reason, a note."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with everything that is shown of it, and the rules that it is under."""

    case: Case
    policy: Policy
    calendar: WorkingCalendar
    complainant: Complainant
    summary: str
    details: str = ""
    desired_outcome: str = ""
    adjustments: str = ""
    timeline: tuple[Entry, ...] = ()
    raised_before: str = ""
    channel: Channel = Channel.WEB
    issue_on: date | None = None
    aware_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits at the desk, when, and what there is to choose from."""

    actor: Actor
    today: date
    calendar: WorkingCalendar
    store: str
    """The store's name as it may be shown."""
    services: tuple[str, ...] = ()
    people: tuple[Actor, ...] = ()
    themes: tuple[str, ...] = ()
    """Resolution themes used before, offered while one types (R86)."""
    root_causes: tuple[str, ...] = ()
    may_join: bool = False
    """Whether somebody not on the list may be named, and joins by it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that was carried out."""

    request: Request
    reference: str
    case_id: int


class Desk(Protocol):
    """The screens' only way to the store."""

    def sitting(self) -> Sitting:
        """Who, when and the lists to choose from; read anew at each refresh."""
        ...

    def ids(self, view: View) -> array[int]:
        """The ids of a view's cases, the most urgent first."""
        ...

    def rows(self, ids: Sequence[int]) -> Mapping[int, WorklistRow]:
        """The worklist's lines for these ids."""
        ...

    def case_file(self, reference: str) -> CaseFile:
        """One case, as it is shown while the cursor passes over it.

        Raises:
            NotFound: there is none with that reference.
            RuleBroken: it is restricted, and has to be opened; or is not for this person to see (R136).
        """
        ...

    def open_case(self, reference: str) -> CaseFile:
        """One case that somebody means to see; the look at a restricted one is recorded first.

        Raises:
            NotFound: there is none with that reference.
            RuleBroken: it is restricted and not for this person to see (R136).
            StoreProblem: the look cannot be recorded.
        """
        ...

    def prepare(self) -> None:
        """Bring in what writing needs, while a form is being filled in."""
        ...

    def do(self, request: Request) -> Recorded:
        """Carry out one request as one transaction.

        Raises:
            RuleBroken, NotFound, Conflict, InvalidInput, StoreProblem: with the sentence to show.
        """
        ...
