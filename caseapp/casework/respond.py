"""Answer the open stage with a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework import people
from caseapp.casework.requests import Respond
from caseapp.casework.steps import Done, Step, take
from caseapp.rules.case import Decision, Finding
from caseapp.rules.errors import InvalidInput
from caseapp.rules.findings import outcome_of
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, Ending, Outcome
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def respond(work: Work, request: Respond, *, by: Actor, at: datetime) -> Done:
    """Record the answer: outcome, resolution theme, root cause, date and who decided (R42, R78, R86).

    A case with points of complaint is answered with a finding on each, from which the outcome follows; it may be given
    as well, and is then compared.

    Raises:
        InvalidInput: neither an outcome nor findings.
        NotFound, Conflict, RuleBroken: as for every step; a finding that is missing is named.
    """
    decider = people.decider(work, request.decided_by) if request.decided_by else by
    asked = {"outcome": request.outcome, "findings": request.findings, "candidate": decider}
    step = take(work, Action.RESPOND, request, by=by, at=at, on=request.on, **asked)
    outcome, findings = _outcome(step, request), tuple(Finding(*one) for one in sorted(request.findings))
    decision = Decision(
        ending=Ending.ANSWERED,
        outcome=outcome,
        decided_on=step.on,
        decided_by=decider.name,
        resolution_theme=one_line(request.resolution_theme or "") or None,
        root_cause=one_line(request.root_cause or "") or None,
    )
    handler = step.stage.handler or decider.name
    stage = replace(step.stage, decision=decision, handler=handler, findings=findings)
    found = {"findings": [[point, finding.value] for point, finding in findings]} if findings else {}
    return step.keep(
        handler=step.case.handler or decider.name,
        stages=step.with_stage(stage),
        content={
            "outcome": outcome.value,
            "decided_by": decider.name,
            "theme": decision.resolution_theme,
            "root_cause": decision.root_cause,
            **found,
        },
    )


def _outcome(step: Step, request: Respond) -> Outcome:
    if request.outcome is not None:
        return request.outcome
    if not request.findings:
        raise InvalidInput(f"Say the outcome of {step.case.reference}, such as not-upheld.")
    return outcome_of((finding for _, finding in request.findings), step.policy.outcomes)
