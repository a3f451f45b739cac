"""Questions, each on a line: asked until the answer can be used, or left with a blank line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from caseapp.cli.plain.talk import Left, Talk
from caseapp.rules.errors import CaseappError, InvalidInput
from caseapp.rules.text import folded, one_line

LEAVE = frozenset({"", "cancel"})
NONE = "-"
"""What answers a question that need not be answered."""
AS_BEFORE = "="
"""What answers a question as it was answered before."""
YES, NO = "yes", "no"


def as_it_is(answer: str) -> str:
    """Any words."""
    return answer


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be asked."""

    option: str
    """Of the command line, such as ``--days``; blank for an argument without a name."""
    prompt: str
    read: Callable[[str], str] = as_it_is
    """Makes the answer what the command line takes; raises with the reason when it cannot be used."""
    is_optional: bool = False
    choices: tuple[str, ...] = ()
    """What there is to choose from, by number or by name."""
    is_closed: bool = True
    """Whether nothing but the choices will do."""
    otherwise: str = ""
    """For a question that is answered yes or no: the option that says no, as ``option`` says yes."""

    def arguments(self, answer: str) -> list[str]:
        """The answer as the command line takes it; an option and its value are one, so that no value is an option."""
        if self.otherwise:
            return [self.option if answer == YES else self.otherwise]
        return [f"{self.option}={answer}"] if self.option else [answer]


def ask(talk: Talk, question: Question, kept: str | None = None) -> str | None:
    """The answer, or ``None`` for one that was not wanted; ``kept`` is what was answered before.

    Raises:
        Left: a blank line, the word cancel, or Ctrl+C.
        Ended: there is nothing more to read.
    """
    for number, choice in enumerate(question.choices, start=1):
        talk.say(f"{number}. {one_line(choice)}")
    while True:
        answer = _heard(talk, f"{question.prompt}{_how(question, kept)}: ")
        if question.is_optional and answer == NONE:
            return None
        if kept is not None and answer == AS_BEFORE:
            return kept
        try:
            return question.read(_chosen(question, answer))
        except CaseappError as error:
            talk.problem(error.sentence)


def _how(question: Question, kept: str | None) -> str:
    before = f" ({AS_BEFORE} for “{one_line(kept)[:40]}”)" if kept is not None else ""
    return f"{' (- for none)' if question.is_optional else ''}{before}"


def _heard(talk: Talk, prompt: str) -> str:
    try:
        answer = talk.hear(prompt)
    except KeyboardInterrupt:
        talk.say("")
        raise Left from None
    if answer.casefold() in LEAVE:
        raise Left
    return answer


def _chosen(question: Question, answer: str) -> str:
    if not question.choices:
        return answer
    if answer.isdecimal() and 1 <= int(answer) <= len(question.choices):
        return question.choices[int(answer) - 1]
    same = [choice for choice in question.choices if folded(choice) == folded(answer)]
    if same:
        return same[0]
    if not question.is_closed:
        return answer
    raise InvalidInput(f"“{answer}” is none of them; type a number from 1 to {len(question.choices)}, or a name.")


# Ways to read an answer.


def a_number(answer: str) -> str:
    """A whole number."""
    if not answer.isdecimal():
        raise InvalidInput(f"“{answer}” is not a number; write it in digits.")
    return answer


def a_date_until(today: date) -> Callable[[str], str]:
    """A date that has come."""

    def read(answer: str) -> str:
        from caseapp.cli.session import a_date

        on = a_date(answer, "The date")
        if on is not None and on > today:
            raise InvalidInput(f"{on} is in the future; today is {today}.")
        return str(on)

    return read


def yes_or_no(answer: str) -> str:
    """``yes`` or ``no``."""
    found = [word for word in (YES, NO) if word.startswith(answer.casefold())]
    if not found:
        raise InvalidInput(f"“{answer}” is neither yes nor no.")
    return found[0]
