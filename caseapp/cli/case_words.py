"""A case as text and as JSON, for ``show`` and ``why``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Point, Stage
from caseapp.rules.deadlines import Deadline
from caseapp.rules.errors import StoreProblem
from caseapp.rules.instants import long_date
from caseapp.rules.policy import Policy
from caseapp.rules.text import one_line, plain
from caseapp.rules.urgency import days_left
from caseapp.rules.vocabulary import State
from caseapp.store.queries.cases import CaseView

_RESTRICTED = "only whoever handles it, lead officers and administrators see it; this look was recorded"
_ANNULLED = "the import that brought it was taken back; it is in no list and no figure, and nothing happens to it"

Explained = Sequence[tuple[Stage, tuple[Deadline, ...]]]


def as_json(case: Case, view: CaseView | None = None) -> dict[str, Any]:
    """A case as ``show --json`` gives it: one entry a stage, its latest attempt; earlier ones beside it."""
    latest = {stage.number: stage for stage in case.stages}
    facts: dict[str, Any] = {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "service": case.service,
        "sub_service": case.sub_service,
        "received_on": case.received_on,
        "policy": case.policy,
        "handler": case.handler,
        "acknowledge_by": case.acknowledge_by,
        "due_on": case.due_on,
        "version": case.version,
        "restricted": case.restricted,
        "points": [{"point": point.ordinal, "text": point.text} for point in case.points],
        "stages": [_stage_json(stage) for stage in latest.values()],
        "earlier_attempts": [_stage_json(stage) for stage in case.stages if stage is not latest[stage.number]],
    }
    if view is not None:
        facts["summary"] = view.summary
        facts["channel"] = view.channel
        facts["other_services"] = view.other_services
        facts["events"] = [
            {"on": entry.on, "at": entry.at.isoformat(), "by": entry.by, "action": entry.action, "words": entry.words}
            for entry in view.timeline
        ]
    return facts


def _stage_json(stage: Stage) -> dict[str, Any]:
    decision = stage.decision
    return {
        "number": stage.number,
        "attempt": stage.attempt,
        "opened_on": stage.opened_on,
        "acknowledge_by": stage.acknowledge_by,
        "acknowledged_on": stage.acknowledged_on,
        "due_on": stage.due_on,
        "extended_to": stage.extended_to,
        "responded_on": stage.responded_on,
        "outcome": stage.outcome,
        "handler": stage.handler,
        "ended_on": decision.decided_on if decision else None,
        "ending": decision.ending if decision else None,
        "decided_by": decision.decided_by if decision else None,
        "resolution_theme": decision.resolution_theme if decision else None,
        "root_cause": decision.root_cause if decision else None,
        "findings": [{"point": point, "finding": finding} for point, finding in stage.findings],
    }


def as_text(view: CaseView, today: date, calendar: WorkingCalendar) -> str:
    """A case as an officer reads it, in lines that a screen reader can follow."""
    case = view.case
    parts = [
        f"{case.reference}  {one_line(view.summary)}",
        f"State: {case.state.words}",
        *_lines("Annulled", _ANNULLED if case.state is State.ANNULLED else ""),
        *_lines("Restricted", _RESTRICTED if case.restricted else ""),
        *_clock_lines(case, today, calendar),
        f"Service: {_service(view)}",
        f"Received: {long_date(case.received_on)} by {view.channel}",
        f"Handler: {case.handler or 'nobody yet'}",
        f"Policy: {case.policy}",
    ]
    parts += _lines("From", ", ".join(filter(None, map(one_line, (view.name, view.email, view.telephone)))))
    parts += _lines("Address", one_line(", ".join(filter(None, (view.address, view.postcode)))))
    parts += _lines("Adjustments", one_line(view.adjustments))
    parts += _lines("Contact", one_line(view.contact))
    parts += _lines("Wants", plain(view.desired_outcome))
    parts += _lines("Details", plain(view.details))
    parts += ["", "Points of complaint", *map(_point_line, case.points)] if case.points else []
    parts += ["", "Stages", *(f"  {_stage_line(stage)}" for stage in case.stages)] if case.stages else []
    parts += ["", "What happened"]
    for entry in view.timeline:
        words = f": {one_line(entry.text)}" if entry.text else ""
        parts.append(f"  {long_date(entry.on)}  {entry.words} ({entry.by}){words}")
    return "\n".join(parts)


def _service(view: CaseView) -> str:
    named = " / ".join(filter(None, (view.case.service or "not yet allocated", view.case.sub_service)))
    others = f"; with {', '.join(view.other_services)}" if view.other_services else ""
    return f"{named}{others}"


def _clock_lines(case: Case, today: date, calendar: WorkingCalendar) -> list[str]:
    lines = []
    for label, on in (("Acknowledge by", case.acknowledge_by), ("Answer by", case.due_on)):
        if on is not None:
            lines.append(f"{label}: {long_date(on)}  {days_left(calendar, today, on).words}")
    return lines


def _lines(label: str, text: str) -> list[str]:
    return [f"{label}: {text}"] if text else []


def _stage_line(stage: Stage) -> str:
    again = f", attempt {stage.attempt}" if stage.attempt > 1 else ""
    parts = [f"Stage {stage.number}{again}: from {long_date(stage.opened_on)}, due {long_date(stage.due_on)}"]
    if stage.extended_to:
        parts.append(f"extended to {long_date(stage.extended_to)}")
    if stage.acknowledged_on:
        parts.append(f"acknowledged {long_date(stage.acknowledged_on)}")
    if stage.decision:
        said = (stage.decision.outcome or stage.decision.ending).replace("-", " ")
        parts.append(f"{said} {long_date(stage.decision.decided_on)} by {stage.decision.decided_by}")
    parts += [f"point {point} {finding.replace('-', ' ')}" for point, finding in stage.findings]
    return "; ".join(parts)


def _point_line(point: Point) -> str:
    return f"  {point.ordinal}. {one_line(point.text)}"


def why_text(case: Case, policy: Policy, explained: Explained) -> str:
    """How each date was worked out, a line a day."""
    lines = [f"{case.reference} under {policy.title} ({policy.code})"]
    for stage, made in explained:
        _require_agreement(case, stage, made)
        for deadline in made:
            lines += ["", *_deadline_lines(deadline)]
    return "\n".join(lines)


def _deadline_lines(deadline: Deadline) -> Iterable[str]:
    days = "working day" if deadline.days == 1 else "working days"
    yield f"{deadline.title}: {long_date(deadline.on)}  ({deadline.source})"
    yield f"  {long_date(deadline.start)}  {deadline.event}: day zero"
    for step in deadline.steps:
        yield f"  {long_date(step.on)}  {step.why if step.counted else f'not counted: {step.why}'}"
    yield f"  = {deadline.days} {days}"
    if deadline.note:
        yield f"  {deadline.note}"


def why_json(case: Case, policy: Policy, explained: Explained) -> dict[str, Any]:
    """How each date was worked out, as JSON."""
    deadlines = []
    for stage, made in explained:
        _require_agreement(case, stage, made)
        deadlines += [_deadline_json(stage, deadline) for deadline in made]
    return {"reference": case.reference, "policy": policy.code, "deadlines": deadlines}


def _deadline_json(stage: Stage, deadline: Deadline) -> dict[str, Any]:
    return {
        "stage": stage.number,
        "attempt": stage.attempt,
        "title": deadline.title,
        "start": deadline.start,
        "event": deadline.event,
        "days": deadline.days,
        "rule": deadline.rule,
        "source": deadline.source,
        "due": deadline.on,
        "note": deadline.note,
        "steps": [{"date": step.on, "counted": step.counted, "why": step.why} for step in deadline.steps],
    }


def _require_agreement(case: Case, stage: Stage, made: tuple[Deadline, ...]) -> None:
    """The explanation of a date must be the date: what is stored and what is counted are compared each time."""
    stored = (stage.acknowledge_by, stage.due_on, *(extension.extended_to for extension in stage.extensions))
    counted = tuple(deadline.on for deadline in made)
    if stored != counted:
        raise StoreProblem(
            f"The dates kept for stage {stage.number} of {case.reference} ({', '.join(map(str, stored))}) are not "
            f"those that its policy and today's calendar give ({', '.join(map(str, counted))}); "
            "was a bank holiday or closure day added since?"
        )
