"""Prove that nobody changed the past: walk the chain, and compare what the store holds with what its events say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import RowMapping, text

from caseapp.rules.vocabulary import Ending
from caseapp.store.audit import GENESIS, Link, text_digest
from caseapp.store.reader import Reader
from caseapp.store.rows import as_date, maybe_date

Facts = Mapping[str, Any]
"""What an event says, as it was recorded."""

AT_MOST = 20
"""How many misfits are named; a damaged store can have millions."""

_CHAIN = """
SELECT e.*, o.name AS officer, c.reference FROM events e LEFT JOIN officers o ON o.id = e.officer_id
LEFT JOIN complaints c ON c.id = e.complaint_id ORDER BY e.seq
"""
_UNEXPLAINED = """
SELECT c.reference, c.version, c.state, e.version AS event_version, e.state AS event_state FROM complaints c
LEFT JOIN events e ON e.complaint_id = c.id
  AND e.version = (SELECT MAX(l.version) FROM events l WHERE l.complaint_id = c.id)
WHERE e.seq IS NULL OR e.version <> c.version OR e.state <> c.state OR (e.due_on IS NULL) <> (c.due_on IS NULL)
  OR e.due_on <> c.due_on ORDER BY c.id
"""
_STALE_STAGES = """
SELECT c.reference, t.number FROM stages t JOIN complaints c ON c.id = t.complaint_id
WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = t.complaint_id AND e.version = t.due_version
                  AND e.target_on = t.due_on) ORDER BY c.id, t.number
"""
_MISCOUNTED = """
SELECT c.reference FROM complaints c WHERE
  (SELECT COUNT(*) FROM events e WHERE e.complaint_id = c.id AND e.action = 'extend')
    <> (SELECT COUNT(*) FROM extensions x WHERE x.complaint_id = c.id)
  OR (SELECT COUNT(*) FROM events e WHERE e.complaint_id = c.id
      AND e.action IN ('respond', 'withdraw', 'resolve', 'refuse'))
    <> (SELECT COUNT(*) FROM decisions d WHERE d.complaint_id = c.id)
  OR (SELECT COUNT(*) FROM events e WHERE e.complaint_id = c.id AND e.action = 'acknowledge')
    <> (SELECT COUNT(*) FROM stages t WHERE t.complaint_id = c.id AND t.acknowledged_on IS NOT NULL)
  OR (SELECT COUNT(*) FROM events e WHERE e.complaint_id = c.id AND e.target_on IS NOT NULL
      AND e.action IN ('log', 'escalate', 'reopen'))
    <> (SELECT COUNT(*) FROM stages t WHERE t.complaint_id = c.id) ORDER BY c.id
"""
_DECISIONS = """
SELECT c.reference, d.stage, d.ending, d.outcome, d.decided_on, d.resolution_theme, d.root_cause, o.name AS decider,
       e.happened_on, e.content FROM decisions d JOIN complaints c ON c.id = d.complaint_id
