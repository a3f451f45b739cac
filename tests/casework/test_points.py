"""Points of complaint, the findings on them, and the outcome that follows (R42)."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import AddPoint, Escalate, Reopen, Respond
from caseapp.rules.case import Finding, Point
from caseapp.rules.errors import InvalidInput
from caseapp.rules.vocabulary import Kind, Outcome, State
from caseapp.store.queries.cases import case_view
from tests.builders import ADA, MEL, RITA, Desk, a_log, april, stage_of

LATE, RUDE = "The bin was\n emptied late", "They were rude"
UPHELD, PARTLY, NOT = Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD


def test_points_are_logged_one_event_each(desk: Desk) -> None:
    """In their order, each with its words as the text of an event that can be erased (R133)."""
    case = desk.logged(points=(f" {LATE} ", RUDE))
    with desk.store.reading() as reader:
        view = case_view(reader, case.reference)

    assert (Point(1, LATE), Point(2, RUDE)) == case.points == view.points
    assert [("log", ""), ("point", LATE), ("point", RUDE)] == [(entry.action, entry.text) for entry in view.timeline]
    assert "Added point 2 of the complaint" == view.timeline[-1].words
    assert case == desk.case(case.reference)


def test_point_is_added_while_a_stage_is_open(desk: Desk) -> None:
    """At either stage; it moves no clock."""
    first = desk.do(AddPoint(desk.logged().reference, LATE))
    desk.do(Respond(first.reference, findings=((1, UPHELD),)), today=april(10))
    refused = desk.refused(AddPoint(first.reference, RUDE), today=april(10))
    stage_2 = desk.do(Escalate(first.reference), today=april(11))
    case = desk.do(AddPoint(first.reference, RUDE), today=april(12))

    assert (State.NEW, (Point(1, LATE),)) == (first.state, first.points)
    assert "cannot be given another point of complaint; reopen it first" in refused.sentence
    assert (stage_2.state, stage_2.due_on, stage_2.stages) == (case.state, case.due_on, case.stages)
    assert (Point(1, LATE), Point(2, RUDE)) == case.points == desk.case(case.reference).points


@pytest.mark.parametrize("text", ["", " \n ", "\x1b[0m"])
def test_point_needs_words(desk: Desk, text: str) -> None:
    """Nobody could find on nothing."""
    assert "R42" == desk.refused(AddPoint(desk.logged().reference, text)).refusal.rule


def test_only_a_complaint_has_points(desk: Desk) -> None:
    """Neither when it is logged nor afterwards; and a member adds none (R6, R54)."""
    compliment = desk.logged(kind=Kind.COMPLIMENT).reference

    assert "R6" == desk.refused(AddPoint(compliment, LATE)).refusal.rule
    assert "R54" == desk.refused(AddPoint(desk.logged().reference, LATE), by=MEL).refusal.rule
    assert "R42" == desk.refused(a_log(kind=Kind.COMPLIMENT, points=(LATE,))).refusal.rule


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [(UPHELD, UPHELD, UPHELD), (NOT, NOT, NOT), (UPHELD, NOT, PARTLY), (PARTLY, PARTLY, PARTLY)],
)
def test_outcome_follows_from_the_findings(desk: Desk, first: Outcome, second: Outcome, outcome: Outcome) -> None:
    """Nobody has to say it, in whatever order the findings come."""
    reference = desk.logged(points=(LATE, RUDE)).reference
    case = desk.do(Respond(reference, findings=((2, second), (1, first))))
    stage = stage_of(case)
    with desk.store.reading() as reader:
        told = case_view(reader, reference).timeline[-1]

    assert (outcome, (Finding(1, first), Finding(2, second))) == (stage.outcome, stage.findings)
    assert [[1, first], [2, second]] == told.content["findings"]
    assert told.words.endswith(f"; point 1 {first}; point 2 {second}".replace("-", " "))
    assert case == desk.case(reference)


def test_answer_that_does_not_fit_its_points_is_refused(desk: Desk) -> None:
    """It names the point that lacks a finding, or the outcome that follows; nothing is written."""
    reference = desk.logged(points=(LATE, RUDE)).reference
    findings = ((1, UPHELD), (2, NOT))

    for request, said in (
        (Respond(reference, UPHELD), "Point 1 of"),
        (Respond(reference, findings=findings[:1]), "Point 2 of"),
        (Respond(reference, findings=(*findings, (3, NOT))), "has no point 3; its points are 1, 2."),
        (Respond(reference, UPHELD, findings=findings), "is partly upheld, not upheld"),
    ):
        refused = desk.refused(request)
        assert "R42" == refused.refusal.rule
        assert said in refused.sentence
    assert PARTLY is stage_of(desk.do(Respond(reference, PARTLY, findings=findings))).outcome


def test_complaint_without_points_is_answered_as_before(desk: Desk) -> None:
    """With an outcome, and without findings."""
    reference = desk.logged().reference

    assert isinstance(desk.failed(Respond(reference)), InvalidInput)
    assert "it has no points of complaint" in desk.refused(Respond(reference, findings=((1, UPHELD),))).sentence
    stage = stage_of(desk.do(Respond(reference, UPHELD)))
    assert (UPHELD, ()) == (stage.outcome, stage.findings)


def test_every_answer_finds_on_every_point_anew(desk: Desk) -> None:
    """A reopened stage, and stage 2, each have findings of their own; those before them stay."""
    reference = desk.logged(points=(LATE,)).reference
    desk.do(Respond(reference, findings=((1, NOT),)), by=RITA, today=april(10))
    desk.do(Reopen(reference, "New evidence"), today=april(11))
    desk.do(AddPoint(reference, RUDE), today=april(11))
    desk.do(Respond(reference, findings=((1, UPHELD), (2, NOT))), today=april(12))
    desk.do(Escalate(reference), today=april(12))

    assert "Point 1" in desk.refused(Respond(reference, UPHELD), by=ADA, today=april(15)).sentence
    case = desk.do(Respond(reference, findings=((1, UPHELD), (2, UPHELD))), by=ADA, today=april(15))
    assert [
        (1, 1, NOT, (Finding(1, NOT),)),
        (1, 2, PARTLY, (Finding(1, UPHELD), Finding(2, NOT))),
        (2, 1, UPHELD, (Finding(1, UPHELD), Finding(2, UPHELD))),
    ] == [(stage.number, stage.attempt, stage.outcome, stage.findings) for stage in case.stages]
    assert case == desk.case(reference)
