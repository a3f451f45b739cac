"""Which steps a case allows now, and for whom.

Where a step may be taken for somebody else (a case given to a reviewer, an answer recorded for its decider), it is
offered as soon as there is anybody for whom the process allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from caseapp.rules.errors import Refusal
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import OVERSEERS, Actor, Asked, options, permitted
from caseapp.tui.desk import CaseFile, Sitting

FOR_SOMEBODY = frozenset({Action.ASSIGN, Action.RESPOND, Action.ESCALATE})
"""Steps that name a person, who need not be the one at the desk."""


def asked(file: CaseFile, sitting: Sitting, *, candidate: Actor | None = None, override: str | None = None) -> Asked:
    """The question whether a step could be taken today."""
    return Asked(
        case=file.case,
        policy=file.policy,
        calendar=file.calendar,
        actor=sitting.actor,
        on=sitting.today,
        today=sitting.today,
        candidate=candidate,
        override=override,
        latest=file.latest,
        now=datetime.now(UTC),
    )


def refusals(file: CaseFile, sitting: Sitting) -> Mapping[Action, Refusal]:
    """The steps that the case does not allow now, each with the reason."""
    found = {}
    for option in options(asked(file, sitting)):
        refusal = option.refusal
        if refusal and not (option.action in FOR_SOMEBODY and any(offered(option.action, file, sitting))):
            found[option.action] = refusal
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a case, or decide it."""

    person: Actor
    objection: Refusal | None = None
    """What only a recorded exception could overcome."""


def offered(action: Action, file: CaseFile, sitting: Sitting) -> Iterable[Candidate]:
    """Everyone for whom the step is allowed, and those for whom an overseer could make an exception (R44d)."""
    for person in sitting.people:
        answer = permitted(action, asked(file, sitting, candidate=person))
        if not isinstance(answer, Refusal):
            yield Candidate(person)
        elif _exception_helps(action, file, sitting, person):
            yield Candidate(person, answer)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody who may not take a case, and why."""

    person: Actor
    refusal: Refusal


def not_offered(action: Action, file: CaseFile, sitting: Sitting) -> Iterable[Excluded]:
    """Everyone else, each with the reason."""
    may = {candidate.person.name for candidate in offered(action, file, sitting) if candidate.objection is None}
    for person in sitting.people:
        answer = permitted(action, asked(file, sitting, candidate=person))
        if person.name not in may and isinstance(answer, Refusal):
            yield Excluded(person, answer)


def _exception_helps(action: Action, file: CaseFile, sitting: Sitting, person: Actor) -> bool:
    """Whether an override would do; an answer needs a case that was assigned under one."""
    if action is Action.RESPOND or sitting.actor.role not in OVERSEERS:
        return False
    return not isinstance(permitted(action, asked(file, sitting, candidate=person, override="asked")), Refusal)


def objection_to(form: str, file: CaseFile, sitting: Sitting) -> Refusal | None:
    """Why the step of a form cannot be taken now; ``None`` if it can."""
    return refusals(file, sitting).get(Action(form))
