"""The find screen's way to the store. Its methods are called in threads, and import the store only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.store.queries.finding import Found

MOST = 50
"""How many cases are listed; whoever wants another adds a word."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for."""

    words: str
    best_first: bool = False
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and for which question."""

    question: Question
    found: Found


class FindDesk:
    """Full-text search for whoever acts."""

    def __init__(self, caseapp: Caseapp) -> None:
        self._caseapp = caseapp

    def find(self, question: Question) -> Answer:
        """The newest cases, or the best of them, that hold every word.

        Raises:
            NotFound, RuleBroken: whoever acts may see no case (R54).
            StoreProblem: the store cannot be read.
        """
        from caseapp.store.queries.finding import find

        with self._caseapp.looking() as reader:
            found = find(
                reader,
                question.words,
                most=MOST,
                best_first=question.best_first,
                include_closed=not question.open_only,
            )
        return Answer(question, found)
