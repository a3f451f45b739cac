"""Rows that wait to be written together, and the order in which the guards let them in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Date, Insert, Update, bindparam
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from caseapp.store import tables
from caseapp.store.audit import Link

Row = dict[str, Any]
StageKey = tuple[int, int, int]
"""Complaint, stage number, attempt."""
_LINK_COLUMNS = tuple(column.name for column in fields(Link) if column.name != "officer")
"""The facts of an event that are columns as they stand; who did it is kept as a number."""
_LINK = attrgetter(*_LINK_COLUMNS)


@dataclass(slots=True)
class Pending:
    """What a transaction has gathered. A row that waits is changed in place; one that is stored is updated."""

    events: list[Row] = field(default_factory=list)
    complaints: dict[int, Row] = field(default_factory=dict)
    complaint_changes: dict[int, Row] = field(default_factory=dict)
    stages: dict[StageKey, Row] = field(default_factory=dict)
    stage_changes: dict[StageKey, Row] = field(default_factory=dict)
    extensions: list[Row] = field(default_factory=list)
    points: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    others: dict[type[SQLModel], list[Row]] = field(default_factory=dict)
    reworded: set[int] = field(default_factory=set)
    """The stored cases of which other words can be found once this is written."""

    def add(self, table: type[SQLModel], **row: Any) -> None:
        """A row of a table that hangs on a case and that no guard orders."""
        self.others.setdefault(table, []).append(row)

    def add_event(self, link: Link, digest: str, officer_id: int | None, words: str | None, salt: str | None) -> None:
        """An event in its place in the chain."""
        row = dict(zip(_LINK_COLUMNS, _LINK(link), strict=True))
        row |= {"hash": digest, "officer_id": officer_id, "text": words, "salt": salt}
        self.events.append(row)

    def change_complaint(self, number: int, changed: Row) -> None:
        """New values for a case, whether it waits or is stored."""
        waiting = self.complaints.get(number) or self.complaint_changes.setdefault(number, {"id_": number})
        waiting.update(changed)

    def reword(self, number: int) -> None:
        """A case of which other words can be found; one that waits is not indexed yet."""
        if number not in self.complaints:
            self.reworded.add(number)

    def change_stage(self, key: StageKey, standing: Row) -> None:
        """New values for a stage, whether it waits or is stored."""
        if key in self.stages:
            self.stages[key].update(standing)
            return
        changes = self.stage_changes.setdefault(key, {})
        changes.update(standing)

    def write(self, connection: Connection) -> None:
        """Write everything: people, events, cases, then what hangs on them."""
        people = self.others.pop(tables.Complainant, [])
        _insert(connection, tables.Complainant, people)
        _insert(connection, tables.Event, self.events)
        _insert(connection, tables.Complaint, list(self.complaints.values()))
        self._change_complaints(connection)
        self._change_stages(connection)
        _insert(connection, tables.PointRow, self.points)
        self._write_attempts(connection)
        for table, rows in self.others.items():
            _insert(connection, table, rows)

    def _change_complaints(self, connection: Connection) -> None:
        for columns, rows in groupby(self.complaint_changes.values(), key=tuple):
            _write(connection, _updating(tables.Complaint, columns), list(rows))

    def _change_stages(self, connection: Connection) -> None:
        for (case_id, number, attempt), standing in self.stage_changes.items():
            row = {"complaint_id_": case_id, "number_": number, "attempt_": attempt, **standing}
            _write(connection, _updating(tables.StageRow, tuple(row)), [row])

    def _write_attempts(self, connection: Connection) -> None:
        """Stages with what hangs on them, one wave an attempt: a stage begins once the last has ended."""
        waves: dict[tuple[int, int], tuple[list[Row], list[Row], list[Row], list[Row]]] = {}
        for place, rows, stage in (
            (0, self.stages.values(), "number"),
            (1, self.extensions, "stage"),
            (2, self.findings, "stage"),
            (3, self.decisions, "stage"),
        ):
            for row in rows:
                waves.setdefault((row[stage], row["attempt"]), ([], [], [], []))[place].append(row)
        for _, (stages, extensions, findings, decisions) in sorted(waves.items()):
            _insert(connection, tables.StageRow, stages)
            _insert(connection, tables.ExtensionRow, extensions)
            _insert(connection, tables.FindingRow, findings)
            _insert(connection, tables.DecisionRow, decisions)


def _insert(connection: Connection, table: type[SQLModel], rows: list[Row]) -> None:
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(inserting(table), rows)
        return
    sql, values_of, dated = _adding(table, tuple(rows[0]))
    _cursor(connection).executemany(sql, _as_stored(map(values_of, rows), dated))


def _as_stored(rows: Iterable[tuple[Any, ...]], dated: tuple[int, ...]) -> Iterator[Sequence[Any]]:
    """Dates as the text that they are in a file."""
    for row in rows:
        values = list(row)
        for place in dated:
            on = values[place]
            if on is not None:
                values[place] = on.isoformat()
        yield values


@lru_cache(maxsize=64)
def _adding(
    table: type[SQLModel], names: tuple[str, ...]
) -> tuple[str, Callable[[Row], tuple[Any, ...]], tuple[int, ...]]:
    """For rows of these columns the driver's own statement, what gives their values, and which of these are dates."""
    columns = tables.metadata.tables[str(table.__tablename__)].columns
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {table.__tablename__} ({', '.join(names)}) VALUES ({marks})"
    dated = tuple(place for place, name in enumerate(names) if isinstance(columns[name].type, Date))
    return sql, itemgetter(*names), dated


def _cursor(connection: Connection) -> sqlite3.Cursor:
    driver: Any = connection.connection.driver_connection
    cursor: sqlite3.Cursor = driver.cursor()
    return cursor


def _write(connection: Connection, statement: Insert | Update, rows: list[Row]) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(statement, rows)
        return
    # The driver's own way, with dates as the text that they are there, saves a quarter of the time of a verb.
    values = ({name: v.isoformat() if isinstance(v, date) else v for name, v in row.items()} for row in rows)
    _cursor(connection).executemany(_as_sqlite(statement, tuple(rows[0])), values)


@lru_cache(maxsize=64)
def _as_sqlite(statement: Insert | Update, values: tuple[str, ...]) -> str:
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="named"), column_keys=list(values)))


@lru_cache(maxsize=32)
def inserting(table: type[SQLModel]) -> Insert:
    """The statement that adds rows to a table, made once: making it takes longer than adding a row."""
    return tables.metadata.tables[str(table.__tablename__)].insert()


@lru_cache(maxsize=32)
def _updating(table: type[SQLModel], values: tuple[str, ...]) -> Update:
    """The statement that changes columns of one row, made once; a value called ``id_`` finds the row by its ``id``."""
    columns = tables.metadata.tables[str(table.__tablename__)].columns
    key = (columns[name[:-1]] == bindparam(name) for name in values if name.endswith("_"))
    changed: Row = {name: bindparam(name) for name in values if not name.endswith("_")}
    return tables.metadata.tables[str(table.__tablename__)].update().where(*key).values(changed)
