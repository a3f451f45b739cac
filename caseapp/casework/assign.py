"""Give a case, and its open stage, to an officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework.people import colleague
from caseapp.casework.requests import Assign
from caseapp.casework.steps import Done, take
from caseapp.rules.case import Override
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def assign(work: Work, request: Assign, *, by: Actor, at: datetime) -> Done:
    """Hand the case to an officer; at stage 2 to one who may review it (R44d, R79).

    A lead officer or administrator may permit the stage 1 decider to review, with a reason that is kept.
    """
    officer = colleague(work, request.officer, by=by, at=at)
    step = take(work, Action.ASSIGN, request, by=by, at=at, candidate=officer, override=request.override)
    reason = one_line(request.override or "")
    needed = step.stage.number == 2 and officer.name in step.case.stage1_people
    granted = Override(reason, by.name) if needed and reason else None
    standing = step.stage.override if needed else None
    return step.keep(
        handler=officer.name,
        stages=step.with_stage(replace(step.stage, handler=officer.name, override=granted or standing)),
        text=reason if granted else None,
        content={"handler": officer.name, "override": granted is not None},
    )
