"""The ground that writing stands on: numbers that are given once, the end of the chain, and rows that wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from caseapp.rules.case import Case
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import State
from caseapp.rules.workflow import Actor
from caseapp.store import finding
from caseapp.store.audit import GENESIS, Happening, Link, canonical, instant_text, sealed_text, state_text
from caseapp.store.known import Shelf
from caseapp.store.pending import Pending, inserting
from caseapp.store.reader import Reader

_Head = tuple[int, str, str]
"""The last event's number, its hash, and when it was recorded."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands after an event; all blank for an event of the store as a whole."""

    complaint_id: int | None = None
    version: int | None = None
    state: State | None = None
    due_on: date | None = None


_OF_NO_CASE = Standing()


class Writing(Reader):
    """One write transaction, before it knows of cases.

    An event says when it was recorded by the ``clock``, so that a date that was fixed back-dates nothing, and never
    earlier than the event before it, though a clock was put back or another machine's is slow.
    """

    def __init__(
        self, connection: Connection, clock: Callable[[], datetime] | None = None, shelf: Shelf | None = None
    ) -> None:
        super().__init__(connection, shelf)
        self._is_apart = False
        _ = self._known  # looked at before anything is changed: what is kept for others must have been committed
        self._clock = clock
        self._pending = Pending()
        self._counters: dict[str, int] = {}
        self._head: _Head | None = None

    def note_occasion(self, happening: Happening, *, by: Actor, at: datetime) -> None:
        """Add an event of the store as a whole."""
        self._append(happening, None, by, at)

    def _append(self, happening: Happening, case: Case | None, by: Actor, at: datetime) -> None:
        standing = Standing(case.id, case.version, case.state, case.due_on) if case else _OF_NO_CASE
        self._chain(happening, standing, by, at)

    def _chain(self, happening: Happening, standing: Standing, by: Actor, at: datetime) -> None:
        seq, previous, latest = self._chain_head()
        words, salt, digest = sealed_text(happening.text)
        link = Link(
            seq=seq + 1,
            complaint_id=standing.complaint_id,
            version=standing.version,
            action=happening.action.value,
            stage=happening.stage,
            happened_on=happening.on,
            recorded_at=max(latest, instant_text(self._clock() if self._clock else at)),
            officer=by.name,
            state=state_text(standing.state),
            due_on=standing.due_on,
            target_on=happening.target_on,
            content=canonical(happening.content),
            text_digest=digest,
            previous=previous,
        )
        self._head = (link.seq, link.hash(), link.recorded_at)
        self._pending.add_event(link, self._head[1], self._officer_id(by.name), words, salt)

    def _chain_head(self) -> _Head:
        if self._head is None:
            found = self.rows("SELECT seq, hash, recorded_at FROM events ORDER BY seq DESC LIMIT 1")
            row = next(iter(found), None)
            self._head = (row["seq"], row["hash"], row["recorded_at"]) if row else (0, GENESIS, "")
        return self._head

    def _officer_id(self, name: str | None) -> int | None:
        if name is None:
            return None
        people = self._known.people
        if name not in people:
            raise NotFound(f"There is no officer “{name}”; see caseapp people.")
        return people[name].id

    def _next(self, counter: str) -> int:
        if counter not in self._counters:
            found = self.value("SELECT value FROM counters WHERE name = :name", name=counter)
            self._counters[counter] = int(found or 0)
        self._counters[counter] += 1
        return self._counters[counter]

    def flush(self) -> None:
        """Write what waits. Called by the store before it commits."""
        pending, self._pending = self._pending, Pending()
        finding.forget(self.connection, pending.reworded)
        pending.write(self.connection)
        finding.learn(self.connection, pending.complaints.keys() | pending.reworded)
        if self._counters:
            sql = (
                "INSERT INTO counters (name, value) VALUES (:name, :value) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            )
            self.connection.execute(
                text(sql), [{"name": name, "value": value} for name, value in self._counters.items()]
            )

    def _insert(self, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(inserting(table), rows)
