"""One request is one transaction, and two people do not overwrite each other."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from caseapp.casework.requests import (
    Acknowledge,
    Assign,
    Complainant,
    Escalate,
    Extend,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    SubmissionKey,
    Withdraw,
)
from caseapp.casework.verbs import carry_out
from caseapp.rules.errors import Conflict
from caseapp.rules.instants import LONDON, long_date
from caseapp.rules.vocabulary import Outcome
from caseapp.store import pending
from caseapp.store.pending import Pending
from caseapp.store.queries.cases import case_view
from tests.builders import LEE, OLGA, RITA, Desk, a_log, april, contents, noon

STEPS = [
    lambda reference, version: Acknowledge(reference, expected_version=version),
    lambda reference, version: Assign(reference, OLGA, expected_version=version),
    lambda reference, version: Extend(reference, 5, "Records", expected_version=version),
    lambda reference, version: Respond(reference, Outcome.UPHELD, expected_version=version),
    lambda reference, version: Withdraw(reference, expected_version=version),
    lambda reference, version: Resolve(reference, expected_version=version),
    lambda reference, version: Refuse(reference, "Out of time", expected_version=version),
    lambda reference, version: Note(reference, "Hello", expected_version=version),
]
CLOSED_STEPS = [
    lambda reference, version: Escalate(reference, expected_version=version),
    lambda reference, version: Reopen(reference, "Again", expected_version=version),
]


@pytest.mark.parametrize("step", STEPS)
def test_second_officer_is_told_who_was_first_and_what_they_did(desk: Desk, step: Any) -> None:
    """Two officers look at one case; the second's step is refused with who changed what when, and nothing changes."""
    seen = desk.logged()
    desk.do(Note(seen.reference, "Rang"), by=LEE, today=april(9))
    with desk.store.reading() as reader:
        recorded_at = case_view(reader, seen.reference).timeline[-1].at

    error = desk.failed(step(seen.reference, seen.version), today=april(9))

    assert isinstance(error, Conflict)
    told = recorded_at.astimezone(LONDON)
    assert f"{LEE} added a note to {seen.reference} at {told:%H:%M} on {long_date(told.date())}" in error.sentence
    assert 3 == desk.do(step(seen.reference, 2), today=april(9)).version


@pytest.mark.parametrize("step", CLOSED_STEPS)
def test_second_officer_at_a_closed_case(desk: Desk, step: Any) -> None:
    """So it is for the steps that begin a stage."""
    seen = desk.answered()
    desk.do(Note(seen.reference, "Rang"), by=LEE, today=april(11))

    assert isinstance(desk.failed(step(seen.reference, seen.version), today=april(11)), Conflict)
    assert 4 == desk.do(step(seen.reference, 3), today=april(11)).version


def test_version_of_the_future_is_a_conflict_too(desk: Desk) -> None:
    """A version that the case has not reached was not seen in this store."""
    assert isinstance(desk.failed(Note(desk.logged().reference, "Hello", expected_version=9)), Conflict)


def test_two_steps_of_one_transaction_see_each_other(desk: Desk) -> None:
    """The second step goes on from the first, before anything is committed."""
    with desk.store.writing() as work:
        by = desk.actor(work, OLGA)
        case = carry_out(work, a_log(), by=by, at=noon(april(8))).case
        carry_out(work, Acknowledge(case.reference, expected_version=1), by=by, at=noon(april(9)))
        done = carry_out(work, Respond(case.reference, Outcome.UPHELD, expected_version=2), by=by, at=noon(april(9)))

    assert done.case == desk.case(case.reference)


