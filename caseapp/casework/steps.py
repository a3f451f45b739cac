"""What every verb has in common: read the case, see that nobody else changed it, ask the workflow, keep the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from caseapp.rules import deadlines
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import Conflict, Refusal, RuleBroken
from caseapp.rules.instants import LONDON, london_date, long_date
from caseapp.rules.policy import Policy
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, State
from caseapp.rules.workflow import Actor, Asked, permitted
from caseapp.store.audit import Happening
from caseapp.store.work import Work


class AboutCase(Protocol):
    """A request about a case that exists."""

    @property
    def reference(self) -> str:
        """The case."""

    @property
    def expected_version(self) -> int | None:
        """The version that the person was looking at."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb has done."""

    case: Case
    """The case after it."""

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.case.reference


@dataclass(frozen=True, slots=True)
class Step:
    """A permitted step: the case as it was, and what is needed to say how it is now."""

    work: Work
    asked: Asked
    action: Action
    state: State
    at: datetime

    @property
    def case(self) -> Case:
        """The case before the step."""
        return self.asked.case

    @property
    def stage(self) -> Stage:
        """The stage that the step is about."""
        return self.asked.stage

    @property
    def policy(self) -> Policy:
        """The policy that the case was opened under."""
        return self.asked.policy

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days that the policy counts."""
        return self.asked.calendar

    @property
    def on(self) -> date:
        """When it happened."""
        return self.asked.on

    def keep(
        self, *, text: str | None = None, target_on: date | None = None, content: Mapping[str, object], **changes: Any
    ) -> Done:
        """Keep the case with ``changes`` and the next state, together with the event that says so."""
        after = replace(self.case, state=self.state, **changes)
        stage = after.stage.number if after.stage else None
        happening = Happening(self.action, self.on, content, text, stage, target_on)
        return Done(self.work.record(self.case, after, happening, by=self.asked.actor, at=self.at))

    def with_stage(self, stage: Stage) -> tuple[Stage, ...]:
        """The stages of the case with the current one changed."""
        return (*self.case.stages[:-1], stage)

    def new_stage(self, number: int, **rest: Any) -> Stage:
        """Another attempt at a stage, its clock starting on the day of the step."""
        due = deadlines.response(self.policy, self.calendar, number, self.on, None)
        return Stage(
            number=number,
            attempt=self.case.attempts_at(number) + 1,
            opened_on=self.on,
            acknowledge_by=deadlines.acknowledgement(self.policy, self.calendar, number, self.on).on,
            due_on=due.on,
            **rest,
        )


def take(
    work: Work, action: Action, request: AboutCase, *, by: Actor, at: datetime, on: date | None = None, **asked: Any
) -> Step:
    """A step that the process permits.

    Raises:
        NotFound: there is no such case.
        Conflict: the case has moved on since the person looked at it.
        RuleBroken: the process does not allow it; carries the reason and its rule.
    """
    case = work.case(one_line(request.reference))
    _require_unchanged(work, case, request.expected_version)
    policy = work.policies.get(case.policy)
    today = london_date(at)
    question = Asked(case, policy, work.calendar(policy.division), by, on or today, today, **asked)
    answer = permitted(action, question)
    if isinstance(answer, Refusal):
        raise RuleBroken(answer)
    return Step(work, question, action, answer.next_state(case), at)


def _require_unchanged(work: Work, case: Case, expected: int | None) -> None:
    if expected is None or expected == case.version:
        return
    raise Conflict(
        f"{_latest_deed(work, case)} while you were looking at it; look at it again before you go on. "
        "What you typed is still here."
    )


def _latest_deed(work: Work, case: Case) -> str:
    latest = work.latest_event(case.reference)
    if latest is None:
        return f"Someone changed {case.reference}"
    who, action, recorded_at = latest
    at = datetime.fromisoformat(recorded_at).astimezone(LONDON)
    return f"{who} {_DID[Action(action)]} {case.reference} at {at:%H:%M} on {long_date(at.date())},"


_DID: Mapping[Action, str] = {
    Action.LOG: "logged",
    Action.ACKNOWLEDGE: "acknowledged",
    Action.ALLOCATE: "allocated",
    Action.ASSIGN: "assigned",
    Action.EXTEND: "extended",
    Action.RESPOND: "answered",
    Action.ESCALATE: "escalated",
    Action.REOPEN: "reopened",
    Action.WITHDRAW: "recorded the withdrawal of",
    Action.RESOLVE: "resolved",
    Action.REFUSE: "refused",
    Action.NOTE: "added a note to",
    Action.CORRECT: "corrected",
    Action.RESTRICT: "restricted",
    Action.UNRESTRICT: "lifted the restriction of",
    Action.UNDO: "took back what was recorded last of",
    Action.POINT: "added a point to",
    Action.RECOUNT: "counted anew the dates of",
}
"""What somebody did to a case, as it is told to somebody else."""
