"""Cases and the people who work on them: one obvious default each, and a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from caseapp.casework import people
from caseapp.casework.requests import Acknowledge, Escalate, Log, Respond
from caseapp.casework.verbs import carry_out
from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import CaseappError, RuleBroken
from caseapp.rules.vocabulary import Outcome, Role
from caseapp.rules.workflow import Actor

if TYPE_CHECKING:
    from caseapp.store.store import Store
    from caseapp.store.work import Work

ADA, OLGA, RITA, LEE, MEL = "Ada Admin", "Olga Officer", "Rita Reviewer", "Lee Lead", "Mel Member"
STAFF: Mapping[str, Role] = {OLGA: Role.OFFICER, RITA: Role.REVIEWER, LEE: Role.LEAD, MEL: Role.MEMBER}
"""Who works here beside Ada Admin, who founded the store."""

MONDAY = date(2024, 4, 8)
"""A day of receipt under cambridge-2024; the next bank holiday is 6 May."""
TUESDAY, WEDNESDAY, THURSDAY = date(2024, 4, 9), date(2024, 4, 10), date(2024, 4, 11)


def april(day: int) -> date:
    return date(2024, 4, day)


def may(day: int) -> date:
    return date(2024, 5, day)


def noon(on: date) -> datetime:
    """An instant whose London date is ``on``, in summer and in winter."""
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def a_log(**changes: Any) -> Log:
    """A complaint about Waste, received on the day it is logged."""
    return replace(Log(summary="The bin was not emptied", service="Waste"), **changes)


class Desk:
    """A store and the people who act in it: every request is one transaction, as it is for an officer."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def staffed(self) -> Desk:
        """The desk, once everyone in ``STAFF`` has joined; its calendar is short, so that it is quickly made."""
        with self.store.writing() as work:
            work.set("calendar_from", "2023-01-01")
            work.set("calendar_to", "2025-12-31")
            ada = people.actor(work, ADA, at=noon(MONDAY))
            for name, role in STAFF.items():
                people.add_person(work, name, role, by=ada, at=noon(MONDAY))
        return self

    def do(self, request: object, *, by: str = OLGA, today: date = MONDAY) -> Case:
        """The case after a request."""
        with self.store.writing() as work:
            return carry_out(work, request, by=self.actor(work, by, today), at=noon(today)).case

    def actor(self, work: Work, name: str, today: date = MONDAY) -> Actor:
        """Whoever acts, as the store knows them."""
        return people.actor(work, name, at=noon(today))

    def refused(self, request: object, *, by: str = OLGA, today: date = MONDAY) -> RuleBroken:
        """The refusal of a request that the process does not allow, after which nothing is different."""
        error = self.failed(request, by=by, today=today)
        assert isinstance(error, RuleBroken), f"{error!r} is no refusal"
        return error

    def failed(self, request: object, *, by: str = OLGA, today: date = MONDAY) -> CaseappError:
        """The error of a request that cannot be carried out, after which nothing is different."""
        before = contents(self.store)
        error: CaseappError | None = None
        try:
            self.do(request, by=by, today=today)
        except CaseappError as raised:
            error = raised
        assert error is not None, f"{request} was carried out"
        assert before == contents(self.store), "a request that failed left something behind"
        return error

    def case(self, reference: str) -> Case:
        """The case as the store holds it."""
        with self.store.reading() as reader:
            return reader.case(reference)

    def logged(self, *, today: date = MONDAY, **changes: Any) -> Case:
        """A new complaint, by Olga."""
        return self.do(a_log(**changes), today=today)

    def acknowledged(self, *, on: date = TUESDAY, **changes: Any) -> Case:
        """A complaint received on Monday 8 April and acknowledged on Tuesday."""
        return self.do(Acknowledge(self.logged(**changes).reference), today=on)

    def answered(self, *, by: str = OLGA, on: date = WEDNESDAY, **changes: Any) -> Case:
        """A complaint received on Monday 8 April and not upheld on Wednesday."""
        return self.do(Respond(self.logged(**changes).reference, Outcome.NOT_UPHELD), by=by, today=on)

    def escalated(self, *, by: str = OLGA, on: date = THURSDAY, **changes: Any) -> Case:
        """A complaint answered by ``by`` on Wednesday and taken to stage 2 on Thursday."""
        return self.do(Escalate(self.answered(by=by, **changes).reference, "Not happy"), today=on)


def stage_of(case: Case) -> Stage:
    """The current stage of a case that has one."""
    assert case.stage is not None
    return case.stage


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to see that nothing changed."""
    from caseapp.store.tables import metadata

    with store.reading() as reader:
        return {
            table.name: sorted(map(tuple, reader.connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table.name != "bank_holidays"  # thousands, and no verb writes one
        }
