"""The events of cases as they are told again, and a case as it stood before its latest event."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from caseapp.rules.case import Case, Point, Stage
from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.rules.undoing import Latest, last_standing
from caseapp.rules.vocabulary import Action, State
from caseapp.store.reader import Reader
from caseapp.store.replay import UNTOLD, UNTOLD_DATE, Senseless, Told, retold
from caseapp.store.rows import Row, as_date, maybe_date

EVENTS = """
SELECT e.complaint_id, e.version, e.action, e.stage, e.happened_on, e.recorded_at, e.state, e.due_on, e.target_on,
       e.content, e.text, e.text_digest, o.name AS officer FROM events e LEFT JOIN officers o ON o.id = e.officer_id
WHERE e.complaint_id BETWEEN :first AND :last ORDER BY e.complaint_id, e.version
"""
"""The rows that ``told_of`` reads."""

_Kept = TypeVar("_Kept")


def told_of(row: Row) -> Told:
    """One event of a case from its row.

    Raises:
        Senseless: it cannot be read.
    """
    try:
        return Told(
            version=row["version"],
            action=Action(row["action"]),
            stage=row["stage"],
            on=as_date(row["happened_on"]),
            officer=row["officer"],
            state=State(row["state"]),
            due_on=maybe_date(row["due_on"]),
            target_on=maybe_date(row["target_on"]),
            content=json.loads(row["content"]),
            text=row["text"] if row["text_digest"] else "",
        )
    except ValueError as error:
        raise Senseless(f"event {row['version']} cannot be read") from error


def latest_event(reader: Reader, case: Case) -> Latest | None:
    """What was recorded last of a stored case and stands: no undo, and not undone; ``None`` if nothing."""
    return last_standing(map(_latest, reader.rows(EVENTS, first=case.id, last=case.id)))


def _latest(row: Row) -> Latest:
    recorded_at = datetime.fromisoformat(row["recorded_at"]).astimezone(UTC)
    return Latest(Action(row["action"]), row["officer"], recorded_at, row["version"])


def case_before(reader: Reader, case: Case, latest: Latest) -> Case:
    """A stored case as it was before its latest event: what the events before that one lead to.

    They are told again, and not undone one by one, so that nothing is forgotten that an event changed on the way. What
    no event says, because an earlier caseapp recorded less, stands in the rows as it did then: no event that can be
    taken back changes it.

    Raises:
        RuleBroken: something cannot be known any more.
    """
    rows = reader.rows(EVENTS, first=case.id, last=case.id)
    try:
        before = retold(told_of(row) for row in rows if row["version"] < latest.version).case
        return _filled(before, case, latest.action)
    except (Senseless, _Unknown) as error:
        raise RuleBroken(
            Refusal(f"What {case.reference} was before cannot be told from its events any more, so it stands: {error}.")
        ) from error


class _Unknown(Exception):
    """What neither the events nor the rows say."""


def _filled(told: Case, stored: Case, undone: Action) -> Case:
    """The case with what no event says taken from its rows."""
    if told.sub_service == UNTOLD and undone is Action.ALLOCATE:
        raise _Unknown("none says which part of the service it was in")
    stages = {(stage.number, stage.attempt): stage for stage in stored.stages}
    return replace(
        told,
        id=stored.id,
        sub_service=_known(told.sub_service, stored.sub_service),
        stages=tuple(_stage(stage, stages[stage.number, stage.attempt]) for stage in told.stages),
        points=tuple(map(_point, told.points, stored.points)),
    )


def _stage(told: Stage, stored: Stage) -> Stage:
    override = told.override
    if override is not None and override.reason == UNTOLD:
        if stored.override is None or stored.override.by != override.by:
            raise _Unknown("the reason for an exception was erased")
        override = stored.override
    return replace(
        told,
        override=override,
        acknowledge_by=stored.acknowledge_by if told.acknowledge_by == UNTOLD_DATE else told.acknowledge_by,
        extensions=tuple(
            replace(one, reason=_known(one.reason, row.reason))
            for one, row in zip(told.extensions, stored.extensions, strict=False)
        ),
    )


def _point(told: Point, stored: Point) -> Point:
    return replace(told, text=_known(told.text, stored.text))


def _known(told: _Kept, kept: _Kept) -> _Kept:
    return kept if told == UNTOLD else told
