"""Begin a closed stage again."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import Reopen
from caseapp.casework.steps import Done, take
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def reopen(work: Work, request: Reopen, *, by: Actor, at: datetime) -> Done:
    """Begin another attempt at the stage that was closed last, with a clock of its own (R77).

    What was answered stays answered in the figures of its period, and no second extension is earned.
    """
    step = take(work, Action.REOPEN, request, by=by, at=at, on=request.on, reason=request.reason)
    closed = step.stage
    stage = step.new_stage(
        closed.number,
        handler=closed.handler,
        stage1_attempt=closed.stage1_attempt,
        stage1_decider=closed.stage1_decider,
        override=closed.override,
    )
    return step.keep(
        handler=closed.handler,
        stages=(*step.case.stages, stage),
        text=plain(request.reason),
        target_on=stage.due_on,
        content={
            "attempt": stage.attempt,
            "acknowledge_by": stage.acknowledge_by.isoformat(),
            "due_on": stage.due_on.isoformat(),
        },
    )
