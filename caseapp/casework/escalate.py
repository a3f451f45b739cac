"""Take a complaint to stage 2."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.note import note
from caseapp.casework.people import colleague
from caseapp.casework.requests import Escalate, Note
from caseapp.casework.steps import Done, take
from caseapp.rules.case import Override
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def escalate(work: Work, request: Escalate, *, by: Actor, at: datetime) -> Done:
    """Begin stage 2 on the day on which the person asked for it; their reason is optional (R44b, R44e).

    A reviewer may be named at once: somebody senior who had no part in stage 1 (R44d, R79).
    """
    reviewer = colleague(work, request.reviewer, by=by, at=at) if request.reviewer else None
    step = take(
        work, Action.ESCALATE, request, by=by, at=at, on=request.on, candidate=reviewer, override=request.override
    )
    answered = step.stage
    assert answered.decision is not None, "the table escalates only what was answered"
    override = one_line(request.override or "")
    used = bool(override) and reviewer is not None and reviewer.name in step.case.stage1_people
    stage = step.new_stage(
        2,
        handler=reviewer.name if reviewer else None,
        stage1_attempt=answered.attempt,
        stage1_decider=answered.decision.decided_by,
        override=Override(override, by.name) if used else None,
    )
    reason = plain(request.reason)
    done = step.keep(
        handler=stage.handler,
        stages=(*step.case.stages, stage),
        text=override if used else reason or None,
        target_on=stage.due_on,
        content={
            "reviewer": stage.handler,
            "acknowledge_by": stage.acknowledge_by.isoformat(),
            "due_on": stage.due_on.isoformat(),
            "override": used,
        },
    )
    if used and reason.strip():  # the event's words are why it was permitted; the person's own are kept beside them
        return note(work, Note(done.reference, reason), by=by, at=at)
    return done
