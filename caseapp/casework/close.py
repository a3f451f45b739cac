"""End the open stage without an answer: withdrawn, resolved by agreement, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from caseapp.casework.requests import Refuse, Resolve, Withdraw
from caseapp.casework.steps import Done, take
from caseapp.rules.case import Decision
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Action, Ending
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def withdraw(work: Work, request: Withdraw, *, by: Actor, at: datetime) -> Done:
    """Record that the person withdrew the complaint; it counts as no decision (K4)."""
    return _end(work, Action.WITHDRAW, request, Ending.WITHDRAWN, by=by, at=at)


def resolve(work: Work, request: Resolve, *, by: Actor, at: datetime) -> Done:
    """Record that the complaint was settled with the person's agreement, kept apart from withdrawal."""
    return _end(work, Action.RESOLVE, request, Ending.RESOLVED, by=by, at=at)


def refuse(work: Work, request: Refuse, *, by: Actor, at: datetime) -> Done:
    """Decline to consider the complaint, for a reason of this case's own (R14, R17, R18)."""
    return _end(work, Action.REFUSE, request, Ending.REFUSED, by=by, at=at, asked_reason=request.reason)


def _end(
    work: Work,
    action: Action,
    request: Withdraw | Resolve | Refuse,
    ending: Ending,
    *,
    by: Actor,
    at: datetime,
    asked_reason: str | None = None,
) -> Done:
    on: date | None = request.on
    step = take(work, action, request, by=by, at=at, on=on, reason=asked_reason)
    decision = Decision(ending=ending, outcome=None, decided_on=step.on, decided_by=by.name)
    return step.keep(
        stages=step.with_stage(replace(step.stage, decision=decision)),
        text=plain(request.reason) or None,
        content={"ending": ending.value},
    )
