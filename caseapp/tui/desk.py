"""What the screens need to know and do, and nothing of how it is stored.

A ``Desk`` is opened in a thread and every method of it is called in a thread: each may take its time. The real one
is ``store_desk.StoreDesk``; tests have one in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from caseapp.rules.vocabulary import Channel

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.casework.requests import (
        Acknowledge,
        AddPoint,
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
        Undo,
        Unrestrict,
        Withdraw,
    )
    from caseapp.rules.calendar import WorkingCalendar
    from caseapp.rules.case import Case
    from caseapp.rules.deadlines import Counted
    from caseapp.rules.policy import Policy
    from caseapp.rules.undoing import Latest
    from caseapp.rules.workflow import Actor
    from caseapp.store.queries.previous import Earlier
    from caseapp.store.queries.today import Today
    from caseapp.store.queries.worklist import WorklistRow
    from caseapp.tui.views import View

    Request = (
        Log | Acknowledge | Allocate | Assign | Extend | Respond | Escalate
        | Reopen | Withdraw | Resolve | Refuse | Note | AddPoint | Correct | Restrict | Unrestrict | Undo
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
    version: int = 0
    """Its number in the case."""
    at: datetime | None = None
    """When it was recorded."""


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
    contact: str = ""
    """How the council and the person are in contact, such as through one named officer."""
    other_services: tuple[str, ...] = ()
    source: str = ""
    """Where its submission came from; empty for a case that was logged here."""
    submission: str = ""
    latest: Latest | None = None
    """What was recorded last and stands."""
    counted: tuple[Counted, ...] = ()
    """For each stage the calendars that its dates were counted by; none given means ``calendar``."""


@dataclass(frozen=True, slots=True)
class SpecialNote:
    """What was noted of the person on an earlier case."""

    reference: str
    adjustments: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class WordsUsed:
    """Words that answers were put in before, offered while one types (R86)."""

    themes: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """What the council has heard before from the same person or address."""

    earlier: tuple[Earlier, ...] = ()
    """The newest first."""
    notes: tuple[SpecialNote, ...] = ()
    """Of the same person's cases that need no opening."""


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


@dataclass(frozen=True, slots=True)
class Pulse:
    """What tells whether anything has changed, without looking at what."""

    event: int
    """The number of the newest event in the store."""
    today: date


class Desk(Protocol):
    """The screens' only way to the store."""

    @property
    def caseapp(self) -> Caseapp:
        """What the desks of single areas are made from."""
        ...

    def sitting(self) -> Sitting:
        """Who, when and the lists to choose from; read anew at each refresh."""
        ...

    def numbers(self) -> Today:
        """The numbers of the opening screen, and of the worklist's tabs.

        Raises:
            RuleBroken: a member asks, who sees figures and never a case (R54); ``ids`` and ``rows`` tell them too.
        """
        ...

    def pulse(self) -> Pulse:
        """The newest event and the date; asked every few seconds, so it costs next to nothing."""
        ...

    def ids(self, view: View) -> array[int]:
        """The ids of a view's cases, the most urgent first unless the view is sorted otherwise."""
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

    def past(self, sought: Complainant, *, exclude: str = "") -> Past:
        """Earlier complaints of the same person or address; none for somebody of whom nothing is known."""
        ...

    def parts(self, service: str) -> tuple[str, ...]:
        """The parts of a service that are known by name."""
        ...

    def words_used(self, service: str | None) -> WordsUsed:
        """The words of answers before: themes of one service, root causes of all."""
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
