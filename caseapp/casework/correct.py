"""Put right what was taken down wrongly, in an event that keeps the old value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from caseapp.casework.requests import Correct
from caseapp.casework.steps import Done, Step, take
from caseapp.rules import deadlines
from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import InvalidInput, Refusal, RuleBroken
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.queries.cases import CaseView, case_view
from caseapp.store.work import Correction, Work

_NARRATIVE = ("details", "desired_outcome", "raised_before")
_COMPLAINANT = ("name", "email", "telephone", "address", "postcode")
_COLUMNS = ("summary", "channel", "issue_on", "aware_on")
_FACTS = ("channel", "received_on", "issue_on", "aware_on")
"""Fields that say nothing of a person: their old and new values go into the chain, and stay there for good."""
_NOTES = ("adjustments", "contact")
_FIELDS = (*_COLUMNS, *_NARRATIVE, *_COMPLAINANT, *_NOTES, "received_on")


@dataclass(frozen=True, slots=True)
class _Change:
    old: str | date | None
    new: str | date | None


_Changes = Mapping[str, _Change]
"""By field; only what is different afterwards."""


def correct(work: Work, request: Correct, *, by: Actor, at: datetime) -> Done:
    """Correct what was received: words, who it is from, how and when it came.

    The event's text is the reason with every old value, so that it can be erased when its retention ends (R133); its
    content names the fields, with the values of those that say nothing of a person. A corrected date of receipt
    moves the dates of stage 1 in the same event (guarantee 6).

    Raises:
        InvalidInput: nothing would be different, or the summary would be blank.
        RuleBroken: no reason, or a date that the case can no longer have; says what to do instead.
    """
    reason = plain(request.reason).strip()
    step = take(work, Action.CORRECT, request, by=by, at=at, reason=reason)
    work.flush()  # what this transaction has not written yet is what it would correct
    view = case_view(work, step.case.reference)
    changes = _changes(request, view)
    after = _received(step, changes)
    _require_dates_in_order(view, changes, after.received_on)
    moved = after.stage if "received_on" in changes else None
    happening = Happening(
        Action.CORRECT,
        step.on,
        _content(changes, moved),
        "\n".join((reason, *_old_values(changes))),
        after.stage.number if after.stage else None,
        moved.due_on if moved else None,
    )
    return Done(work.correct(step.case, after, _correction(changes, view), happening, by=by, at=at))


def _changes(request: Correct, view: CaseView) -> _Changes:
    found = {}
    for name in _FIELDS:
        asked = getattr(request, name)
        if asked is None:
            continue
        old = view.case.received_on if name == "received_on" else getattr(view, name)
        new = _tidied(name, asked)
        if new != old:
            found[name] = _Change(old, new)
    if not found:
        raise InvalidInput(
            f"Nothing to correct: {view.case.reference} says so already, or no field was given; "
            "say what is to be different, such as the summary."
        )
    return found


def _tidied(name: str, value: str | date) -> str | date:
    if isinstance(value, date) or name == "channel":
        return value
    if name != "summary":
        return plain(value)
    summary = one_line(value)
    if not summary:
        raise InvalidInput("A case needs a summary; say in a line what it is about.")
    return summary


# The date of receipt.


def _received(step: Step, changes: _Changes) -> Case:
    """The case with its corrected date of receipt, and the dates of stage 1 that follow from it."""
    received_on = changes["received_on"].new if "received_on" in changes else None
    if not isinstance(received_on, date):
        return step.case
    refusal = _objection(step, received_on)
    if refusal is not None:
        raise RuleBroken(refusal)
    return replace(step.case, received_on=received_on, stages=(_begun(step, received_on),))


def _begun(step: Step, opened_on: date) -> Stage:
    """Stage 1 as it would stand had that date been taken down at once."""
    stage = step.stage
    answer = deadlines.response(step.policy, step.calendar, stage.number, opened_on, stage.acknowledged_on)
    acknowledge = deadlines.acknowledgement(step.policy, step.calendar, stage.number, opened_on)
    return replace(stage, opened_on=opened_on, acknowledge_by=acknowledge.on, due_on=answer.on)


def _objection(step: Step, received_on: date) -> Refusal | None:
    case, today = step.case, step.asked.today
    if received_on > today:
        return Refusal(f"{received_on} is in the future; today is {today}.")
    if not step.policy.covers(received_on):
        return Refusal(
            f"{case.reference} was opened under {case.policy}, which does not apply on {received_on}; log it anew "
            "with that date, and say in a note on this one why it was.",
            "R76",
        )
    return _stage_objection(case, received_on)


def _stage_objection(case: Case, received_on: date) -> Refusal | None:
    """Once a date was answered to, or promised anew, moving it would change what was true when it was said (R124)."""
    stage, instead = case.stage, "record the right date in a note"
    if stage is None:
        return Refusal(
            f"{case.reference} is a {case.kind}: nothing is due by its date of receipt, so that stands; {instead}.",
            "R6",
        )
    if len(case.stages) > 1 or not stage.is_open:
        return Refusal(
            f"{case.reference} has been answered or closed by the dates that it had, so its date of receipt stands; "
            f"{instead}.",
            "R77",
        )
    if stage.extensions:
        return Refusal(
            f"{case.reference} has been extended to {stage.extended_to}, which the person was told, so its date of "
            f"receipt stands; {instead}.",
            "R124",
        )
    if stage.acknowledged_on and received_on > stage.acknowledged_on:
        return Refusal(
            f"{case.reference} was acknowledged on {stage.acknowledged_on}, before {received_on}; check the date.",
            "R37",
        )
    return None


def _require_dates_in_order(view: CaseView, changes: _Changes, received_on: date) -> None:
    """What is complained of, and when the person knew, do not come after the complaint (R15)."""
    for name in ("issue_on", "aware_on"):
        on = changes[name].new if name in changes else getattr(view, name)
        if isinstance(on, date) and on > received_on:
            raise RuleBroken(
                Refusal(f"{name} {on} is after the date of receipt, {received_on}; correct both, or check them.", "R15")
            )


# What is kept.


def _content(changes: _Changes, moved: Stage | None) -> dict[str, object]:
    content: dict[str, object] = {"fields": sorted(changes)}
    for name in _FACTS:
        if name in changes:
            change = changes[name]
            content[name] = {"from": _text(change.old), "to": _text(change.new)}
    if moved is not None:
        content["acknowledge_by"] = moved.acknowledge_by.isoformat()
    return content


def _old_values(changes: _Changes) -> Iterator[str]:
    """A line a field, in brackets, so that it reads as well where lines run on."""
    for name, change in changes.items():
        yield f"[{name.replace('_', ' ')} before: {_text(change.old) or 'blank'}]"


def _text(value: str | date | None) -> str | None:
    return None if value is None else str(value)


def _correction(changes: _Changes, view: CaseView) -> Correction:
    pick = partial(_picked, changes, view)
    notes = pick(_NOTES)
    return Correction(
        columns={name: changes[name].new for name in _COLUMNS if name in changes},
        narrative=pick(_NARRATIVE),
        complainant=pick(_COMPLAINANT),
        notes=None if notes is None else {"text": notes["adjustments"], "contact": notes["contact"]},
    )


def _picked(changes: _Changes, view: CaseView, names: tuple[str, ...]) -> dict[str, str] | None:
    """All of some fields as they are to be, or ``None`` when none of them is to be different."""
    if not changes.keys() & set(names):
        return None
    return {name: str(changes[name].new) if name in changes else getattr(view, name) for name in names}
