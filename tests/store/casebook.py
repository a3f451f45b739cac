"""Lawful steps at random: what an officer could do next with a case, whatever state it is in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from caseapp.casework.requests import (
    Acknowledge,
    Complainant,
    Escalate,
    Extend,
    Log,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Withdraw,
)
from caseapp.rules.case import Case
from caseapp.rules.vocabulary import Outcome, State
from tests.builders import ADA, OLGA, RITA, a_log

Step = Callable[[Case], Any]
"""Makes the request of a step."""


def answered(case: Case) -> Respond:
    return Respond(case.reference, Outcome.PARTLY_UPHELD, "Missed bin", "Service failure", decided_by=OLGA)


def escalated(case: Case) -> Escalate:
    return Escalate(case.reference, "Not content", reviewer_of(case))


def reviewed(case: Case) -> Respond:
    return Respond(case.reference, Outcome.NOT_UPHELD, "Missed bin", "Service failure", decided_by=reviewer_of(case))


def reviewer_of(case: Case) -> str | None:
    """Somebody senior who had no part in stage 1."""
    return next((name for name in (RITA, ADA) if name not in case.stage1_people), None)


STEPS: Mapping[State, tuple[Step, ...]] = {
    State.NEW: (
        lambda case: Acknowledge(case.reference),
        lambda case: Withdraw(case.reference, "Rang to say so"),
        answered,
    ),
    State.STAGE_1: (
        answered,
        lambda case: Resolve(case.reference, "Collected while we spoke"),
        lambda case: Refuse(case.reference, "A court decided this"),
    ),
    State.STAGE_1_ANSWERED: (escalated, lambda case: Reopen(case.reference, "New evidence")),
    State.STAGE_2_NEW: (lambda case: Acknowledge(case.reference), reviewed),
    State.STAGE_2: (reviewed,),
    State.STAGE_2_ANSWERED: (),  # only an overseer reopens what was final
    State.WITHDRAWN: (lambda case: Reopen(case.reference, "Changed their mind"),),
    State.RESOLVED: (lambda case: Reopen(case.reference, "It did not hold"),),
    State.REFUSED: (lambda case: Reopen(case.reference, "The court sent it back"),),
}


def a_complaint(dice: random.Random, name: str) -> Log:
    """A new contact with every particular that has a table of its own."""
    return a_log(
        summary=f"{name} {dice.getrandbits(64):016x}",
        details="word " * dice.randrange(1, 400),
        complainant=Complainant(f"{name} Caller", "caller@example.org"),
        adjustments="Large print",
    )


def a_step(case: Case, dice: random.Random) -> Any:
    """A request that the process allows on the case as it stands; it expects the case not to have changed."""
    steps = STEPS[case.state] if reviewer_of(case) else ()  # nobody is left to review it: words only
    extendable = case.state in {State.NEW, State.STAGE_1} and case.extensions_of(1) == 0
    if extendable and dice.random() < 0.2:
        request: Any = Extend(case.reference, dice.randrange(1, 11), "Records are in the archive")
    elif steps and dice.random() < 0.6:
        request = dice.choice(steps)(case)
    else:
        request = Note(case.reference, f"Rang back {dice.getrandbits(64):016x}")
    return replace(request, expected_version=case.version)
