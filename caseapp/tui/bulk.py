"""One step taken of many cases: which it applies to, which the process refuses and why, and what came of it.

No widget. Reading and doing take their time and are called in threads; a plan is made from what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from caseapp.casework.requests import Acknowledge, Assign
from caseapp.rules.errors import CaseappError, Refusal, StoreProblem
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor, permitted
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.steps import asked

if TYPE_CHECKING:
    from caseapp.tui.desk import Request

ACTIONS = (Action.ACKNOWLEDGE, Action.ASSIGN)
"""The steps that can be taken of many cases at once; the others need words about each."""

_BLOCK = 500
_ACKNOWLEDGED = "The case has been acknowledged already. (R37)"


class Progress(Protocol):
    """Where it is said how far the work is, and where one learns that it is to stop."""

    @property
    def is_stopped(self) -> bool:
        """Whether the person wants it to stop."""
        ...

    def report(self, done: int, total: int | None = None, words: str = "") -> None:
        """Say how far it is."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the cases, as it was read."""

    id: int
    reference: str
    file: CaseFile | None
    objection: str = ""
    """Why it could not be read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done."""

    requests: Mapping[int, Request]
    """By the id of the case."""
    refused: Mapping[str, tuple[Subject, ...]]
    """By the reason, which speaks of “the case”."""

    @property
    def refused_count(self) -> int:
        """How many cases the process refuses."""
        return sum(map(len, self.refused.values()))


@dataclass(frozen=True, slots=True)
class Result:
    """What was done, and what was not."""

    done: tuple[int, ...]
    failed: Mapping[str, tuple[Subject, ...]]
    """By the reason."""
    untouched: tuple[int, ...] = ()
    """Not begun when it was stopped."""

    @property
    def failed_ids(self) -> tuple[int, ...]:
        """The cases that it did not come to, or that refused it."""
        return (*(each.id for group in self.failed.values() for each in group), *self.untouched)


def read_subjects(desk: Desk, ids: Sequence[int], progress: Progress) -> tuple[Subject, ...]:
    """In a thread: each of the cases as it is now. One that cannot be read says why."""
    found: list[Subject] = []
    for start in range(0, len(ids), _BLOCK):
        rows = desk.rows(ids[start : start + _BLOCK])
        for row in rows.values():
            if progress.is_stopped:
                return tuple(found)
            found.append(_subject(desk, row.id, row.reference))
            progress.report(len(found), len(ids), row.reference)
    return tuple(found)


def _subject(desk: Desk, identity: int, reference: str) -> Subject:
    try:
        return Subject(identity, reference, desk.case_file(reference))
    except StoreProblem:
        raise  # that is not about this case
    except CaseappError as error:
        return Subject(identity, reference, None, error.sentence)


def plan_acknowledging(subjects: Iterable[Subject], sitting: Sitting, on: date | None) -> Plan:
    """Acknowledge the cases on a day; ``None`` is today (R37)."""

    def judge(file: CaseFile) -> str:
        stage = file.case.stage
        if stage is not None and stage.is_open and stage.acknowledged_on:
            return _ACKNOWLEDGED  # one reason for all of them: the dates, which differ, would make many
        question = replace(asked(file, sitting), on=on or sitting.today)
        return _reason(permitted(Action.ACKNOWLEDGE, question))

    def request(file: CaseFile) -> Acknowledge:
        return Acknowledge(file.case.reference, on=on, expected_version=file.case.version)

    return _plan(subjects, judge, request)


def plan_assigning(subjects: Iterable[Subject], sitting: Sitting, officer: Actor) -> Plan:
    """Give the cases to an officer; stage 2 goes to reviewers alone, and never to who decided stage 1 (R44d, R79)."""

    def judge(file: CaseFile) -> str:
        if file.case.handler == officer.name:
            return f"{one_line(officer.name)} handles the case already."
        return _reason(permitted(Action.ASSIGN, asked(file, sitting, candidate=officer)))

    def request(file: CaseFile) -> Assign:
        return Assign(file.case.reference, officer.name, expected_version=file.case.version)

    return _plan(subjects, judge, request)


def _reason(answer: object) -> str:
    return str(answer) if isinstance(answer, Refusal) else ""


def _plan(
    subjects: Iterable[Subject], judge: Callable[[CaseFile], str], request: Callable[[CaseFile], Request]
) -> Plan:
    requests: dict[int, Request] = {}
    refused: dict[str, tuple[Subject, ...]] = {}
    for subject in subjects:
        reason = subject.objection if subject.file is None else judge(subject.file)
        if reason or subject.file is None:
            _group(refused, reason, subject)
        else:
            requests[subject.id] = request(subject.file)
    return Plan(requests, refused)


def _group(groups: dict[str, tuple[Subject, ...]], reason: str, subject: Subject) -> None:
    """The same reason is one group, whichever case it names."""
    general = reason.replace(subject.reference, "the case")
    general = general[:1].upper() + general[1:]
    groups[general] = (*groups.get(general, ()), subject)


def carry_out(desk: Desk, plan: Plan, progress: Progress) -> Result:
    """In a thread: each request in a transaction of its own, so that what was done stays done whatever follows."""
    done: list[int] = []
    failed: dict[str, tuple[Subject, ...]] = {}
    waiting = list(plan.requests.items())
    while waiting and not progress.is_stopped:
        identity, request = waiting.pop(0)
        reference = getattr(request, "reference", "")
        try:
            desk.do(request)
            done.append(identity)
        except CaseappError as error:
            _group(failed, error.sentence, Subject(identity, reference, None, error.sentence))
            if isinstance(error, StoreProblem):
                break
        progress.report(len(plan.requests) - len(waiting), len(plan.requests), reference)
    return Result(tuple(done), failed, tuple(identity for identity, _request in waiting))


def reasons(groups: Mapping[str, tuple[Subject, ...]]) -> list[str]:
    """A line a reason: how many cases, why, and the first few references."""
    return [f"{len(group):,} × {reason} {_named(group)}" for reason, group in _largest_first(groups)]


_NAMED = 3


def _named(group: Sequence[Subject]) -> str:
    first = ", ".join(one_line(each.reference) for each in group[:_NAMED])
    return f"({first}{' …' if len(group) > _NAMED else ''})"


def _largest_first(groups: Mapping[str, tuple[Subject, ...]]) -> list[tuple[str, tuple[Subject, ...]]]:
    return sorted(groups.items(), key=lambda item: -len(item[1]))
