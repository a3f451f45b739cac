"""What is wrong with a store and where it lies, in plain words, and what to do about it. Nothing is written.

Each check is a small function that yields pairs of sentences: what is wrong, and what to do. They look at what can be
seen quickly; the proof of what the store holds is :func:`caseapp.store.verification.verify`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from caseapp.rules.errors import CaseappError
from caseapp.store import finding, guards, rights, schema, shape, surroundings
from caseapp.store.addresses import path_of
from caseapp.store.problems import as_problem
from caseapp.store.rows import as_date
from caseapp.store.store import Store
from caseapp.store.surroundings import Advice

OLDEST_POSTGRESQL = 15

_UPGRADE = "Run caseapp upgrade, which makes a backup and mends it, and then caseapp verify, to see what slipped in."
_A_MOMENT = timedelta(minutes=5)
"""By how much the clocks of two machines may differ."""
_IN_GOOD_TIME = timedelta(days=365)

Check = Callable[[Connection, datetime], Iterator[Advice]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    check: str
    says: str
    do: str
    """What to do; empty where ``says`` says it already."""


@dataclass
class Examination:
    """What was looked at and what was found."""

    store: str
    looked_at: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def look(self, name: str, advice: Callable[[], Iterable[Advice]]) -> bool:
        """Carry out one check; says whether nothing was wrong. One that fails is itself a finding."""
        before = len(self.findings)
        self.looked_at.append(name)
        try:
            self.findings += [Finding(name, says, do) for says, do in advice()]
        except CaseappError as problem:
            self.findings.append(Finding(name, problem.sentence, ""))
        except (DBAPIError, sqlite3.Error) as error:
            self.findings.append(Finding(name, as_problem(error, self.store).sentence, ""))
        except OSError as error:
            self.findings.append(Finding(name, f"The {name} could not be looked at: {error}.", ""))
        return len(self.findings) == before


def examine(address: str, *, at: datetime) -> Examination:
    """Look a store over; ``at`` is this instant.

    A store that cannot be opened, or is not there, is a finding too.

    Raises:
        StoreProblem: the address is none of a store.
    """
    path = path_of(address)
    if path is None:
        store = Store.unchecked(address)
        seen = Examination(store.name)
        try:
            _look_inside(seen, lambda: store.connected(writing=False), at)
        finally:
            store.close()
        return seen
    seen = Examination(str(path))
    if _look_around(seen, path):
        _look_inside(seen, lambda: _reading(path), at)
    return seen


def _look_around(seen: Examination, path: Path) -> bool:
    """Ask every check of the surroundings; says whether there is a database to open."""
    there, *others = surroundings.CHECKS.items()
    is_there = seen.look(there[0], partial(there[1], path))
    for name, check in others if is_there else others[:1]:
        seen.look(name, partial(check, path))
    return is_there and all(found.check != "whole file" for found in seen.findings)


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    """A connection that writes nothing, not even the files with which SQLite lets many read at once.

    Without a log nobody works in the store, and it can be read as if it lay on a disk that never changes; with one,
    whoever works has made those files already.
    """
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{still}"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _look_inside(seen: Examination, opening: Callable[[], AbstractContextManager[Connection]], at: datetime) -> None:
    def open_and_look() -> Iterator[Advice]:
        with opening() as connection:
            version = schema.version_of(connection, seen.store)
            for name, check in _checks(connection.dialect.name, version):
                seen.look(name, partial(check, connection, at))
                connection.rollback()  # a check that failed leaves a transaction in which nothing works
        yield from ()

    seen.look("opening", open_and_look)


def _checks(dialect: str, version: str) -> Iterator[tuple[str, Check]]:
    yield from _OF_ANY_VERSION.items()
    yield from (_OF_FILES if dialect == "sqlite" else _OF_SERVERS).items()
    if version == schema.VERSIONS[-1]:
        yield from _OF_THIS_VERSION.items()


def _version(connection: Connection, _at: datetime) -> Iterator[Advice]:
    version, ours = schema.version_of(connection, "it"), schema.VERSIONS[-1]
    if version == ours:
        return
    if version in schema.VERSIONS:
        says = f"The store is at schema {version}, and this caseapp works with {ours}."
        yield says, "Bring it up to date with caseapp upgrade, which makes a backup first."
    else:
        yield f"The store is at schema {version}, made by a newer caseapp than this one.", "Install the newer caseapp."


def _clock(connection: Connection, at: datetime) -> Iterator[Advice]:
    last = connection.execute(text("SELECT recorded_at FROM events ORDER BY seq DESC LIMIT 1")).scalar()
    if last and datetime.fromisoformat(str(last)) > at + _A_MOMENT:
        now = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        yield (
            f"The last event was recorded at {last}, which is still to come: the clock of this machine says {now}.",
            "Set the clock right, or find out on which machine with a wrong clock it was recorded.",
        )


def _holidays(connection: Connection, at: datetime) -> Iterator[Advice]:
    """Due dates can be worked out for a year to come."""
    wanted = at.date() + _IN_GOOD_TIME
    ends = connection.execute(text("SELECT value FROM settings WHERE name = 'calendar_to'")).scalar()
    known = [as_date(ends)] if ends else []
    lasts = connection.execute(text("SELECT MAX(held_on) FROM bank_holidays GROUP BY division")).scalars()
    known += [as_date(last) for last in lasts]
    if known and min(known) < wanted:
        yield (
            f"The working days are known up to {min(known)} only, and due dates after that cannot be right.",
            "Install a newer caseapp, and add the bank holidays that were proclaimed since.",
        )


def _administrators(connection: Connection, _at: datetime) -> Iterator[Advice]:
    sql = "SELECT COUNT(*) FROM officers WHERE role = 'administrator' AND can_log_in"
    if not connection.execute(text(sql)).scalar():
        yield "Nobody administers this store: no person on its list is an administrator.", "Restore a backup."


def _guards(connection: Connection, _at: datetime) -> Iterator[Advice]:
    for fault in guards.faults(connection):
        yield _sentence(fault), _UPGRADE


def _shape(connection: Connection, _at: datetime) -> Iterator[Advice]:
    for difference in shape.drift(connection):
        mends = difference.startswith("the view ")
        yield _sentence(difference), _UPGRADE if mends else "Restore a backup, and find out who changed it."


def _search_index(connection: Connection, _at: datetime) -> Iterator[Advice]:
    for fault in finding.faults(connection):
        yield _sentence(fault), "Run caseapp upgrade, which makes a backup and indexes every case anew."


def _engine(_connection: Connection, _at: datetime) -> Iterator[Advice]:
    wanted = ".".join(map(str, schema.OLDEST_SQLITE))
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        yield f"This Python carries SQLite {sqlite3.sqlite_version}; caseapp needs {wanted}.", "Install a newer Python."


def _server(connection: Connection, _at: datetime) -> Iterator[Advice]:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if number // 10_000 < OLDEST_POSTGRESQL:
        yield f"The server is PostgreSQL {number // 10_000}; caseapp needs {OLDEST_POSTGRESQL}.", "Upgrade the server."
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        yield (
            f"The database is encoded in {encoding}, and cannot hold every letter that people write.",
            "Make a backup, and restore it into a database made with ENCODING 'UTF8'.",
        )


def _durable(connection: Connection, _at: datetime) -> Iterator[Advice]:
    """What is confirmed is on disk."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
            yield (
                f"{setting} is off on the server, so that a power cut can lose what was confirmed.",
                f"Let its administrator say: ALTER SYSTEM SET {setting} = on; SELECT pg_reload_conf();",
            )


def _rights(connection: Connection, _at: datetime) -> Iterator[Advice]:
    for sentence in rights.advice(connection):
        yield sentence, ""


def _own_rights(connection: Connection, _at: datetime) -> Iterator[Advice]:
    for table, right, what in (("complaints", "SELECT", "read the cases"), ("events", "INSERT", "record anything")):
        sql = text("SELECT has_table_privilege(:name, :right)")
        if not connection.execute(sql, {"name": table, "right": right}).scalar():
            yield (
                f"You may not {what} in this database.",
                f"Let its administrator make you a member of the role {rights.WORK}.",
            )


_OF_ANY_VERSION: Mapping[str, Check] = {
    "version": _version,
    "clock": _clock,
    "bank holidays": _holidays,
    "administrators": _administrators,
}
_OF_THIS_VERSION: Mapping[str, Check] = {
    "guards": _guards,
    "tables, indexes and views": _shape,
    "search index": _search_index,
    "roles": _rights,
}
_OF_FILES: Mapping[str, Check] = {"SQLite": _engine}
_OF_SERVERS: Mapping[str, Check] = {
    "server": _server,
    "durability": _durable,
    "your rights": _own_rights,
}


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
