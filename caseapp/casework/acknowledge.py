"""Acknowledge the open stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework.requests import Acknowledge
from caseapp.casework.steps import Done, take
from caseapp.rules import deadlines
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def acknowledge(work: Work, request: Acknowledge, *, by: Actor, at: datetime) -> Done:
    """Record that the person was told that it has come in (R37, R44a).

    Under a policy whose clock starts here the date of the answer moves, never later than it stood (R38, R125).
    """
    step = take(work, Action.ACKNOWLEDGE, request, by=by, at=at, on=request.on)
    stage = step.stage
    due_on = deadlines.response(step.policy, step.calendar, stage.number, stage.opened_on, step.on).on
    return step.keep(
        stages=step.with_stage(replace(stage, acknowledged_on=step.on, due_on=due_on)),
        target_on=due_on if due_on != stage.due_on else None,
        content={"acknowledged_on": step.on.isoformat(), "due_on": due_on.isoformat()},
    )
