"""A policy version: every number that councils differ on, as one dated value.

A complaint keeps the policy that it was opened under (R76). Nothing here reads files; see casework.policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caseapp.rules.errors import InvalidPolicy, NotFound
from caseapp.rules.vocabulary import ClockStart, DayRule, Division, Outcome


@dataclass(frozen=True, slots=True)
class StagePolicy:
    """The targets of one stage."""

    response_days: int
    """Working days in which to answer (R38, R44b)."""
    longest_extension_days: int | None
    """The longest extension in working days (R39, R44c, R76); ``None`` means any length by agreement."""
    most_extensions: int | None
    """How many extensions the stage may have; ``None`` means any number by agreement."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long a person has to ask for stage 2."""

    length: int
    unit: str
    """``working-days``, ``days`` or ``months``."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a council's complaints policy."""

    code: str
    title: str
    scheme: str
    """Versions of one scheme follow each other in time; schemes stand side by side."""
    applies_from: date
    applies_until: date | None
    division: Division
    day_rule: DayRule
    acknowledgement_days: int
    clock_starts: ClockStart
    stages: tuple[StagePolicy, StagePolicy]
    outcomes: tuple[Outcome, ...]
    escalation_window: Window | None
    reviewer_must_be_senior: bool
    extend_before_due: bool
    """Whether an extension must be made before the date that it moves (R-L2)."""
    ombudsman: str

    def stage(self, number: int) -> StagePolicy:
        """The targets of stage 1 or stage 2."""
        return self.stages[number - 1]

    def extension_clause(self, number: int) -> str:
        """The rule that allows more time at a stage: the council's own, or the Code's (R76; R39, R44c)."""
        if self.clock_starts is ClockStart.RECEIPT:
            return "R76"
        return "R39" if number == 1 else "R44c"

    def covers(self, on: date) -> bool:
        """Whether the version is in force on a date."""
        return self.applies_from <= on and (self.applies_until is None or on <= self.applies_until)


class Policies:
    """The versions in use, by code, and which one a date of receipt falls under."""

    def __init__(self, versions: Iterable[Policy], default_scheme: str) -> None:
        self._by_code = {policy.code: policy for policy in versions}
        self._default_scheme = default_scheme
        overlap = first_overlap(self._by_code.values())
        if overlap is not None:
            raise InvalidPolicy(_both_cover(*overlap))

    def __iter__(self) -> Iterator[Policy]:
        return iter(self._by_code.values())

    @property
    def by_code(self) -> Mapping[str, Policy]:
        """Every version by its code."""
        return self._by_code

    def get(self, code: str) -> Policy:
        """The version with that code.

        Raises:
            NotFound: there is none; the sentence lists those there are.
        """
        try:
            return self._by_code[code]
        except KeyError:
            known = ", ".join(sorted(self._by_code))
            raise NotFound(f"There is no policy “{code}”; the policies are {known}.") from None

    def on(self, received_on: date) -> Policy:
        """The default scheme's version in force on the date of receipt (R76).

        Raises:
            NotFound: no version covers that date.
        """
        for policy in self._by_code.values():
            if policy.scheme == self._default_scheme and policy.covers(received_on):
                return policy
        raise NotFound(f"No policy of the scheme “{self._default_scheme}” covers {received_on}; check the date.")


def first_overlap(versions: Iterable[Policy]) -> tuple[Policy, Policy] | None:
    """Two versions of one scheme that cover the same date, the earlier first; ``None`` if no two do."""
    ordered = sorted(versions, key=lambda policy: (policy.scheme, policy.applies_from))
    return next(
        (
            (earlier, later)
            for earlier, later in pairwise(ordered)
            if earlier.scheme == later.scheme and earlier.covers(later.applies_from)
        ),
        None,
    )


def _both_cover(earlier: Policy, later: Policy) -> str:
    return (
        f"Policies {earlier.code} and {later.code} of the scheme “{later.scheme}” both cover "
        f"{later.applies_from}; end the first with applies_until before the second begins."
    )
