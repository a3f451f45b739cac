"""In which fields a submission differs from the one that was taken before, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from caseapp.casework.requests import Log
from caseapp.intake.prepared import Request
from caseapp.intake.reasons import shortened
from caseapp.intake.stage_history import StageHistory, stage_of
from caseapp.intake.telephone import compared
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.rules.case import Case, Stage
    from caseapp.store.queries.cases import CaseView

Facts = Mapping[str, object]

_PLAIN = ("summary", "channel", "details", "issue_on", "aware_on", "desired_outcome", "raised_before", "adjustments")
_MOST_COMPARED = 20_000
"""Characters of a text in which the place where it differs is looked for."""
_SHOWN = 80
_SAME_BEFORE = 20
"""Characters that are shown of what is still the same."""
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


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same. Its texts are shown to whoever imports, and kept nowhere."""

    field: str
    before: str
    now: str

    @property
    def words(self) -> str:
        """``details: “One” → “Two”``."""
        return f"{self.field}: “{self.before}” → “{self.now}”"


def differing(new: Facts, old: Facts) -> tuple[Difference, ...]:
    """The fields that both have and that are not the same, with the beginnings of what they say."""
    names = (name for name in new if name in old and _plainest(name, new[name]) != _plainest(name, old[name]))
    return tuple(Difference(name, *_apart(_said(old[name]), _said(new[name]))) for name in names)


def _said(fact: object) -> str:
    if isinstance(fact, list):
        return ", ".join(map(str, fact))
    return "" if fact is None else str(fact)


def _apart(before: str, now: str) -> tuple[str, str]:
    """Both shortened to where they differ, so that two long texts with one beginning do not look the same."""
    before, now = one_line(before[:_MOST_COMPARED]), one_line(now[:_MOST_COMPARED])
    pairs = zip(before, now, strict=False)
    common = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(before), len(now)))
    start = max(0, common - _SAME_BEFORE) if max(len(before), len(now)) > _SHOWN else 0
    cut = "…" if start else ""
    return f"{cut}{shortened(before[start:], _SHOWN)}", f"{cut}{shortened(now[start:], _SHOWN)}"


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
