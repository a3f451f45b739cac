"""Two officers answer the same case at the same moment, each in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from caseapp.casework.requests import Respond, Withdraw
from caseapp.rules.vocabulary import Outcome
from caseapp.store.queries.cases import case_view
from caseapp.store.verification import verify
from tests.builders import LEE, OLGA, Desk, april
from tests.store.clerk import Clerk

ROUNDS = 3
OFFICERS = (OLGA, LEE)
OUTCOMES = ("upheld", "not-upheld")


@pytest.fixture(scope="module")
def clerks() -> Iterator[tuple[Clerk, Clerk]]:
    """Two processes that wait for a command."""
    with ExitStack() as until_the_end:
        first, second = (until_the_end.enter_context(Clerk()) for _ in OFFICERS)
        yield first, second


def test_second_to_answer_is_told_who_and_when(own_desk: Desk, clerks: tuple[Clerk, Clerk]) -> None:
    """One succeeds; the other is told who answered it on which day, and nothing of the second answer is kept (R77)."""
    for reference in [own_desk.logged().reference for _ in range(ROUNDS)]:
        for clerk, name, outcome in zip(clerks, OFFICERS, OUTCOMES, strict=True):
            where = ("--database", own_desk.store.address, "--as", name, "--today", "2024-04-09")
            clerk.tell(*where, "respond", reference, "--outcome", outcome, "--theme", f"Seen by {name}")
        told = [clerk.answer() for clerk in clerks]
        winner = OFFICERS[[answer.code for answer in told].index(0)]
        loser = told[1 - OFFICERS.index(winner)]

        assert (1, "") == (loser.code, loser.out)
        assert f"{reference} is stage 1, answered, so it cannot be answered" in loser.words
        assert f"{winner} answered it on Tue 9 Apr 2024." in loser.words
        the_winners_answer_alone_is_kept(own_desk, reference, winner)


def test_whoever_closed_a_case_is_named(desk: Desk) -> None:
    """A step on a case that somebody withdrew meanwhile says who did that and when (R77)."""
    reference = desk.logged().reference
    desk.do(Withdraw(reference), by=LEE, today=april(9))

    refused = desk.refused(Respond(reference, Outcome.UPHELD), today=april(10))

    assert f"{LEE} closed it on Tue 9 Apr 2024." in refused.sentence


def the_winners_answer_alone_is_kept(desk: Desk, reference: str, winner: str) -> None:
    with desk.store.reading() as reader:
        view = case_view(reader, reference)
        assert verify(reader).is_sound
    assert ["log", "respond"] == [entry.action.value for entry in view.timeline]
    decision = view.case.stages[0].decision
    assert decision is not None
    assert (winner, f"Seen by {winner}", OUTCOMES[OFFICERS.index(winner)]) == (
        decision.decided_by,
        decision.resolution_theme,
        decision.outcome,
    )
