"""Log a contact: a complaint starts its stage 1 clock, anything else is recorded and counted."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache

from caseapp.casework.points import add_point
from caseapp.casework.requests import AddPoint, Complainant, Log
from caseapp.casework.sight import require_handler
from caseapp.casework.steps import Done
from caseapp.rules import deadlines
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import InvalidInput, NotFound, Refusal, RuleBroken
from caseapp.rules.instants import london_date
from caseapp.rules.policy import Policy
from caseapp.rules.references import tidy
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import Action, Kind, State
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.work import Particulars, Work

_KEYS = ("details", "desired_outcome", "raised_before")
_CONTACT = tuple(each.name for each in fields(Complainant))


def log(work: Work, request: Log, *, by: Actor, at: datetime) -> Done:
    """Log a new contact and give it a reference.

    The date of receipt is the date on which any officer first had it (R21); it may be in the past.

    Raises:
        InvalidInput: there is no summary, or a reference that is taken.
        NotFound: the service is not one of the council's.
        RuleBroken: a date in the future, or somebody who does not work on cases.
    """
    today = london_date(at)
    received_on = request.received_on or today
    _require_lawful(request, by, received_on, today)
    policy = _policy(work, request.policy, received_on)
    case = _case(work, request, policy, received_on)
    target = case.stage.due_on if case.stage else None
    facts = {
        "reference": case.reference,
        "kind": case.kind.value,
        "received_on": received_on.isoformat(),
        "channel": request.channel.value,
        "service": case.service,
        "sub_service": case.sub_service,
        "policy": case.policy,
    }
    if case.acknowledge_by:
        facts["acknowledge_by"] = case.acknowledge_by.isoformat()
    happening = Happening(Action.LOG, received_on, facts, None, 1 if case.stages else None, target)
    done = Done(work.begin(case, _particulars(work, request), happening, by=by, at=at))
    for text in request.points:  # each an event of its own, so that its words can be erased and it can be taken back
        done = add_point(work, AddPoint(done.reference, text), by=by, at=at)
    return done


def require_loggable(work: Work, request: Log, *, by: Actor, at: datetime) -> None:
    """What ``log`` refuses of a request without a reference and without points, and nothing else of what it does.

    Raises:
        InvalidInput, NotFound, RuleBroken: as ``log`` does.
    """
    today = london_date(at)
    received_on = request.received_on or today
    _require_lawful(request, by, received_on, today)
    _policy(work, request.policy, received_on)
    for service in (request.service, *request.other_services):
        _service(work, service)


def _require_lawful(request: Log, by: Actor, received_on: date, today: date) -> None:
    require_handler(by)
    if not one_line(request.summary):
        raise InvalidInput("A case needs a summary; say in a line what it is about.")
    if request.points and request.kind is not Kind.COMPLAINT:
        raise RuleBroken(Refusal(f"Only a complaint has points of complaint, and this is a {request.kind}.", "R42"))
    if received_on > today:
        raise RuleBroken(Refusal(f"{received_on} is in the future; today is {today}."))
    for name, on in (("issue_on", request.issue_on), ("aware_on", request.aware_on)):
        if on is not None and on > received_on:
            raise RuleBroken(
                Refusal(f"{name} {on} is after the date of receipt, {received_on}; check the dates.", "R15")
            )


def _policy(work: Work, code: str | None, received_on: date) -> Policy:
    if code is None:
        return work.policies.on(received_on)
    policy = work.policies.get(code)
    if policy.covers(received_on):
        return policy
    until = f" until {policy.applies_until}" if policy.applies_until else ""
    raise RuleBroken(
        Refusal(f"{policy.code} applies from {policy.applies_from}{until}, which {received_on} is not in.", "R76")
    )


def _case(work: Work, request: Log, policy: Policy, received_on: date) -> Case:
    is_complaint = request.kind is Kind.COMPLAINT
    service = _service(work, request.service)
    return Case(
        reference=_reference(work, request, received_on),
        kind=request.kind,
        state=State.NEW if is_complaint else State.RECORDED,
        version=0,
        received_on=received_on,
        policy=policy.code,
        service=service,
        sub_service=(one_line(request.sub_service or "") or None) if service else None,
        stages=(_first_stage(work, policy, received_on),) if is_complaint else (),
    )


def _first_stage(work: Work, policy: Policy, received_on: date) -> Stage:
    return _begun(policy, work.calendar(policy.division), received_on)


@lru_cache(maxsize=1_000)
def _begun(policy: Policy, calendar: WorkingCalendar, received_on: date) -> Stage:
    """Kept, because many cases of an import begin on the same day."""
    return Stage(
        number=1,
        attempt=1,
        opened_on=received_on,
        acknowledge_by=deadlines.acknowledgement(policy, calendar, 1, received_on).on,
        due_on=deadlines.response(policy, calendar, 1, received_on, None).on,
    )


def _reference(work: Work, request: Log, received_on: date) -> str:
    if request.reference is None:
        return work.next_reference(received_on)
    given = tidy(one_line(request.reference))  # as it is looked for, or nobody would find it again
    if not given:
        raise InvalidInput("The reference is blank; give one, or leave it out to have the next of the year's series.")
    if work.has_reference(given):
        raise InvalidInput(f"The reference {given} is taken; a reference belongs to one case for good.")
    return given


def _service(work: Work, name: str | None) -> str | None:
    if name is None or not one_line(name):
        return None
    known = work.service_called(one_line(name))
    if known is None:
        raise NotFound(f"There is no service “{one_line(name)}”; see caseapp services.")
    return known


def _particulars(work: Work, request: Log) -> Particulars:
    others = tuple(dict.fromkeys(filter(None, (_service(work, name) for name in request.other_services))))
    key = request.submission
    return Particulars(
        summary=one_line(request.summary),
        channel=request.channel,
        other_services=tuple(name for name in others if name != _service(work, request.service)),
        issue_on=request.issue_on,
        aware_on=request.aware_on,
        narrative={name: plain(getattr(request, name)) for name in _KEYS},
        complainant={name: plain(getattr(request.complainant, name)) for name in _CONTACT},
        adjustments=plain(request.adjustments),
        contact=plain(request.contact),
        submission=(key.source, key.reference, key.digest) if key else None,
        batch=request.batch,
    )