def test_whole_life_in_one_transaction_is_the_life_in_many(own_desk: Desk) -> None:
    """Rows written together pass the same guards, and mean the same, as rows written one by one."""
    steps = [
        ("Acknowledge", OLGA, 9),
        ("Extend", OLGA, 10),
        ("Respond", OLGA, 11),
        ("Reopen", OLGA, 12),
        ("Acknowledge", OLGA, 15),
        ("Respond", RITA, 16),
        ("Escalate", OLGA, 17),
        ("Acknowledge", OLGA, 18),
        ("Assign", OLGA, 19),
        ("Extend", OLGA, 19),
        ("Respond", "Ada Admin", 22),
        ("Reopen", LEE, 23),
        ("Withdraw", OLGA, 24),
    ]

    def request(step: str, reference: str) -> object:
        return {
            "Acknowledge": Acknowledge(reference),
            "Assign": Assign(reference, "Ada Admin"),
            "Extend": Extend(reference, 3, "Records"),
            "Respond": Respond(reference, Outcome.UPHELD),
            "Escalate": Escalate(reference, "Not happy"),
            "Reopen": Reopen(reference, "New evidence"),
            "Withdraw": Withdraw(reference),
        }[step]

    for policy in ("cambridge-2024", "lgsco-2024", "housing-ombudsman-2024"):
        one_by_one = own_desk.logged(policy=policy)
        for step, by, day in steps:
            one_by_one = own_desk.do(request(step, one_by_one.reference), by=by, today=april(day))
        with own_desk.store.writing() as work:
            together = carry_out(work, a_log(policy=policy), by=own_desk.actor(work, OLGA), at=noon(april(8))).case
            for step, by, day in steps:
                asked = request(step, together.reference)
                together = carry_out(work, asked, by=own_desk.actor(work, by), at=noon(april(day))).case

        assert together == own_desk.case(together.reference)
        assert (one_by_one.stages, one_by_one.version) == (together.stages, together.version)


def test_exception_in_the_block_undoes_everything(desk: Desk) -> None:
    """Whoever opens a transaction may change their mind, after any number of steps."""
    before = contents(desk.store)
    with suppress(KeyboardInterrupt), desk.store.writing() as work:
        by = desk.actor(work, "Nia Newcomer")
        reference = carry_out(work, a_log(), by=by, at=noon(april(8))).reference
        carry_out(work, Acknowledge(reference), by=by, at=noon(april(8)))
        work.flush()
        raise KeyboardInterrupt

    assert before == contents(desk.store)


@pytest.mark.parametrize("survived", range(5))
def test_failure_half_way_through_writing_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    """When writing stops after some tables, as in a power cut, the tables before it are as they were."""
    request = a_log(complainant=Complainant("Rosa Vale"), details="Long", submission=SubmissionKey("w", "x", "d"))
    before = contents(desk.store)
    written: list[str] = []
    insert = pending._insert

    def failing(connection: Any, table: Any, rows: Any) -> None:
        if len(written) == survived:
            raise ConnectionResetError("the line went dead")
        written.extend([table.__tablename__] if rows else [])
        insert(connection, table, rows)

    monkeypatch.setattr(pending, "_insert", failing)
    with pytest.raises(ConnectionResetError):
        desk.do(request)
    monkeypatch.undo()

    assert survived == len(written)
    assert before == contents(desk.store)
    assert 1 == desk.do(a_log()).version


def test_failure_after_writing_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when every row was written, nothing is there until the transaction is committed."""
    reference = desk.logged().reference
    before = contents(desk.store)
    write = Pending.write

    def failing(self: Pending, connection: Any) -> None:
        write(self, connection)
        raise ConnectionResetError("the line went dead")

    monkeypatch.setattr(Pending, "write", failing)
    with pytest.raises(ConnectionResetError):
        desk.do(Respond(reference, Outcome.UPHELD))
    monkeypatch.undo()

    assert before == contents(desk.store)
    assert 2 == desk.do(Respond(reference, Outcome.UPHELD)).version


def test_rows_are_written_before_too_many_wait(own_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import of any size needs the same memory: rows are written on the way, and lives go on over the seam."""
    from caseapp.store import work as module

    monkeypatch.setattr(module, "FLUSH_AT", 3)
    references = []
    with own_desk.store.writing() as work:
        by, rita = own_desk.actor(work, OLGA), own_desk.actor(work, RITA)
        for _ in range(7):
            reference = carry_out(work, a_log(), by=by, at=noon(april(8))).reference
            carry_out(work, Acknowledge(reference), by=by, at=noon(april(9)))
            references.append(reference)
        for reference in references:
            carry_out(work, Respond(reference, Outcome.UPHELD), by=by, at=noon(april(10)))
            carry_out(work, Escalate(reference), by=by, at=noon(april(11)))
        last = [
            carry_out(work, Respond(reference, Outcome.UPHELD), by=rita, at=noon(april(12))).case
            for reference in references
        ]

    assert last == [own_desk.case(reference) for reference in references]
