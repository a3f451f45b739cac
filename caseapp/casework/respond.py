"""Answer the open stage with a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework import people
from caseapp.casework.requests import Respond
from caseapp.casework.steps import Done, take
from caseapp.rules.case import Decision
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, Ending
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def respond(work: Work, request: Respond, *, by: Actor, at: datetime) -> Done:
    """Record the answer: outcome, resolution theme, root cause, date and who decided (R42, R78, R86)."""
    decider = people.decider(work, request.decided_by) if request.decided_by else by
    step = take(work, Action.RESPOND, request, by=by, at=at, on=request.on, outcome=request.outcome, candidate=decider)
    decision = Decision(
        ending=Ending.ANSWERED,
        outcome=request.outcome,
        decided_on=step.on,
        decided_by=decider.name,
        resolution_theme=one_line(request.resolution_theme or "") or None,
        root_cause=one_line(request.root_cause or "") or None,
    )
    stage = replace(step.stage, decision=decision, handler=step.stage.handler or decider.name)
    return step.keep(
        handler=step.case.handler or decider.name,
        stages=step.with_stage(stage),
        content={
            "outcome": request.outcome.value,
            "decided_by": decider.name,
            "theme": decision.resolution_theme,
            "root_cause": decision.root_cause,
        },
    )
