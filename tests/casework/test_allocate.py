"""A case is given to a service, once it is known."""

from __future__ import annotations

from caseapp.casework.requests import Allocate
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Kind
from caseapp.store.queries.cases import case_view
from tests.builders import MEL, OLGA, Desk, april


def test_imported_case_without_a_service_gets_one(desk: Desk) -> None:
    """It moves no clock, and the timeline says who did it."""
    before = desk.logged(service=None)
    case = desk.do(Allocate(before.reference, "planning", "Appeals"), by=OLGA, today=april(9))

    assert (None, "Planning", "Appeals") == (before.service, case.service, case.sub_service)
    assert (before.state, before.due_on, before.stages) == (case.state, case.due_on, case.stages)
    assert case == desk.case(case.reference)
    with desk.store.reading() as reader:
        assert "Allocated to Planning" == case_view(reader, case.reference).timeline[-1].words


def test_a_wrong_service_is_put_right_in_any_state(desk: Desk) -> None:
    """An answered complaint and a compliment too: their figures count under the right service."""
    for case in (desk.answered(), desk.logged(kind=Kind.COMPLIMENT)):
        assert "Planning" == desk.do(Allocate(case.reference, "Planning"), today=april(12)).service


def test_an_unknown_service_or_a_member_changes_nothing(desk: Desk) -> None:
    """No service is made by a slip of the hand (R54 for the member)."""
    reference = desk.logged().reference
    problem = desk.failed(Allocate(reference, "Plannign"))

    assert isinstance(problem, NotFound)
    assert "caseapp services" in problem.sentence
    assert "R54" == desk.refused(Allocate(reference, "Planning"), by=MEL).refusal.rule
    assert "Waste" == desk.case(reference).service
