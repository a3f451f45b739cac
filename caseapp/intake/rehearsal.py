"""A rehearsal: the verbs of casework played to the end with nothing written.

A plan must know whether casework will take a row, without a second copy of its rules. So the verbs themselves are run
against something that answers like an open transaction and keeps what they do in memory, one row at a time. It is
built on a reader and has no way to write at all: a verb that came to need another kind of writing would fail here
rather than write during a dry run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from caseapp.casework.log import require_loggable
from caseapp.casework.requests import Log, SubmissionKey
from caseapp.intake.prepared import Request
from caseapp.intake.taking import Taker
from caseapp.rules.case import Case
from caseapp.rules.errors import InvalidInput, NotFound, RuleBroken
from caseapp.rules.references import tidy
from caseapp.rules.text import folded
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.reader import Reader
from caseapp.store.work import Particulars, Work

_THIS_CASE = "this case"
"""What a case without a reference is called in refusals: its number is only given when it is taken in."""


class Rehearsal:
    """Tries requests against a store as it is."""

    def __init__(self, reader: Reader, *, by: Actor, at: datetime) -> None:
        self._stage, self._by, self._at = _Stage(reader), by, at
        # It has every method of Work that verbs use, and none that writes; see the head of this file.
        self._work = cast("Work", self._stage)
        self._taker = Taker(self._work, by=by, at=at)

    def refusal(self, request: Request, key: SubmissionKey) -> str | None:
        """Why casework would not take it, or ``None`` if it would."""
        self._stage.clear()
        try:
            if isinstance(request, Log) and request.reference is None and not request.points:
                require_loggable(self._work, request, by=self._by, at=self._at)  # the rest of the verb refuses nothing
                return None
            self._taker.take(replace(request, reference=request.reference or _THIS_CASE), key)
        except (RuleBroken, InvalidInput, NotFound) as refused:
            return refused.sentence
        return None


class _Stage(Reader):
    """Answers like a transaction in which one case has been worked on."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.connection)
        self._cases: dict[str, Case] = {}
        self._known_people = dict(reader.officers)
        self._services = {folded(name): name for name in reader.service_names()}

    def clear(self) -> None:
        """Forget the cases. People and services stay: the rows to come may name them too."""
        self._cases.clear()

    # What verbs ask.

    def case(self, reference: str) -> Case:
        """The case as it stands in the rehearsal, else as it is in the store."""
        return self._cases.get(tidy(reference)) or super().case(reference)

    def has_reference(self, reference: str) -> bool:
        """Whether a case has that reference already."""
        if reference == _THIS_CASE:
            return False
        try:
            return self.case(reference).reference == reference  # not a case that gave it back
        except NotFound:
            return False

    @property
    def officers(self) -> Mapping[str, Actor]:
        """Everyone who works on cases, newcomers of the rehearsal among them."""
        return self._known_people

    def service_called(self, name: str) -> str | None:
        """The service that a name means."""
        return self._services.get(folded(name))

    # What verbs tell.

    def begin(self, case: Case, particulars: Particulars, happening: Happening, *, by: Actor, at: datetime) -> Case:
        """A new case."""
        del particulars, happening, by, at
        return self._hold(replace(case, version=1))

    def record(self, before: Case, after: Case, happening: Happening, *, by: Actor, at: datetime) -> Case:
        """A case that has changed."""
        del happening, by, at
        return self._hold(replace(after, version=before.version + 1))

    def next_reference(self, received_on: date) -> str:
        """Never asked: a rehearsed case has a reference already."""
        raise AssertionError(f"a rehearsal gives out no references, and was asked for one of {received_on}")

    def add_officer(self, name: str, role: Role, *, can_log_in: bool, by: Actor | None, at: datetime) -> Actor:
        """A person who is new, or has another role."""
        del can_log_in, by, at
        self._known_people[name] = Actor(name, role)
        return self._known_people[name]

    def add_service(self, name: str) -> str:
        """A service, new or known."""
        return self._services.setdefault(folded(name), name)

    def _hold(self, case: Case) -> Case:
        self._cases[case.reference] = case
        return case
