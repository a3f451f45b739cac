"""Every verb in one place, and which request asks for which."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from caseapp.casework import requests
from caseapp.casework.acknowledge import acknowledge
from caseapp.casework.allocate import allocate
from caseapp.casework.assign import assign
from caseapp.casework.close import refuse, resolve, withdraw
from caseapp.casework.escalate import escalate
from caseapp.casework.extend import extend
from caseapp.casework.log import log
from caseapp.casework.note import note
from caseapp.casework.reopen import reopen
from caseapp.casework.respond import respond
from caseapp.casework.steps import Done
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work

__all__ = [
    "acknowledge",
    "allocate",
    "assign",
    "carry_out",
    "escalate",
    "extend",
    "log",
    "note",
    "refuse",
    "reopen",
    "resolve",
    "respond",
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
}


def carry_out(work: Work, request: object, *, by: Actor, at: datetime) -> Done:
    """Carry out a request with the verb that it asks for."""
    return VERBS[type(request)](work, request, by=by, at=at)
