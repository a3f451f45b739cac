"""Every verb in one place, and which request asks for which."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from caseapp.casework import requests
from caseapp.casework.acknowledge import acknowledge
from caseapp.casework.allocate import allocate
from caseapp.casework.assign import assign
from caseapp.casework.close import refuse, resolve, withdraw
from caseapp.casework.correct import correct
from caseapp.casework.escalate import escalate
from caseapp.casework.extend import extend
from caseapp.casework.log import log
from caseapp.casework.note import note
from caseapp.casework.points import add_point
from caseapp.casework.reopen import reopen
from caseapp.casework.respond import respond
from caseapp.casework.restrict import restrict, unrestrict
from caseapp.casework.sight import require_sight_of
from caseapp.casework.steps import Done
from caseapp.casework.undo import undo
from caseapp.rules.text import one_line
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work

__all__ = [
    "acknowledge",
    "add_point",
    "allocate",
    "assign",
    "carry_out",
    "correct",
    "escalate",
    "extend",
    "log",
    "note",
    "refuse",
    "reopen",
    "resolve",
    "respond",
    "restrict",
    "undo",
    "unrestrict",
    "withdraw",
]


class Verb(Protocol):
    """A function that carries out one kind of request."""

    def __call__(self, work: Work, request: Any, *, by: Actor, at: datetime) -> Done:
        """Carry it out in an open transaction."""


VERBS: dict[type, Verb] = {
    requests.Log: log,
    requests.Acknowledge: acknowledge,
    requests.Allocate: allocate,
    requests.Assign: assign,
    requests.Extend: extend,
    requests.Respond: respond,
    requests.Escalate: escalate,
    requests.Reopen: reopen,
    requests.Withdraw: withdraw,
    requests.Resolve: resolve,
    requests.Refuse: refuse,
    requests.Note: note,
    requests.Correct: correct,
    requests.Restrict: restrict,
    requests.Unrestrict: unrestrict,
    requests.AddPoint: add_point,
    requests.Undo: undo,
}


def carry_out(work: Work, request: object, *, by: Actor, at: datetime) -> Done:
    """Carry out a request with the verb that it asks for.

    Raises:
        RuleBroken: it is about a restricted case that is not theirs to see (R136), or the process does not allow it.
        NotFound, Conflict, InvalidInput: as the verb says.
    """
    if not isinstance(request, requests.Log):
        _require_sight(work, request, by)
    return VERBS[type(request)](work, request, by=by, at=at)


def _require_sight(work: Work, request: Any, by: Actor) -> None:
    """Before anything else is said of the case: a refusal of the process would tell how it stands."""
    case = work.case(one_line(request.reference))
    if case.restricted:
        require_sight_of(case, by)
