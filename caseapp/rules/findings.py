"""Points of complaint: an answer finds on every one, and its outcome is what follows from the findings (R42)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from caseapp.rules.case import Case
from caseapp.rules.errors import Refusal
from caseapp.rules.vocabulary import Outcome

Findings = Sequence[tuple[int, Outcome]]
"""Each a point's number with what was found on it."""


def outcome_of(findings: Iterable[Outcome], allowed: Collection[Outcome]) -> Outcome:
    """The outcome of an answer with these findings.

    All upheld is upheld, none upheld is not upheld; whatever lies between is partly upheld, or upheld where the policy
    has no such outcome (``allowed``), for then a complaint in which anything was right is one that was upheld.

    Raises:
        ValueError: there are no findings, so nothing follows.
    """
    found = set(findings)
    if not found:
        raise ValueError("no outcome follows from no findings")
    if len(found) == 1 and Outcome.PARTLY_UPHELD not in found:
        return found.pop()
    return Outcome.PARTLY_UPHELD if Outcome.PARTLY_UPHELD in allowed else Outcome.UPHELD


def objection(case: Case, findings: Findings, outcome: Outcome | None, allowed: Collection[Outcome]) -> Refusal | None:
    """Why a case may not be answered with these findings and this outcome; ``None`` if it may (R42)."""
    refusal = _not_about_its_points(case, findings, allowed)
    if refusal is not None or not case.points:
        return refusal
    follows = outcome_of((finding for _, finding in findings), allowed)
    if outcome in {None, follows}:
        return None
    return Refusal(
        f"From the findings on its points {case.reference} is {_words(follows)}, not {_words(outcome)}; "
        "check the findings, or leave the outcome out.",
        "R42",
    )


def _not_about_its_points(case: Case, findings: Findings, allowed: Collection[Outcome]) -> Refusal | None:
    numbers = Counter(number for number, _ in findings)
    known = [point.ordinal for point in case.points]
    for number, times in sorted(numbers.items()):
        if number not in known:
            return Refusal(f"{case.reference} has no point {number}; {_listed(known)}.", "R42")
        if times > 1:
            return Refusal(f"Point {number} of {case.reference} has more than one finding; give one.", "R42")
    for number in known:
        if number not in numbers:
            return Refusal(f"Point {number} of {case.reference} has no finding; give one for every point.", "R42")
    for number, finding in findings:
        if finding not in allowed:
            return Refusal(f"The policy does not use “{_words(finding)}”, the finding on point {number}.", "R42")
    return None


def _listed(known: Sequence[int]) -> str:
    return f"its points are {', '.join(map(str, known))}" if known else "it has no points of complaint"


def _words(outcome: Outcome | None) -> str:
    return "" if outcome is None else outcome.value.replace("-", " ")
