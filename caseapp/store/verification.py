"""Prove that nobody changed the past: walk the chain, and compare each case with what its latest event says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import RowMapping, text

from caseapp.store.audit import GENESIS, Link, text_digest
from caseapp.store.reader import Reader
from caseapp.store.rows import as_date, maybe_date

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


def _engine_problems(reader: Reader) -> Iterator[str]:
    if reader.connection.dialect.name != "sqlite":
        return
    for row in reader.connection.exec_driver_sql("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield f"The file is damaged: {row[0]}"
    for row in reader.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5):
        yield f"A row of {row[0]} refers to a row of {row[2]} that is not there"
