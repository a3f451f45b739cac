"""The case at hand: what the process allows of it now, and what to type for each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseapp.cli.commands import COMMANDS
from caseapp.rules.errors import Refusal
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import HANDLERS, Actor, Asked, options, permitted

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.rules.case import Case

_FOR_SOMEBODY = frozenset({Action.ASSIGN, Action.RESPOND, Action.ESCALATE})
"""Steps that name a person, who need not be the one who types."""
_DOES = {entry.name: entry.does for entry in COMMANDS}


@dataclass(frozen=True, slots=True)
class AtHand:
    """A case with everything that its steps depend on."""

    asked: Asked
    people: tuple[Actor, ...]
    services: tuple[str, ...]

    @property
    def case(self) -> Case:
        """The case."""
        return self.asked.case

    def refusal(self, action: Action, **how: object) -> Refusal | None:
        """Why a step may not be taken now, whoever it would be for; ``how`` says more of it, such as ``days``."""
        asked = replace(self.asked, **how)  # type: ignore[arg-type]  # the fields of a question
        answer = permitted(action, asked)
        if not isinstance(answer, Refusal):
            return None
        return None if action in _FOR_SOMEBODY and any(self.candidates(action)) else answer

    def candidates(self, action: Action) -> Iterator[str]:
        """The names of those for whom a step may be taken."""
        for person in self.people:
            if not isinstance(permitted(action, replace(self.asked, candidate=person)), Refusal):
                yield person.name

    def menu(self) -> Iterator[str]:
        """A line for each step that may be taken now, with what to type."""
        for option in options(self.asked):
            if self.refusal(option.action) is None:
                yield f"{option.action} {self.case.reference}: {_DOES[option.action]}"

    def refused(self) -> Iterator[str]:
        """A line for each other step, with the reason."""
        for option in options(self.asked):
            refusal = self.refusal(option.action)
            if refusal is not None:
                yield f"{option.action}: {refusal}"


def at_hand(caseapp: Caseapp, reference: str) -> AtHand:
    """Read a case for its steps; nothing of what people wrote is in the answer but its points.

    Raises:
        NotFound: there is none with that reference.
        RuleBroken: it is not for this person to see (R54, R136).
    """
    from caseapp.casework.sight import require_sight, require_sight_of
    from caseapp.store.queries.cases import case_view

    with caseapp.reading() as reader:
        actor = require_sight(reader, caseapp.user)
        view = case_view(reader, reference)
        require_sight_of(view.case, actor)
        policy = reader.policies.get(view.case.policy)
        asked = Asked(
            case=view.case, policy=policy, calendar=reader.calendar(policy.division), actor=actor,
            on=caseapp.today, today=caseapp.today, latest=view.latest,
        )  # fmt: skip
        people = tuple(person for person in reader.officers.values() if person.role in HANDLERS)
        return AtHand(asked, people, tuple(reader.service_names()))
