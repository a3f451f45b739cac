"""What is asked for the commands that have more to say than what they cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from caseapp.cli.plain.questions import Question, a_date_until, a_number, yes_or_no
from caseapp.cli.plain.steps import AtHand
from caseapp.rules.errors import InvalidInput, RuleBroken
from caseapp.rules.vocabulary import Action, Channel, Outcome

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp


def log_questions(caseapp: Caseapp) -> list[Question]:
    """A new contact: what it is about, which service, who, how and when."""
    with caseapp.reading() as reader:
        services = tuple(reader.service_names())
    return [
        Question("--summary", "What it is about, in a line"),
        Question("--service", "The service, by number or name", is_optional=True, choices=services),
        Question("--channel", "How it came, by number or name", is_optional=True, choices=tuple(Channel)),
        Question("--name", "Who complains", is_optional=True),
        Question("--email", "Their e-mail address", _an_address, is_optional=True),
        Question("--telephone", "Their telephone number", is_optional=True),
        Question("--received-on", "When any officer first had it, if not today, such as 2026-04-01",
                 a_date_until(caseapp.today), is_optional=True),
        Question("--details", "The complaint in full, on one line", is_optional=True),
        Question("--desired-outcome", "What the person wants", is_optional=True),
        Question("--adjustments", "Reasonable adjustments asked for", is_optional=True),
    ]  # fmt: skip


def _an_address(answer: str) -> str:
    if "@" not in answer.strip("@"):
        raise InvalidInput(f"“{answer}” is no e-mail address; it needs an @ between two words.")
    return answer


def _extend(case: AtHand) -> list[Question]:
    def days(answer: str) -> str:
        refusal = case.refusal(Action.EXTEND, days=int(a_number(answer)))
        if refusal is not None:
            raise RuleBroken(refusal)
        return answer

    return [
        Question("--days", "How many working days more", days),
        Question("--reason", "Why, as the person was told"),
        Question("--ombudsman-told", "Were they given the Ombudsman's details, yes or no", yes_or_no,
                 otherwise="--ombudsman-not-told"),
    ]  # fmt: skip


def _respond(case: AtHand) -> list[Question]:
    findings = tuple(Outcome)
    asked = [
        Question(
            f"--finding={point.ordinal}", f"What was found on point {point.ordinal}, {point.text}", choices=findings
        )
        for point in case.case.points
    ]
    outcomes = case.asked.policy.outcomes
    return [
        *(asked or [Question("--outcome", "The decision, by number or name", choices=tuple(outcomes))]),
        Question("--theme", "What it was about, in the service's terms", is_optional=True),
        Question("--root-cause", "Why it happened, in common terms", is_optional=True),
    ]


def _escalate(case: AtHand) -> list[Question]:
    people = tuple(case.candidates(Action.ESCALATE))
    return [
        Question("--reason", "Why, if the person says", is_optional=True),
        Question("--reviewer", "Who will review it, by number or name", is_optional=True, choices=people,
                 is_closed=False),
    ]  # fmt: skip


CASE_QUESTIONS: dict[str, Callable[[AtHand], Sequence[Question]]] = {
    "extend": _extend,
    "respond": _respond,
    "escalate": _escalate,
}
"""By command; asked where nothing but the case was typed."""

LISTS: dict[str, Callable[[AtHand], tuple[str, ...]]] = {
    "assign": lambda case: tuple(case.candidates(Action.ASSIGN)),
    "allocate": lambda case: case.services,
}
"""What there is to choose from, for commands whose last argument is a name."""
