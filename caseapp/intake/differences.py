"""In which fields a submission differs from the one that was taken before. Names of fields only, never their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from caseapp.casework.requests import Log
from caseapp.intake.prepared import Request
from caseapp.intake.stage_history import StageHistory, stage_of
from caseapp.intake.telephone import compared

if TYPE_CHECKING:
    from caseapp.rules.case import Case, Stage
    from caseapp.store.queries.cases import CaseView

Facts = Mapping[str, object]

_PLAIN = ("summary", "channel", "details", "issue_on", "aware_on", "desired_outcome", "raised_before", "adjustments")
_CONTACT = ("name", "email", "telephone", "address", "postcode")
_NOT_CONTENT = frozenset({"submission", "batch", "policy", "reference", "complainant", "handler"})


def facts(request: Request) -> Facts:
    """What a request says, by field."""
    said = {field.name: getattr(request, field.name) for field in fields(request)}
    said["other_services"] = sorted(request.other_services)
    if isinstance(request, Log):
        said |= asdict(request.complainant)
    else:
        for number in (1, 2):
            stage = stage_of(request, number)
            said[stage.column("handler")] = stage.decider or stage.handler
    return {name: fact for name, fact in said.items() if name not in _NOT_CONTENT}


def stored(view: CaseView) -> Facts:
    """What the store has of a case, under the same names."""
    case = view.case
    return {
        **{name: getattr(view, name) for name in (*_PLAIN, *_CONTACT)},
        "kind": case.kind,
        "received_on": case.received_on,
        "service": case.service,
        "sub_service": case.sub_service,
        "other_services": sorted(view.other_services),
        **_stage_facts(case),
    }


def differing(new: Facts, old: Facts) -> list[str]:
    """The fields that both have and that are not the same."""
    return [name for name in new if name in old and _plainest(name, new[name]) != _plainest(name, old[name])]


def _stage_facts(case: Case) -> dict[str, object]:
    decisions = [stage.decision for stage in case.stages if stage.decision]
    found: dict[str, object] = {
        "stage2_requested_on": next((stage.opened_on for stage in case.stages if stage.number == 2), None),
        "resolution_theme": decisions[-1].resolution_theme if decisions else None,
        "root_cause": decisions[-1].root_cause if decisions else None,
    }
    for number in (1, 2):
        attempts = [stage for stage in case.stages if stage.number == number]
        stage = _as_history(attempts[-1]) if attempts else _nothing(number)
        found |= {stage.column(name): getattr(stage, name) for name in StageHistory.__slots__ if name != "number"}
    return found


def _as_history(stage: Stage) -> StageHistory:
    extension = stage.extensions[-1] if stage.extensions else None
    return StageHistory(
        number=stage.number,
        acknowledged_on=stage.acknowledged_on,
        handler=stage.decision.decided_by if stage.decision else stage.handler,
        extended_on=extension.extended_on if extension else None,
        extended_to=extension.extended_to if extension else None,
        extension_reason=extension.reason if extension else None,
        responded_on=stage.responded_on,
        outcome=stage.outcome,
    )


def _nothing(number: int) -> StageHistory:
    return StageHistory(number, *[None] * (len(fields(StageHistory)) - 1))


def _plainest(name: str, fact: object) -> object:
    if name == "telephone":
        return compared(str(fact)) or fact
    return " ".join(fact.split()) if isinstance(fact, str) else fact or ""
