"""Ending the open stage without an answer."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Refuse, Resolve, Withdraw
from caseapp.rules.case import Decision
from caseapp.rules.vocabulary import Ending, Kind, State
from caseapp.store.queries.cases import case_view
from tests.builders import ADA, MEL, OLGA, RITA, Desk, april, stage_of

ENDINGS = [
    (Withdraw, State.WITHDRAWN, Ending.WITHDRAWN),
    (Resolve, State.RESOLVED, Ending.RESOLVED),
    (Refuse, State.REFUSED, Ending.REFUSED),
]


@pytest.mark.parametrize(("request_for", "state", "ending"), ENDINGS)
def test_open_stage_ends_without_an_outcome(
    desk: Desk, request_for: type[Refuse], state: State, ending: Ending
) -> None:
    """Withdrawn, settled and refused are kept apart, and none of them is a decision on the complaint (K4, R14)."""
    request = request_for(desk.logged().reference, "They\x07 said so", on=april(9))
    case = desk.do(request, today=april(12))

    assert Decision(ending, None, april(9), OLGA) == stage_of(case).decision
    assert (state, None, None) == (case.state, case.due_on, stage_of(case).responded_on)
    assert case == desk.case(case.reference)
    with desk.store.reading() as reader:
        assert "They said so" == case_view(reader, case.reference).timeline[-1].text


@pytest.mark.parametrize(("request_for", "state", "ending"), ENDINGS)
def test_stage_2_ends_so_too(desk: Desk, request_for: type[Refuse], state: State, ending: Ending) -> None:
    """The stage 1 decider may record what the person did, but not decline their review (R44d)."""
    reference = desk.escalated(by=RITA).reference
    if request_for is Refuse:
        assert "R44d" == desk.refused(Refuse(reference, "Settled"), by=RITA, today=april(12)).refusal.rule
    by = ADA if request_for is Refuse else RITA
    case = desk.do(request_for(reference, "Settled"), by=by, today=april(12))

    assert (state, ending) == (case.state, case.stages[1].decision and case.stages[1].decision.ending)
    assert case == desk.case(case.reference)


def test_reason_is_optional_but_for_a_refusal(desk: Desk) -> None:
    """A refusal says why in this case (R17, R18); a person may withdraw without a word."""
    assert State.WITHDRAWN is desk.do(Withdraw(desk.logged().reference)).state
    assert State.RESOLVED is desk.do(Resolve(desk.logged().reference)).state
    assert "R18" == desk.refused(Refuse(desk.logged().reference, " ")).refusal.rule


@pytest.mark.parametrize("request_for", [Withdraw, Resolve, Refuse])
def test_what_is_over_does_not_end_again(desk: Desk, request_for: type[Refuse]) -> None:
    """A closed stage has ended (R77); a compliment has none (R6)."""
    answered, compliment = desk.answered().reference, desk.logged(kind=Kind.COMPLIMENT).reference

    assert "R77" == desk.refused(request_for(answered, "Late"), today=april(12)).refusal.rule
    assert "R6" == desk.refused(request_for(compliment, "Late")).refusal.rule


@pytest.mark.parametrize("request_for", [Withdraw, Resolve, Refuse])
def test_who_and_when(desk: Desk, request_for: type[Refuse]) -> None:
    """Not tomorrow, not before the receipt, and not by a member (R54)."""
    reference = desk.logged().reference

    desk.refused(request_for(reference, "Why", on=april(10)), today=april(9))
    desk.refused(request_for(reference, "Why", on=april(7)), today=april(9))
    assert "R54" == desk.refused(request_for(reference, "Why"), by=MEL).refusal.rule