LEFT JOIN officers o ON o.id = d.decided_by
LEFT JOIN events e ON e.complaint_id = d.complaint_id AND e.version = d.version ORDER BY c.id, d.stage, d.attempt
"""
_EXTENSIONS = """
SELECT c.reference, x.stage, x.days, x.extended_on, x.extended_to, x.reason, e.happened_on, e.content, e.text
FROM extensions x JOIN complaints c ON c.id = x.complaint_id
LEFT JOIN events e ON e.complaint_id = x.complaint_id AND e.version = x.version ORDER BY c.id, x.stage, x.ordinal
"""
_RECEIPTS = """
SELECT c.reference, c.kind, c.received_on, c.channel, c.policy, e.content FROM complaints c
LEFT JOIN events e ON e.complaint_id = c.id AND e.version = 1 ORDER BY c.id
"""
_STRAY_ACKNOWLEDGEMENTS = """
SELECT c.reference, t.number FROM stages t JOIN complaints c ON c.id = t.complaint_id
WHERE t.acknowledged_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = t.complaint_id
  AND e.action = 'acknowledge' AND e.stage = t.number AND e.happened_on = t.acknowledged_on) ORDER BY c.id, t.number
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found."""

    events: int
    cases: int
    head: str
    """The digest of the last event: an anchor, to be kept elsewhere."""
    problems: tuple[str, ...]
    """Sentences, the first misfit of the chain first; at most ``AT_MOST``."""

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not self.problems


def verify(reader: Reader) -> Verification:
    """Walk the whole chain in constant memory and compare it with the cases."""
    walk = _Walk()
    problems = [*_engine_problems(reader), *walk.problems(reader)]
    problems += islice(_state_problems(reader), AT_MOST)
    cases = int(reader.value("SELECT COUNT(*) FROM complaints"))
    return Verification(walk.events, cases, walk.head, tuple(problems[:AT_MOST]))


class _Walk:
    """One pass over the chain; stops at the first event that does not fit, for all after it hang on it."""

    def __init__(self) -> None:
        self.events = 0
        self.head = GENESIS

    def problems(self, reader: Reader) -> Iterator[str]:
        streamed = reader.connection.execution_options(yield_per=1_000).execute(text(_CHAIN)).mappings()
        for row in streamed:
            misfit = self._misfit(row)
            if misfit:
                yield f"{_named(row)}: {misfit}"
                return
            self.events, self.head = self.events + 1, row["hash"]

    def _misfit(self, row: RowMapping) -> str | None:
        if row["seq"] != self.events + 1:
            return f"event {self.events + 1} is missing before it"
        if row["previous"] != self.head:
            return "it does not follow the event before it"
        if row["officer"] is None or _link(row).hash() != row["hash"]:
            return "what it says was changed after it was recorded"
        if row["text"] is not None and text_digest(row["salt"] or "", row["text"]) != row["text_digest"]:
            return "its words were changed after they were recorded"
        return None


def _link(row: RowMapping) -> Link:
    return Link(
        seq=row["seq"],
        complaint_id=row["complaint_id"],
        version=row["version"],
        action=row["action"],
        stage=row["stage"],
        happened_on=as_date(row["happened_on"]),
        recorded_at=row["recorded_at"],
        officer=row["officer"],
        state=row["state"],
        due_on=maybe_date(row["due_on"]),
        target_on=maybe_date(row["target_on"]),
        content=row["content"],
        text_digest=row["text_digest"],
        previous=row["previous"],
    )


def _named(row: RowMapping) -> str:
    about = f" of {row['reference']}" if row["reference"] else ""
    return f"Event {row['seq']} ({row['action']}{about} by {row['officer']}, {row['happened_on']})"


def _state_problems(reader: Reader) -> Iterator[str]:
    for row in reader.rows(_UNEXPLAINED):
        yield f"{row['reference']} is {row['state']}, which its events do not explain"
    for row in reader.rows(_STALE_STAGES):
        yield f"{row['reference']}: the due date of stage {row['number']} is not the one that its event set"
    for row in reader.rows(_STRAY_ACKNOWLEDGEMENTS):
        yield f"{row['reference']}: no event says when stage {row['number']} was acknowledged"
    for row in reader.rows(_MISCOUNTED):
        yield f"{row['reference']} has more or fewer stages, acknowledgements, extensions or endings than events"
    for sql, what, agrees in _RETOLD:
        for row in reader.connection.execution_options(yield_per=1_000).execute(text(sql)).mappings():
            if row["content"] is None or not agrees(row, json.loads(row["content"])):
                yield f"{row['reference']}: {what} is not what its event says"


def _decision_agrees(row: RowMapping, facts: Facts) -> bool:
    if as_date(row["decided_on"]) != maybe_date(row["happened_on"]):
        return False
    if row["ending"] != Ending.ANSWERED:
        return bool(facts.get("ending") == row["ending"])
    told = (facts.get("outcome"), facts.get("decided_by"), facts.get("theme"), facts.get("root_cause"))
    return told == (row["outcome"], row["decider"], row["resolution_theme"], row["root_cause"])


def _extension_agrees(row: RowMapping, facts: Facts) -> bool:
    kept = (row["days"], str(row["extended_to"]), as_date(row["extended_on"]))
    told = (facts.get("days"), facts.get("to"), maybe_date(row["happened_on"]))
    return kept == told and row["text"] in {None, row["reason"]}  # words may have been erased


def _receipt_agrees(row: RowMapping, facts: Facts) -> bool:
    kept = (row["reference"], row["kind"], str(row["received_on"]), row["channel"], row["policy"])
    return kept == tuple(facts.get(name) for name in ("reference", "kind", "received_on", "channel", "policy"))


_RETOLD: tuple[tuple[str, str, Callable[[RowMapping, Facts], bool]], ...] = (
    (_RECEIPTS, "what was received, when and how", _receipt_agrees),
    (_EXTENSIONS, "an extension", _extension_agrees),
    (_DECISIONS, "how a stage ended", _decision_agrees),
)


def _engine_problems(reader: Reader) -> Iterator[str]:
    if reader.connection.dialect.name != "sqlite":
        return
    for row in reader.connection.exec_driver_sql("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield f"The file is damaged: {row[0]}"
    for row in reader.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5):
        yield f"A row of {row[0]} refers to a row of {row[2]} that is not there"
