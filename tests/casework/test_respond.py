"""Answering the open stage."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.casework import people
from caseapp.casework.requests import Acknowledge, Assign, Extend, Respond
from caseapp.rules.case import Decision
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Ending, Kind, Outcome, Role, State
from tests.builders import ADA, LEE, MEL, MONDAY, OLGA, RITA, Desk, april, noon, stage_of


def test_answer_ends_stage_1(desk: Desk) -> None:
    """Outcome, theme, root cause, date and decider are kept; nothing is due any more (R42, R78, R86)."""
    request = Respond(desk.logged().reference, Outcome.PARTLY_UPHELD, " Missed\nbin ", "Service failure")
    case = desk.do(request, today=april(10))
    expected = Decision(Ending.ANSWERED, Outcome.PARTLY_UPHELD, april(10), OLGA, "Missed bin", "Service failure")

    assert expected == stage_of(case).decision
    assert (State.STAGE_1_ANSWERED, None, None) == (case.state, case.due_on, case.acknowledge_by)
    assert case == desk.case(case.reference)


def test_answer_ends_stage_2(desk: Desk) -> None:
    """A reviewer who did not decide stage 1 answers stage 2."""
    case = desk.do(Respond(desk.escalated().reference, Outcome.UPHELD), by=RITA, today=april(12))

    assert (State.STAGE_2_ANSWERED, RITA) == (case.state, stage_of(case).handler)
    assert case == desk.case(case.reference)


def test_whoever_answers_has_had_the_case(desk: Desk) -> None:
    """A case that nobody held is the decider's; one that somebody held stays theirs."""
    held = desk.do(Assign(desk.logged().reference, LEE)).reference

    assert OLGA == desk.do(Respond(desk.logged().reference, Outcome.UPHELD)).handler
    assert LEE == desk.do(Respond(held, Outcome.UPHELD)).handler


def test_decision_of_somebody_else_is_recorded(desk: Desk) -> None:
    """Who decided may be another than who types, and capitals do not matter."""
    case = desk.do(Respond(desk.logged().reference, Outcome.UPHELD, decided_by="lee LEAD"))

    assert LEE == case.stages[0].decision.decided_by  # type: ignore[union-attr]  # it was answered
    assert case == desk.case(case.reference)


def test_decider_is_somebody_known(desk: Desk) -> None:
    """A name that nobody has is not made into a person by an answer."""
    error = desk.failed(Respond(desk.logged().reference, Outcome.UPHELD, decided_by="Nobody Known"))

    assert isinstance(error, NotFound)


@pytest.mark.parametrize("policy", ["cambridge-2024", "lgsco-2024"])
def test_member_decides_nothing(desk: Desk, policy: str) -> None:
    """A member neither answers nor is named as having answered, at either stage, under any policy (R54)."""
    first, second = desk.logged(policy=policy).reference, desk.escalated(policy=policy).reference

    assert "R54" == desk.refused(Respond(first, Outcome.UPHELD), by=MEL).refusal.rule
    assert "R54" == desk.refused(Respond(first, Outcome.UPHELD, decided_by=MEL)).refusal.rule
    assert "R54" == desk.refused(Respond(second, Outcome.UPHELD, decided_by=MEL), today=april(12)).refusal.rule


def test_somebody_known_from_past_cases_may_have_decided(own_desk: Desk) -> None:
    """Who has left decided what they decided."""
    with own_desk.store.writing() as work:
        ada = own_desk.actor(work, ADA)
        people.handler_from_history(work, "Gwen Gone", Role.OFFICER, by=ada, at=noon(MONDAY))
    case = own_desk.do(Respond(own_desk.logged().reference, Outcome.UPHELD, decided_by="Gwen Gone"))

    assert "Gwen Gone" == case.handler


@pytest.mark.parametrize("by", [OLGA, LEE])
def test_stage_2_is_decided_by_somebody_senior(desk: Desk, by: str) -> None:
    """A member of the Corporate Management Team decides stage 2 (R79)."""
    reference = desk.escalated(by=RITA).reference

    assert "R79" == desk.refused(Respond(reference, Outcome.UPHELD), by=by, today=april(12)).refusal.rule


def test_stage_2_is_not_decided_by_the_stage_1_decider(desk: Desk) -> None:
    """Nobody reviews their own answer, nor by the hand of another (R44d)."""
    reference = desk.escalated(by=RITA).reference
    by_herself = Respond(reference, Outcome.UPHELD)
    by_another = Respond(reference, Outcome.UPHELD, decided_by=RITA)

    assert "R44d" == desk.refused(by_herself, by=RITA, today=april(12)).refusal.rule
    assert "R44d" == desk.refused(by_another, by=ADA, today=april(12)).refusal.rule
    assert State.STAGE_2_ANSWERED is desk.do(by_herself, by=ADA, today=april(12)).state


@pytest.mark.parametrize("on", [april(13), date(2024, 4, 7)])
def test_date_that_cannot_be_is_refused(desk: Desk, on: date) -> None:
    """Nothing is dated after today or before the stage began."""
    desk.refused(Respond(desk.logged().reference, Outcome.UPHELD, on=on), today=april(12))


def test_date_before_what_has_happened_is_refused(desk: Desk) -> None:
    """The answer is not dated before the acknowledgement or the extension that came before it."""
    reference = desk.do(Acknowledge(desk.logged().reference), today=april(10)).reference
    desk.refused(Respond(reference, Outcome.UPHELD, on=april(9)), today=april(12))
    desk.do(Extend(reference, 5, "Records"), today=april(11))
    desk.refused(Respond(reference, Outcome.UPHELD, on=april(10)), today=april(12))

    assert State.STAGE_1_ANSWERED is desk.do(Respond(reference, Outcome.UPHELD, on=april(11)), today=april(12)).state


def test_answer_on_a_weekend_is_taken(desk: Desk) -> None:
    """People answer on Saturdays too."""
    case = desk.do(Respond(desk.logged().reference, Outcome.UPHELD, on=april(13)), today=april(15))

    assert april(13) == stage_of(case).responded_on


def test_second_answer_is_refused(desk: Desk) -> None:
    """A stage ends once; a mistake is put right by reopening it (R77)."""
    refused = desk.refused(Respond(desk.answered().reference, Outcome.UPHELD), today=april(12))

    assert "R77" == refused.refusal.rule
    assert "reopen" in refused.sentence


def test_compliment_is_not_answered(desk: Desk) -> None:
    """A compliment has no stages (R6)."""
    assert "R6" == desk.refused(Respond(desk.logged(kind=Kind.COMPLIMENT).reference, Outcome.UPHELD)).refusal.rule
