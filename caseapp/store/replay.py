"""What a case must be by its events alone: they are told again, one after another.

Written apart from the verbs on purpose: it is the second opinion that ``caseapp verify`` compares the rows with. Events
recorded by earlier versions say less; what they do not say is ``UNTOLD`` and is not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from caseapp.rules.case import Case, Decision, Extension, Finding, Override, Point, Stage
from caseapp.rules.findings import outcome_of
from caseapp.rules.references import gave_back
from caseapp.rules.undoing import TAKEN_BACK
from caseapp.rules.vocabulary import Action, Ending, Kind, Outcome, State

UNTOLD_DATE = date.min
UNTOLD = "untold"
"""What no event says, because it was recorded before events said so, or because its words were erased (R133)."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a case, as it was recorded."""

    version: int
    action: Action
    stage: int | None
    on: date
    officer: str
    state: State
    due_on: date | None
    target_on: date | None
    content: Mapping[str, Any]
    text: str | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with what its row says beside it."""

    case: Case
    channel: str
    due_on: date | None
    acknowledge_by: date | None


class Senseless(Exception):
    """Events that no process could have left behind."""


def retold(events: Iterable[Told]) -> Whole:
    """The case that these events lead to, in the order of their versions.

    Raises:
        Senseless: they lead nowhere: the first that makes no sense is named.
    """
    whole = tuple(events)
    case, channel, past = None, UNTOLD, _Past(annulled=bool(whole) and whole[-1].state is State.ANNULLED)
    for told in whole:
        try:
            if told.action is Action.UNDO:
                case = past.before_undone(told)
            else:
                case = _begun(told) if case is None else _STEPS[told.action](case, told)
            channel = _channel(told, channel)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Senseless(f"event {told.version} ({told.action}) makes no sense after those before it") from error
        case = replace(case, state=told.state, version=past.length + 1)
        past.keep(told, case)
        if told.version != case.version:
            raise Senseless(f"its event {case.version} is missing")
        if told.stage != (case.stage.number if case.stage else None):
            raise Senseless(f"event {told.version} ({told.action}) is not of the stage that is open")
        if told.due_on != case.due_on:
            raise Senseless(
                f"event {told.version} ({told.action}) gives a due date that does not follow from the others"
            )
    if case is None:
        raise Senseless("it has no events")
    return Whole(case, channel, case.due_on, case.acknowledge_by)


class _Past:
    """The events told so far, each with the case that it led to, and which of them stand."""

    def __init__(self, *, annulled: bool) -> None:
        self._annulled = annulled
        self._told: list[tuple[Told, Case]] = []
        self._standing: list[int] = []

    @property
    def length(self) -> int:
        """How many events there were."""
        return len(self._told)

    def keep(self, told: Told, case: Case) -> None:
        """One more event."""
        self._told.append((told, case))
        if told.action is not Action.UNDO:
            self._standing.append(len(self._told) - 1)

    def before_undone(self, undo: Told) -> Case:
        """The case before the last event that stands, which this event takes back."""
        undone, _ = self._told[self._standing.pop()]
        before = self._told[undone.version - 2][1] if undone.version > 1 else self._nothing()
        stage = before.stage
        if not self._annulled and (undone.action not in TAKEN_BACK or undone.officer != undo.officer):
            raise ValueError("it is not taken back, or not by them")
        if undo.content != {"action": undone.action, "undoes": undone.version}:
            raise ValueError("it does not name the last event that stands")
        if (undo.state, undo.target_on) != (before.state, stage and stage.due_on):
            raise ValueError("the case was otherwise before")
        return before

    def _nothing(self) -> Case:
        """The case once its first event is taken back, with the import that it came with: nothing of it stands."""
        if not self._annulled:
            raise ValueError("only an import takes a whole case back")
        return replace(self._told[0][1], state=State.ANNULLED, stages=())


def _begun(told: Told) -> Case:
    if told.action is not Action.LOG:
        raise LookupError(told.action)
    facts = told.content
    case = Case(
        reference=facts["reference"],
        kind=Kind(facts["kind"]),
        state=told.state,
        version=0,
        received_on=date.fromisoformat(facts["received_on"]),
        policy=facts["policy"],
        service=facts["service"],
        sub_service=facts.get("sub_service", UNTOLD),
    )
    return replace(case, stages=(_new_stage(case, told, 1),)) if told.stage else case


def _new_stage(case: Case, told: Told, number: int, **rest: Any) -> Stage:
    if told.target_on is None:
        raise LookupError("a stage begins with a due date")
    acknowledge_by = told.content.get("acknowledge_by")
    return Stage(
        number=number,
        attempt=case.attempts_at(number) + 1,
        opened_on=told.on,
        acknowledge_by=date.fromisoformat(acknowledge_by) if acknowledge_by else UNTOLD_DATE,
        due_on=told.target_on,
        **rest,
    )


def _channel(told: Told, before: str) -> str:
    if told.action is Action.LOG:
        return str(told.content["channel"])
    if told.action is Action.CORRECT and "channel" in told.content:
        return str(told.content["channel"]["to"])
    return before


def _last(case: Case) -> Stage:
    return case.stages[-1]


def _with(case: Case, stage: Stage, **changes: Any) -> Case:
    return replace(case, stages=(*case.stages[:-1], stage), **changes)


def _acknowledge(case: Case, told: Told) -> Case:
    stage = _last(case)
    return _with(case, replace(stage, acknowledged_on=told.on, due_on=told.target_on or stage.due_on))


def _allocate(case: Case, told: Told) -> Case:
    return replace(case, service=told.content["service"], sub_service=told.content["sub_service"])


def _assign(case: Case, told: Told) -> Case:
    stage, handler = _last(case), told.content["handler"]
    override = None
    if stage.number == 2 and handler in case.stage1_people:
        override = Override(_words(told), told.officer) if told.content["override"] else stage.override
    return _with(case, replace(stage, handler=handler, override=override), handler=handler)


def _extend(case: Case, told: Told) -> Case:
    stage = _last(case)
    until = date.fromisoformat(told.content["to"])
    ordinal = case.extensions_of(stage.number) + 1
    extension = Extension(ordinal, told.content["days"], told.on, until, _words(told))
    return _with(case, replace(stage, extensions=(*stage.extensions, extension)))


def _respond(case: Case, told: Told) -> Case:
    facts, stage = told.content, _last(case)
    findings = tuple(Finding(point, Outcome(finding)) for point, finding in facts.get("findings", ()))
    _require_findings(case, findings, Outcome(facts["outcome"]))
    decision = Decision(
        ending=Ending.ANSWERED,
        outcome=Outcome(facts["outcome"]),
        decided_on=told.on,
        decided_by=facts["decided_by"],
        resolution_theme=facts["theme"],
        root_cause=facts["root_cause"],
    )
    handler = stage.handler or decision.decided_by
    answered = replace(stage, decision=decision, handler=handler, findings=findings)
    return _with(case, answered, handler=case.handler or decision.decided_by)


def _require_findings(case: Case, findings: tuple[Finding, ...], outcome: Outcome) -> None:
    """One finding a point, and an outcome that follows from them whatever outcomes the policy has."""
    if [finding.point for finding in findings] != [point.ordinal for point in case.points]:
        raise ValueError("an answer finds on every point")
    follows = {outcome_of((one.finding for one in findings), allowed) for allowed in ((), tuple(Outcome)) if findings}
    if findings and outcome not in follows:
        raise ValueError("another outcome follows from the findings")


def _point(case: Case, told: Told) -> Case:
    ordinal = len(case.points) + 1
    if told.content["point"] != ordinal:
        raise ValueError("points are counted from one")
    return replace(case, points=(*case.points, Point(ordinal, _words(told))))


def _close(case: Case, told: Told) -> Case:
    decision = Decision(Ending(told.content["ending"]), None, told.on, told.officer)
    return _with(case, replace(_last(case), decision=decision))


def _escalate(case: Case, told: Told) -> Case:
    answered = _last(case)
    if answered.decision is None:
        raise LookupError("stage 1 was not answered")
    stage = _new_stage(
        case,
        told,
        2,
        handler=told.content["reviewer"],
        stage1_attempt=answered.attempt,
        stage1_decider=answered.decision.decided_by,
        override=Override(_words(told), told.officer) if told.content["override"] else None,
    )
    return replace(case, stages=(*case.stages, stage), handler=stage.handler)


def _reopen(case: Case, told: Told) -> Case:
    closed = _last(case)
    stage = _new_stage(
        case,
        told,
        closed.number,
        handler=closed.handler,
        stage1_attempt=closed.stage1_attempt,
        stage1_decider=closed.stage1_decider,
        override=closed.override,
    )
    return replace(case, stages=(*case.stages, stage), handler=closed.handler)


def _correct(case: Case, told: Told) -> Case:
    receipt = told.content.get("received_on")
    if receipt is None:
        return case
    received_on = date.fromisoformat(receipt["to"])
    if told.target_on is None:
        raise LookupError("a corrected receipt sets a due date")
    acknowledge_by = date.fromisoformat(told.content["acknowledge_by"])
    stage = replace(_last(case), opened_on=received_on, acknowledge_by=acknowledge_by, due_on=told.target_on)
    return _with(case, stage, received_on=received_on)


def _recount(case: Case, told: Told) -> Case:
    if told.target_on is None:
        raise LookupError("dates that are counted anew have a due date")
    acknowledge_by = date.fromisoformat(told.content["acknowledge_by"])
    return _with(case, replace(_last(case), acknowledge_by=acknowledge_by, due_on=told.target_on))


_STEPS: Mapping[Action, Callable[[Case, Told], Case]] = {
    Action.ACKNOWLEDGE: _acknowledge,
    Action.ALLOCATE: _allocate,
    Action.ASSIGN: _assign,
    Action.EXTEND: _extend,
    Action.RESPOND: _respond,
    Action.ESCALATE: _escalate,
    Action.REOPEN: _reopen,
    Action.WITHDRAW: _close,
    Action.RESOLVE: _close,
    Action.REFUSE: _close,
    Action.NOTE: lambda case, _: case,
    Action.CORRECT: _correct,
    Action.RECOUNT: _recount,
    Action.RESTRICT: lambda case, _: replace(case, restricted=True),
    Action.UNRESTRICT: lambda case, _: replace(case, restricted=False),
    Action.POINT: _point,
}


def _words(told: Told) -> str:
    return UNTOLD if told.text is None else told.text


# Comparison


def differences(stored: Whole, told: Whole) -> Iterator[str]:
    """Where the rows of a case are not what its events say, each in words."""
    if told.case.state is State.ANNULLED and gave_back(stored.case.reference, told.case.reference):
        told = replace(told, case=replace(told.case, reference=stored.case.reference))
    kept, said = dict(_facts(stored)), dict(_facts(told))
    for name in {**said, **kept}:
        here, there = kept.get(name), said.get(name)
        if here != there and there not in {UNTOLD, UNTOLD_DATE}:
            yield _difference(name, here, there)


def _difference(name: str, here: object, there: object) -> str:
    if "reason" in name or "wording" in name:  # somebody's words, which are not repeated where they do not belong
        return f"{name} is not what its event says"
    return f"{name} is {_shown(here)}, but {_shown(there)} by its events"


def _facts(whole: Whole) -> Iterator[tuple[str, Any]]:
    case = whole.case
    for name in ("state", "version", "reference", "kind", "policy", "service", "sub_service", "handler", "restricted"):
        yield name, getattr(case, name)
    yield "the date of receipt", case.received_on
    yield "the channel", whole.channel
    yield "the due date", whole.due_on
    yield "the date of acknowledgement", whole.acknowledge_by
    yield "the number of points", len(case.points)
    for point in case.points:
        yield f"the wording of point {point.ordinal}", point.text
    yield "the number of stages", len(case.stages)
    for stage in case.stages:
        yield from _facts_of(stage)


def _facts_of(stage: Stage) -> Iterator[tuple[str, Any]]:
    named = f"stage {stage.number}" + (f" (attempt {stage.attempt})" if stage.attempt > 1 else "")
    for name in ("opened_on", "acknowledge_by", "acknowledged_on", "due_on", "handler", "stage1_attempt"):
        yield f"{name} of {named}", getattr(stage, name)
    yield f"stage1_decider of {named}", stage.stage1_decider
    yield f"override_by of {named}", stage.override and stage.override.by
    yield f"override_reason of {named}", stage.override and stage.override.reason
    for name in ("ending", "outcome", "decided_on", "decided_by", "resolution_theme", "root_cause"):
        yield f"{name} of {named}", stage.decision and getattr(stage.decision, name)
    for finding in stage.findings:
        yield f"the finding on point {finding.point} of {named}", finding.finding
    for extension in stage.extensions:
        for name in ("days", "extended_on", "extended_to", "reason"):
            yield f"{name} of extension {extension.ordinal} of {named}", getattr(extension, name)


_LONGEST_SHOWN = 60


def _shown(value: object) -> str:
    words = "nothing" if value is None else str(value)
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
