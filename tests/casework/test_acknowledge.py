"""Acknowledging the open stage."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.casework.requests import Acknowledge, Note, Respond, Withdraw
from caseapp.rules.vocabulary import Kind, Outcome, State
from tests.builders import MEL, RITA, Desk, april, may, stage_of


def test_acknowledged_stage_1_waits_for_its_answer(desk: Desk) -> None:
    """Acknowledging moves no due date where the clock starts at receipt (R75, R115)."""
    case = desk.do(Acknowledge(desk.logged().reference), today=april(9))

    assert (State.STAGE_1, 2, april(22)) == (case.state, case.version, case.due_on)
    assert april(9) == stage_of(case).acknowledged_on
    assert case.acknowledge_by is None
    assert case == desk.case(case.reference)


def test_acknowledged_stage_2(desk: Desk) -> None:
    """Stage 2 is acknowledged too, in five working days of the request (R44a)."""
    before = desk.escalated()
    case = desk.do(Acknowledge(before.reference), by=RITA, today=april(12))

    assert april(18) == before.acknowledge_by
    assert (State.STAGE_2, april(12), may(10)) == (case.state, stage_of(case).acknowledged_on, case.due_on)
    assert case == desk.case(case.reference)


def test_past_date_is_taken(desk: Desk) -> None:
    """What happened on Tuesday may be entered on Friday."""
    case = desk.do(Acknowledge(desk.logged().reference, on=april(9)), today=april(12))

    assert april(9) == stage_of(case).acknowledged_on


def test_late_acknowledgement_is_recorded_as_it_was(desk: Desk) -> None:
    """A late one is late, not refused."""
    assert april(30) == stage_of(desk.acknowledged(on=april(30))).acknowledged_on


@pytest.mark.parametrize("on", [april(10), date(2024, 4, 7)])
def test_date_that_cannot_be_is_refused(desk: Desk, on: date) -> None:
    """Nothing is dated after today or before the complaint came."""
    reference = desk.logged().reference

    desk.refused(Acknowledge(reference, on=on), today=april(9))


@pytest.mark.parametrize(
    ("acknowledged_on", "due_on"),
    [
        (april(8), april(22)),
        (april(9), april(23)),
        (april(13), april(26)),  # a Saturday: Monday is day one
        (april(15), april(29)),  # the last day
        (april(16), april(29)),  # late, which does not lengthen the stage
        (april(30), april(29)),
    ],
)
def test_clock_that_starts_at_the_acknowledgement(desk: Desk, acknowledged_on: date, due_on: date) -> None:
    """Ten working days from the acknowledgement, but a late one does not lengthen the stage (R38, R125)."""
    case = desk.acknowledged(on=acknowledged_on, policy="lgsco-2024")

    assert due_on == case.due_on == stage_of(case).due_on
    assert case == desk.case(case.reference)


def test_second_acknowledgement_is_refused(desk: Desk) -> None:
    """A stage is acknowledged once (R37)."""
    refused = desk.refused(Acknowledge(desk.acknowledged().reference), today=april(10))

    assert "R37" == refused.refusal.rule
    assert "2024-04-09" in refused.sentence


def test_closed_and_recorded_cases_are_refused(desk: Desk) -> None:
    """What is over is not acknowledged (R77), and a compliment has no stages (R6)."""
    answered = desk.do(Respond(desk.logged().reference, Outcome.UPHELD))
    withdrawn = desk.do(Withdraw(desk.logged().reference))
    compliment = desk.logged(kind=Kind.COMPLIMENT)

    assert "R77" == desk.refused(Acknowledge(answered.reference)).refusal.rule
    assert "R77" == desk.refused(Acknowledge(withdrawn.reference)).refusal.rule
    assert "R6" == desk.refused(Acknowledge(compliment.reference)).refusal.rule


def test_note_in_between_does_not_hold_it_up(desk: Desk) -> None:
    """A note moves no clock, so one of today does not forbid an acknowledgement of yesterday (R33)."""
    case = desk.do(Note(desk.logged().reference, "Rang, no answer"), today=april(10))

    assert april(9) == stage_of(desk.do(Acknowledge(case.reference, on=april(9)), today=april(10))).acknowledged_on


def test_member_may_not(desk: Desk) -> None:
    """A member never acts in a case (R54)."""
    assert "R54" == desk.refused(Acknowledge(desk.logged().reference), by=MEL).refusal.rule
