"""Restricted cases: few see them, and each look is recorded (R136).

Anybody who works on cases may restrict one, because whoever first reads a complaint about a colleague should be able
to put it out of that colleague's sight at once; the reason is kept, and only those who oversee take it back. Whoever
restricts a case that they do not handle no longer sees it themselves. Lists and search show of a restricted case what
its figures are made of, and no word of it; that is no look at it, and is not recorded. Reports count it as any other.
"""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import Restrict, Unrestrict
from caseapp.casework.sight import require_sight_of
from caseapp.casework.steps import Done, take
from caseapp.rules.instants import london_date
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Action, Occasion
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.work import Work


def restrict(work: Work, request: Restrict, *, by: Actor, at: datetime) -> Done:
    """Let only whoever handles the case, lead officers and administrators see it from now on."""
    return _set(work, Action.RESTRICT, request, by=by, at=at, restricted=True)


def unrestrict(work: Work, request: Unrestrict, *, by: Actor, at: datetime) -> Done:
    """Let everybody who works on cases see it again; for lead officers and administrators (R52)."""
    return _set(work, Action.UNRESTRICT, request, by=by, at=at, restricted=False)


def _set(
    work: Work, action: Action, request: Restrict | Unrestrict, *, by: Actor, at: datetime, restricted: bool
) -> Done:
    reason = plain(request.reason).strip()
    step = take(work, action, request, by=by, at=at, reason=reason)
    return step.keep(restricted=restricted, text=reason, content={})


def note_view(work: Work, reference: str, how: str, *, by: Actor, at: datetime) -> None:
    """Record that somebody looks at a restricted case; called, and committed, before it is shown.

    Args:
        work: an open transaction.
        reference: the case.
        how: by which door, such as ``show``, ``why`` or ``terminal``.
        by: whoever looks.
        at: when.

    Raises:
        NotFound: there is no such case.
        RuleBroken: it is not for them to see.
    """
    case = work.case(reference)
    require_sight_of(case, by)
    content = {"reference": case.reference, "how": how}
    work.note_occasion(Happening(Occasion.VIEWED, london_date(at), content), by=by, at=at)
