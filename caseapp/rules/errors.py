"""Every error that a person may be shown, drawn as a tree.

CaseappError                  one clear sentence: what, where, what to do
├── InvalidInput              what was typed or read cannot be understood
│   ├── InvalidPolicy         a policy file says something that cannot be meant
│   └── OutsideCalendar       a date beyond the years that the calendar vouches for
├── RuleBroken                the complaints process does not allow it; carries the Refusal
├── NotFound                  nothing has that reference, name or number
├── Conflict                  someone else changed the case first
├── FileProblem               a file is missing, unreadable or cannot be written
├── Imbalance                 figures that must agree do not, so nothing is printed
└── StoreProblem              the store is missing, locked, read-only, damaged or of another version
"""

from __future__ import annotations

from dataclasses import dataclass


class CaseappError(Exception):
    """An error whose text is written for the person who sees it."""

    @property
    def sentence(self) -> str:
        """The sentence to show."""
        return str(self)


class InvalidInput(CaseappError):
    """What was typed or read cannot be understood."""


class InvalidPolicy(InvalidInput):
    """A policy file says something that cannot be meant; the sentence names the line."""


class OutsideCalendar(InvalidInput):
    """A date lies outside the years that a calendar vouches for."""


class NotFound(CaseappError):
    """Nothing has that reference, name or number."""


class Conflict(CaseappError):
    """Someone else changed the case since it was read; the sentence says who and what."""


class FileProblem(CaseappError):
    """A file is missing, unreadable or cannot be written."""


class Imbalance(CaseappError):
    """Figures that must agree do not; the report refuses to print (R47, S1)."""


class StoreProblem(CaseappError):
    """The store is missing, locked, read-only, damaged or of another version."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the process does not allow something.

    A guard returns ``None`` when it has no objection, or one of these: never a bare ``False``.
    """

    reason: str
    """One sentence for the officer, saying what to do instead where there is something to do."""
    rule: str = ""
    """The rule's number or source, such as ``R76``; empty for plain housekeeping."""

    def __str__(self) -> str:
        return f"{self.reason} ({self.rule})" if self.rule else self.reason


class RuleBroken(CaseappError):
    """The complaints process does not allow what was asked."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
