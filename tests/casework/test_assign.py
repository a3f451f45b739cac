"""Giving a case to an officer."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Assign, Respond
from caseapp.rules.case import Override
from caseapp.rules.vocabulary import Kind, Outcome, Role
from caseapp.store.queries.cases import case_view
from tests.builders import ADA, LEE, MEL, OLGA, RITA, Desk, april, stage_of


def test_case_goes_to_an_officer(desk: Desk) -> None:
    """The case and its open stage have the officer; no date moves."""
    before = desk.logged()
    case = desk.do(Assign(before.reference, LEE))

    assert (LEE, LEE) == (case.handler, stage_of(case).handler)
    assert (before.due_on, before.state, 2) == (case.due_on, case.state, case.version)
    assert case == desk.case(case.reference)


def test_case_goes_from_hand_to_hand(desk: Desk) -> None:
    """The last one has it."""
    reference = desk.do(Assign(desk.logged().reference, LEE)).reference

    assert OLGA == desk.do(Assign(reference, OLGA)).handler


def test_colleague_who_is_new_joins_an_open_store(own_desk: Desk) -> None:
    """A small council works at once: whoever is named joins as a reviewer."""
    case = own_desk.do(Assign(own_desk.logged().reference, "  Nia  Newcomer "))

    assert "Nia Newcomer" == case.handler
    with own_desk.store.reading() as reader:
        assert Role.REVIEWER is reader.officers["Nia Newcomer"].role


def test_capitals_do_not_make_another_person(desk: Desk) -> None:
    """“olga officer” is Olga Officer, and nobody joins."""
    assert OLGA == desk.do(Assign(desk.logged().reference, "olga OFFICER")).handler
    with desk.store.reading() as reader:
        assert not {name for name in reader.officers if name.casefold() == OLGA.casefold()} - {OLGA}


def test_member_is_given_no_case(desk: Desk) -> None:
    """A member neither gives nor gets a case (R54)."""
    reference = desk.logged().reference

    assert "R54" == desk.refused(Assign(reference, MEL)).refusal.rule
    assert "R54" == desk.refused(Assign(reference, OLGA), by=MEL).refusal.rule


def test_stage_2_goes_to_somebody_senior(desk: Desk) -> None:
    """A member of the Corporate Management Team takes stage 2 (R79)."""
    reference = desk.escalated().reference

    assert "R79" == desk.refused(Assign(reference, LEE), today=april(12)).refusal.rule
    assert RITA == stage_of(desk.do(Assign(reference, RITA), today=april(12))).handler


def test_stage_2_under_the_code_goes_to_anybody_else(desk: Desk) -> None:
    """The Ombudsman's Code asks for a different person, not a senior one (R44d)."""
    reference = desk.escalated(policy="lgsco-2024").reference

    assert LEE == desk.do(Assign(reference, LEE), today=april(12)).handler
    assert "R44d" == desk.refused(Assign(reference, OLGA), today=april(12)).refusal.rule


def test_stage_2_does_not_go_to_the_stage_1_decider(desk: Desk) -> None:
    """Somebody else reviews, whatever the decider's role (R44d)."""
    reference = desk.escalated(by=RITA).reference

    assert "R44d" == desk.refused(Assign(reference, RITA), by=LEE, today=april(12)).refusal.rule
    assert "R44d" == desk.refused(Assign(reference, "rita reviewer"), by=LEE, today=april(12)).refusal.rule


@pytest.mark.parametrize("overseer", [LEE, ADA])
def test_overseer_permits_the_stage_1_decider(desk: Desk, overseer: str) -> None:
    """In a small council a lead officer may permit it, with a reason that is kept in the chain (R52)."""
    reference = desk.escalated(by=RITA).reference
    case = desk.do(Assign(reference, RITA, override=" We are\n three "), by=overseer, today=april(12))

    assert Override("We are three", overseer) == stage_of(case).override
    assert case == desk.case(reference)
    with desk.store.reading() as reader:
        latest = case_view(reader, reference).timeline[-1]
    assert ("We are three", overseer, True) == (latest.text, latest.by, latest.content["override"])
    assert RITA == stage_of(desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(12))).decision.decided_by  # type: ignore[union-attr]


@pytest.mark.parametrize(("by", "reason"), [(OLGA, "We are three"), (RITA, "I may"), (LEE, "  "), (LEE, None)])
def test_override_that_does_not_hold(desk: Desk, by: str, reason: str | None) -> None:
    """It takes an overseer and a reason in words (R44d, R52)."""
    reference = desk.escalated(by=RITA).reference

    assert "R44d" == desk.refused(Assign(reference, RITA, override=reason), by=by, today=april(12)).refusal.rule


def test_override_stays_while_the_same_person_has_the_case(desk: Desk) -> None:
    """Giving the case again to whoever was permitted takes nothing away."""
    reference = desk.escalated(by=RITA).reference
    permitted = desk.do(Assign(reference, RITA, override="We are three"), by=LEE, today=april(12))
    case = desk.do(Assign(reference, RITA), by=OLGA, today=april(12))

    assert stage_of(permitted).override == stage_of(case).override
    assert case == desk.case(reference)


def test_override_ends_when_somebody_else_takes_the_case(desk: Desk) -> None:
    """A permission is for one person; once another has the case it has to be given again."""
    reference = desk.escalated(by=RITA).reference
    desk.do(Assign(reference, RITA, override="We are three"), by=LEE, today=april(12))
    case = desk.do(Assign(reference, ADA), by=OLGA, today=april(12))

    assert stage_of(case).override is None
    assert case == desk.case(reference)
    assert "R44d" == desk.refused(Assign(reference, RITA), by=OLGA, today=april(12)).refusal.rule


def test_override_that_nobody_needs_is_not_kept(desk: Desk) -> None:
    """Somebody who may review anyway has no permission on record."""
    case = desk.do(Assign(desk.escalated(by=OLGA).reference, RITA, override="Just in case"), by=LEE, today=april(12))

    assert stage_of(case).override is None
    assert case == desk.case(case.reference)


def test_closed_and_recorded_cases_are_refused(desk: Desk) -> None:
    """What is over goes to nobody (R77); a compliment has no stages (R6)."""
    assert "R77" == desk.refused(Assign(desk.answered().reference, LEE), today=april(12)).refusal.rule
    assert "R6" == desk.refused(Assign(desk.logged(kind=Kind.COMPLIMENT).reference, LEE)).refusal.rule
