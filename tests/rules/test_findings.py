"""What outcome follows from the findings on the points of a complaint (R42)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from caseapp.rules.case import Case, Point
from caseapp.rules.findings import Findings, objection, outcome_of
from caseapp.rules.vocabulary import Kind, Outcome, State

UPHELD, PARTLY, NOT = Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD
ALL, TWO = tuple(Outcome), (UPHELD, NOT)
CASE = Case(
    *("C24-00001", Kind.COMPLAINT, State.STAGE_1, 1, date(2024, 7, 1), "cambridge-2024", "Waste"),
    points=(Point(1, "Late"), Point(2, "Rude")),
)


@pytest.mark.parametrize("findings", [found for length in (1, 2, 3) for found in product(Outcome, repeat=length)])
def test_outcome_follows_from_the_findings(findings: tuple[Outcome, ...]) -> None:
    """All upheld, none upheld, or something between: said as partly upheld where the policy has that outcome."""
    upheld, rejected = findings.count(UPHELD) == len(findings), findings.count(NOT) == len(findings)
    between = {UPHELD: upheld, NOT: rejected}

    assert next((outcome for outcome, holds in between.items() if holds), PARTLY) == outcome_of(findings, ALL)
    assert (NOT if rejected else UPHELD) == outcome_of(findings, TWO)


def test_nothing_follows_from_nothing() -> None:
    """An outcome is never made up."""
    with pytest.raises(ValueError, match="no findings"):
        outcome_of((), ALL)


@pytest.mark.parametrize(
    ("findings", "outcome", "allowed", "reason"),
    [
        (((1, UPHELD),), None, ALL, "Point 2 of C24-00001 has no finding; give one for every point."),
        ((), UPHELD, ALL, "Point 1 of C24-00001 has no finding; give one for every point."),
        (((1, UPHELD), (2, UPHELD), (3, NOT)), None, ALL, "C24-00001 has no point 3; its points are 1, 2."),
        (((1, UPHELD), (2, NOT), (2, UPHELD)), None, ALL, "Point 2 of C24-00001 has more than one finding; give one."),
        (((1, UPHELD), (2, PARTLY)), None, TWO, "The policy does not use “partly upheld”, the finding on point 2."),
        (
            ((1, UPHELD), (2, NOT)),
            UPHELD,
            ALL,
            (
                "From the findings on its points C24-00001 is partly upheld, not upheld; check the findings, or leave "
                "the outcome out."
            ),
        ),
    ],
)
def test_answer_that_does_not_fit_its_points_is_refused(
    findings: Findings, outcome: Outcome | None, allowed: tuple[Outcome, ...], reason: str
) -> None:
    """The sentence names the point that lacks a finding, or the outcome that follows."""
    refusal = objection(CASE, findings, outcome, allowed)

    assert refusal is not None
    assert (reason, "R42") == (refusal.reason, refusal.rule)


@pytest.mark.parametrize("outcome", [None, PARTLY])
def test_answer_on_every_point_is_taken_in_any_order(outcome: Outcome | None) -> None:
    """With the outcome that follows, or without one."""
    assert objection(CASE, ((2, UPHELD), (1, NOT)), outcome, ALL) is None


def test_complaint_without_points_needs_no_findings_and_takes_none() -> None:
    """As complaints always were."""
    plain = Case(*("C24-00002", Kind.COMPLAINT, State.STAGE_1, 1, date(2024, 7, 1), "cambridge-2024", "Waste"))
    refusal = objection(plain, ((1, UPHELD),), None, ALL)

    assert objection(plain, (), UPHELD, ALL) is None
    assert "C24-00002 has no point 1; it has no points of complaint. (R42)" == str(refusal)
