"""Beginning a closed stage again."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Acknowledge, Assign, Escalate, Refuse, Reopen, Resolve, Respond, Withdraw
from caseapp.rules.vocabulary import Kind, Outcome, State
from caseapp.store.queries.cases import case_view
from tests.builders import ADA, LEE, MEL, OLGA, RITA, Desk, april, may, stage_of


def test_reopened_stage_1_has_a_clock_of_its_own(desk: Desk) -> None:
    """Another attempt begins on the day of reopening; what was answered stays answered (R77)."""
    before = desk.answered()
    case = desk.do(Reopen(before.reference, "New evidence"), today=april(15))
    stage = stage_of(case)

    assert (State.NEW, 1, 2) == (case.state, stage.number, stage.attempt)
    assert (april(15), april(22), april(29)) == (stage.opened_on, stage.acknowledge_by, case.due_on)
    assert before.stages[0] == case.stages[0]
    assert before.handler == case.handler == stage.handler
    assert case == desk.case(case.reference)


def test_reopened_stage_is_acknowledged_and_answered_anew(desk: Desk) -> None:
    """The second attempt goes the way of the first."""
    reference = desk.do(Reopen(desk.answered().reference, "New evidence"), today=april(15)).reference
    desk.do(Acknowledge(reference), today=april(16))
    case = desk.do(Respond(reference, Outcome.UPHELD), by=LEE, today=april(17))

    assert [Outcome.NOT_UPHELD, Outcome.UPHELD] == [stage.outcome for stage in case.stages]
    assert [None, april(16)] == [stage.acknowledged_on for stage in case.stages]
    assert case == desk.case(reference)


def test_reopened_stage_2_keeps_whose_answer_it_reviews(desk: Desk) -> None:
    """Stage 2 begins again as stage 2, under an overseer (R52, R77)."""
    reference = desk.escalated(by=OLGA).reference
    desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(12))

    assert "R52" == desk.refused(Reopen(reference, "Ombudsman"), by=RITA, today=april(15)).refusal.rule
    case = desk.do(Reopen(reference, "Ombudsman"), by=LEE, today=april(15))

    assert (State.STAGE_2_NEW, 2, 2, OLGA) == (
        case.state,
        stage_of(case).number,
        stage_of(case).attempt,
        stage_of(case).stage1_decider,
    )
    assert may(14) == case.due_on
    assert case == desk.case(reference)


def test_reopened_stage_2_keeps_its_override(desk: Desk) -> None:
    """A permission goes with the case when the same stage begins again."""
    reference = desk.escalated(by=RITA).reference
    desk.do(Assign(reference, RITA, override="We are three"), by=LEE, today=april(12))
    desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(12))
    case = desk.do(Reopen(reference, "Ombudsman"), by=ADA, today=april(15))

    assert (RITA, case.stages[1].override) == (case.handler, stage_of(case).override)
    assert case == desk.case(reference)
    assert State.STAGE_2_ANSWERED is desk.do(Respond(reference, Outcome.NOT_UPHELD), by=RITA, today=april(16)).state


@pytest.mark.parametrize("close", [Withdraw, Resolve, lambda reference: Refuse(reference, "Out of time")])
def test_what_was_closed_without_an_answer_is_reopened(desk: Desk, close: type[Withdraw]) -> None:
    """A withdrawal may have been a misunderstanding, at stage 1 and at stage 2."""
    first, second = desk.logged().reference, desk.escalated().reference
    desk.do(close(first), today=april(12))
    desk.do(close(second), by=ADA, today=april(12))

    assert State.NEW is desk.do(Reopen(first, "A slip"), today=april(12)).state
    assert State.STAGE_2_NEW is desk.do(Reopen(second, "A slip"), today=april(12)).state
    assert (first, second) == (desk.case(first).reference, desk.case(second).reference)


def test_stage_1_is_not_reopened_behind_stage_2(desk: Desk) -> None:
    """Once stage 2 has begun it is stage 2 that is reopened."""
    reference = desk.do(Withdraw(desk.escalated().reference), today=april(12)).reference

    assert [1, 2, 2] == [stage.number for stage in desk.do(Reopen(reference, "A slip"), today=april(12)).stages]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_reason_is_needed(desk: Desk, reason: str) -> None:
    """Whoever reads the case later wants to know why (R18)."""
    assert "R18" == desk.refused(Reopen(desk.answered().reference, reason), today=april(12)).refusal.rule


def test_open_and_recorded_cases_are_refused(desk: Desk) -> None:
    """What is open is open already (R77); a compliment has no stages (R6)."""
    assert "R77" == desk.refused(Reopen(desk.logged().reference, "Again")).refusal.rule
    assert "R6" == desk.refused(Reopen(desk.logged(kind=Kind.COMPLIMENT).reference, "Again")).refusal.rule


def test_date_before_the_answer_is_refused(desk: Desk) -> None:
    """One stage is open at a time, on every date."""
    desk.refused(Reopen(desk.answered(on=april(10)).reference, "Again", on=april(9)), today=april(12))


def test_reopening_on_the_day_of_the_answer(desk: Desk) -> None:
    """A slip is noticed at once and put right at once, more than once."""
    reference = desk.answered(on=april(10)).reference
    for attempt in (2, 3):
        assert attempt == stage_of(desk.do(Reopen(reference, "A slip"), today=april(10))).attempt
        desk.do(Respond(reference, Outcome.UPHELD), today=april(10))

    assert State.STAGE_2_NEW is desk.do(Escalate(reference), today=april(10)).state


def test_member_may_not(desk: Desk) -> None:
    """A member never acts in a case (R54)."""
    assert "R54" == desk.refused(Reopen(desk.answered().reference, "Please"), by=MEL, today=april(12)).refusal.rule


def test_each_event_that_begins_a_stage_says_by_when_to_acknowledge_it(desk: Desk) -> None:
    """So the dates of a case can be told again from its events alone; a compliment has none."""
    reference = desk.escalated(sub_service="Bins").reference
    desk.do(Withdraw(reference), today=april(12))
    desk.do(Reopen(reference, "Back again"), today=april(15))
    other = desk.logged(kind=Kind.COMPLIMENT).reference
    with desk.store.reading() as reader:
        told, of_compliment = (
            [entry.content for entry in case_view(reader, ref).timeline] for ref in (reference, other)
        )

    assert ["2024-04-15", "2024-04-18", "2024-04-22"] == [
        content["acknowledge_by"] for content in told if "acknowledge_by" in content
    ]
    assert "Bins" == told[0]["sub_service"]
    assert [False] == ["acknowledge_by" in content for content in of_compliment]
