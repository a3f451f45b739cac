"""Add words to a case."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import Note
from caseapp.casework.steps import Done, take
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def note(work: Work, request: Note, *, by: Actor, at: datetime) -> Done:
    """Add a note; it moves no clock and may be added in any state (R33)."""
    text = plain(request.text).strip()
    step = take(work, Action.NOTE, request, by=by, at=at, on=request.on, reason=text)
    return step.keep(text=text, content={})
