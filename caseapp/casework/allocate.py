"""Say which service a case belongs to."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.requests import Allocate
from caseapp.casework.steps import Done, take
from caseapp.rules.errors import NotFound
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def allocate(work: Work, request: Allocate, *, by: Actor, at: datetime) -> Done:
    """Give the case to a service; its figures count under it from then on, whatever the state of the case.

    Raises:
        NotFound: there is no such case, or no such service.
        RuleBroken: somebody who does not work on cases.
    """
    step = take(work, Action.ALLOCATE, request, by=by, at=at)
    service = work.service_called(one_line(request.service))
    if service is None:
        raise NotFound(f"There is no service “{one_line(request.service)}”; see caseapp services.")
    sub_service = one_line(request.sub_service or "") or None
    facts = {"service": service, "sub_service": sub_service, "before": step.case.service}
    return step.keep(service=service, sub_service=sub_service, content=facts)
