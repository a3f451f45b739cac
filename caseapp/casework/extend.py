"""Give the open stage more time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework.requests import Extend
from caseapp.casework.steps import Done, take
from caseapp.rules import deadlines
from caseapp.rules.case import Extension
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def extend(work: Work, request: Extend, *, by: Actor, at: datetime) -> Done:
    """Move the date of the answer by working days, as often and as far as the policy allows (R39, R44c, R76).

    Whether the person was given the Ombudsman's details with the new date is kept when it is said (R40).
    """
    reason = one_line(request.reason)
    step = take(work, Action.EXTEND, request, by=by, at=at, on=request.on, days=request.days, reason=reason)
    stage = step.stage
    until = deadlines.extended(step.policy, step.calendar, stage.number, stage.answer_by, request.days).on
    ordinal = step.case.extensions_of(stage.number) + 1
    extension = Extension(ordinal, request.days, step.on, until, reason)
    told = {} if request.ombudsman_told is None else {"ombudsman_told": request.ombudsman_told}
    return step.keep(
        stages=step.with_stage(replace(stage, extensions=(*stage.extensions, extension))),
        text=reason,
        content={"days": request.days, "from": stage.answer_by.isoformat(), "to": until.isoformat(), **told},
    )
