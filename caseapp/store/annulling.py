"""Taking an import back: all that happened to its cases is undone event by event, and what hung on them goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import text

from caseapp.rules.instants import london_date
from caseapp.rules.references import given_back
from caseapp.rules.vocabulary import Action, Occasion, State
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.registers import Registers
from caseapp.store.rows import Row, as_date, maybe_date
from caseapp.store.writing import Standing

AT_ONCE = 500
"""How many cases are held at a time."""

_CASES = "SELECT id, reference FROM complaints WHERE batch_id = :batch ORDER BY id"
_EVENTS = """
SELECT e.complaint_id, e.version, e.action, e.stage, e.state, e.due_on, e.target_on
FROM events e JOIN complaints c ON c.id = e.complaint_id
WHERE e.complaint_id BETWEEN :first AND :last AND c.batch_id = :batch ORDER BY e.complaint_id, e.version
"""
_THEIRS = "complaint_id IN (SELECT id FROM complaints WHERE batch_id = :batch AND id BETWEEN :first AND :last)"
_ROWS = (
    ("findings", ""),
    ("extensions", ""),
    ("decisions", " AND stage = 2"),
    ("stages", " AND number = 2"),
    ("decisions", ""),
    ("stages", ""),
    ("submissions", ""),
)
"""What hangs on a case, in the order in which keys let it go: stage 2 refers to the answer that it reviews."""


class Annulling(Registers):
    """A write transaction that can take an import back."""

    def annul_batch(self, batch: int, *, by: Actor, at: datetime) -> int:
        """Take back every case of an import that nobody worked on; gives how many.

        Their events are undone one by one, the newest first, and that of logging them last. What is left of a case is
        its row, annulled and without its reference, its words and its events.
        """
        self.flush()
        cases = [(int(row["id"]), str(row["reference"])) for row in self.rows(_CASES, batch=batch)]
        self._close_batch(batch, len(cases), by=by, at=at)
        for start in range(0, len(cases), AT_ONCE):
            self._annul(batch, cases[start : start + AT_ONCE], by=by, at=at)
        return len(cases)

    def _close_batch(self, batch: int, cases: int, *, by: Actor, at: datetime) -> None:
        content = {"batch": batch, "cases": cases}
        self.note_occasion(Happening(Occasion.IMPORT_UNDONE, london_date(at), content), by=by, at=at)
        undone_at = self._chain_head()[2]
        self.flush()
        sql = text("UPDATE import_batches SET undone_at = :undone_at WHERE id = :batch")
        self.connection.execute(sql, {"undone_at": undone_at, "batch": batch})

    def _annul(self, batch: int, cases: Sequence[tuple[int, str]], *, by: Actor, at: datetime) -> None:
        references = dict(cases)
        place = {"batch": batch, "first": cases[0][0], "last": cases[-1][0]}
        for case, rows in groupby(list(self.rows(_EVENTS, **place)), key=lambda row: int(row["complaint_id"])):
            version = self._undo_all(case, list(rows), by=by, at=at)
            self._pending.change_complaint(case, _annulled(given_back(references[case], batch), version))
            self._pending.reword(case)
        self.flush()
        for table, condition in _ROWS:
            self.connection.execute(text(f"DELETE FROM {table} WHERE {_THEIRS}{condition}"), place)

    def _undo_all(self, case: int, events: Sequence[Row], *, by: Actor, at: datetime) -> int:
        """Undo the events of a case, the newest first; gives the version that the case has then."""
        version = len(events)
        for undone, before, target in _backwards(events):
            version += 1
            state = State(before["state"]) if before else State.ANNULLED
            happening = Happening(
                Action.UNDO,
                london_date(at),
                {"action": undone["action"], "undoes": undone["version"]},
                stage=before["stage"] if before else None,
                target_on=target,
            )
            due_on = maybe_date(before["due_on"]) if before else None
            self._chain(happening, Standing(case, version, state, due_on), by, at)
        return version


def _backwards(events: Sequence[Row]) -> Iterator[tuple[Row, Row | None, date | None]]:
    """Each event, the one before it and the due date, before extension, that stood then; the newest first."""
    targets: list[date | None] = [None]
    for event in events:
        set_here = event["target_on"]
        targets.append(as_date(set_here) if set_here else targets[-1])
    for place in range(len(events) - 1, -1, -1):
        yield events[place], events[place - 1] if place else None, targets[place]


def _annulled(reference: str, version: int) -> dict[str, object]:
    return {
        "version": version,
        "state": State.ANNULLED.value,
        "due_on": None,
        "acknowledge_by": None,
        "handler_id": None,
        "reference": reference,
    }
