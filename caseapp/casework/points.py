"""Say one more thing that the person complains of."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import AddPoint
from caseapp.casework.steps import Done, take
from caseapp.rules.case import Point
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def add_point(work: Work, request: AddPoint, *, by: Actor, at: datetime) -> Done:
    """Add a point of complaint while a stage is open; the answer to it, and to stage 2 after it, finds on it (R42).

    Its words are the event's text, so that they can be erased when their retention ends (R133).
    """
    text = plain(request.text).strip()
    step = take(work, Action.POINT, request, by=by, at=at, reason=text)
    point = Point(len(step.case.points) + 1, text)
    return step.keep(points=(*step.case.points, point), text=text, content={"point": point.ordinal})
