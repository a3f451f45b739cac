"""Taking a complaint to stage 2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseapp.casework.requests import Assign, Escalate, Reopen, Respond, Withdraw
from caseapp.rules.case import Override
from caseapp.rules.policy import Window
from caseapp.rules.vocabulary import Action, Kind, Outcome, State
from caseapp.store.queries.cases import case_view
from tests.builders import ADA, LEE, MEL, OLGA, RITA, Desk, april, may, stage_of


def test_stage_2_begins_when_it_is_asked_for(desk: Desk) -> None:
    """Five working days to acknowledge, twenty to answer, counted from the request (R44a, R44b, R75)."""
    case = desk.do(Escalate(desk.answered().reference, "Not\x1b[1m happy", on=april(11)), today=april(15))
    stage = stage_of(case)

    assert (State.STAGE_2_NEW, 2, 1) == (case.state, stage.number, stage.attempt)
    assert (april(11), april(18), may(10)) == (stage.opened_on, stage.acknowledge_by, case.due_on)
    assert (1, OLGA, None) == (stage.stage1_attempt, stage.stage1_decider, case.handler)
    assert case == desk.case(case.reference)
    with desk.store.reading() as reader:
        assert "Not happy" == case_view(reader, case.reference).timeline[-1].text


def test_reason_is_the_persons_own_and_optional(desk: Desk) -> None:
    """Nobody has to say why they ask for stage 2 (R44e)."""
    assert State.STAGE_2_NEW is desk.do(Escalate(desk.answered().reference), today=april(11)).state


def test_reviewer_may_be_named_at_once(desk: Desk) -> None:
    """Somebody senior who did not decide stage 1 (R44d, R79)."""
    reference = desk.answered(by=OLGA).reference

    assert "R79" == desk.refused(Escalate(reference, reviewer=LEE), today=april(11)).refusal.rule
    assert RITA == stage_of(desk.do(Escalate(reference, reviewer=RITA), today=april(11))).handler


def test_stage_1_decider_is_not_the_reviewer(desk: Desk) -> None:
    """Somebody else reviews (R44d)."""
    reference = desk.answered(by=RITA).reference

    assert "R44d" == desk.refused(Escalate(reference, reviewer=RITA), today=april(11)).refusal.rule


@pytest.mark.parametrize("policy", ["cambridge-2024", "lgsco-2024"])
def test_member_is_not_the_reviewer(desk: Desk, policy: str) -> None:
    """A member reviews nothing under any policy, and escalates nothing (R54)."""
    reference = desk.answered(policy=policy).reference

    assert "R54" == desk.refused(Escalate(reference, reviewer=MEL), today=april(11)).refusal.rule
    assert "R54" == desk.refused(Escalate(reference), by=MEL, today=april(11)).refusal.rule


def test_overseer_permits_the_stage_1_decider_at_once(desk: Desk) -> None:
    """The permission and the person's own reason are both kept."""
    reference = desk.answered(by=RITA).reference
    request = Escalate(reference, "Still no bin", reviewer=RITA, override="We are three")

    assert "R44d" == desk.refused(request, by=OLGA, today=april(11)).refusal.rule
    case = desk.do(request, by=LEE, today=april(11))

    assert (Override("We are three", LEE), RITA) == (stage_of(case).override, case.handler)
    assert case == desk.case(reference)
    with desk.store.reading() as reader:
        entries = case_view(reader, reference).timeline[-2:]
    assert [(Action.ESCALATE, "We are three"), (Action.NOTE, "Still no bin")] == [(e.action, e.text) for e in entries]
    assert State.STAGE_2_ANSWERED is desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(12)).state


def test_stage_2_comes_after_an_answer(desk: Desk) -> None:
    """An open, withdrawn or recorded case is not escalated (R28, R6)."""
    withdrawn = desk.do(Withdraw(desk.logged().reference))

    assert "R28" == desk.refused(Escalate(desk.logged().reference)).refusal.rule
    assert "R28" == desk.refused(Escalate(withdrawn.reference)).refusal.rule
    assert "R6" == desk.refused(Escalate(desk.logged(kind=Kind.COMPLIMENT).reference)).refusal.rule


def test_there_is_no_third_stage(desk: Desk) -> None:
    """After stage 2 comes the Ombudsman (R28)."""
    reference = desk.escalated().reference
    assert "Ombudsman" in desk.refused(Escalate(reference), today=april(12)).sentence

    desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(12))

    assert "R28" == desk.refused(Escalate(reference), today=april(12)).refusal.rule


def test_date_before_the_answer_is_refused(desk: Desk) -> None:
    """Stage 2 is not asked for before stage 1 was answered, nor tomorrow."""
    reference = desk.answered(on=april(10)).reference

    desk.refused(Escalate(reference, on=april(9)), today=april(12))
    desk.refused(Escalate(reference, on=april(13)), today=april(12))


def test_latest_answer_is_the_one_reviewed(desk: Desk) -> None:
    """After a reopening, whoever gave the second answer may not review it, and the first decider may."""
    reference = desk.answered(by=RITA).reference
    desk.do(Reopen(reference, "New evidence"), today=april(11))
    desk.do(Respond(reference, Outcome.UPHELD), by=ADA, today=april(12))
    case = desk.do(Escalate(reference), today=april(15))

    assert (2, ADA) == (stage_of(case).stage1_attempt, stage_of(case).stage1_decider)
    assert case == desk.case(reference)
    assert "R44d" == desk.refused(Assign(reference, ADA), today=april(15)).refusal.rule


@pytest.mark.parametrize(
    ("window", "last"),
    [
        (Window(28, "days"), may(8)),
        (Window(20, "working-days"), may(9)),
        (Window(1, "months"), may(10)),
    ],
)
def test_escalation_window(own_desk: Desk, window: Window, last: object) -> None:
    """A policy may say until when stage 2 can be asked for: on its last day yes, a day later no (R32)."""
    with own_desk.store.writing() as work:
        usual = work.policies.get("cambridge-2024")
        work.add_policy(replace(usual, code="windowed", scheme="windowed", escalation_window=window))
    in_time, late = (own_desk.answered(policy="windowed").reference for _ in range(2))
    today = may(31)

    refused = own_desk.refused(Escalate(late, on=may(last.day + 1)), today=today)  # type: ignore[attr-defined]
    assert "R32" == refused.refusal.rule
    assert str(last) in refused.sentence
    assert State.STAGE_2_NEW is own_desk.do(Escalate(in_time, on=last), today=today).state  # type: ignore[arg-type]
