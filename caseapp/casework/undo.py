"""Take back what was recorded last."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import Undo
from caseapp.casework.steps import Done, take
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.retelling import case_before, latest_event
from caseapp.store.work import Work


def undo(work: Work, request: Undo, *, by: Actor, at: datetime) -> Done:
    """Leave the case as it was before the last event that stands, with an event that says so; nothing is rewritten.

    Asked again, it takes back the one before that. Figures then count nothing of what was taken back.

    Raises:
        NotFound, Conflict: as for every step.
        RuleBroken: it is not to be taken back, not by them, or not any more; says what to do instead.
    """
    work.flush()  # what this transaction has not written yet may be the last event
    latest = latest_event(work, work.case(one_line(request.reference)))
    step = take(work, Action.UNDO, request, by=by, at=at, latest=latest, now=work.now(at))
    assert latest is not None, "the table takes nothing back where there is nothing"
    before = case_before(work, step.case, latest)
    stage = before.stage
    happening = Happening(
        Action.UNDO,
        step.on,
        {"action": latest.action.value, "undoes": latest.version},
        stage=stage.number if stage else None,
        target_on=stage.due_on if stage else None,
    )
    return Done(work.take_back(step.case, before, latest.version, happening, by=by, at=at))
