"""Where the long runs work: stores of their own on each engine, made once as a template and copied."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from caseapp.casework import people
from caseapp.casework.founding import found
from tests.builders import ADA, STAFF
from tests.store import older

ENGINES = ("sqlite", "postgresql")
SERVER = "CASEAPP_TEST_POSTGRES"
A_MINUTE = 60
AT_ONCE = 60
"""How many databases a run keeps."""


class Places(Protocol):
    """Makes stores that are thrown away."""

    def founded(self) -> str:
        """The address of a staffed store without cases."""

    def older(self) -> str:
        """The address of a store of the oldest version, with data in it."""

    def settle(self, address: str) -> None:
        """Wait until nobody works in the store any more: a server finishes what a dead client asked of it."""


@contextmanager
def places(engine: str, folder: Path) -> Iterator[Places]:
    """Places on an engine; all of them are gone when the block ends, but for the files in ``folder``."""
    if engine == "sqlite":
        yield Files(folder)
        return
    server = os.environ.get(SERVER)
    if not server:
        raise SystemExit(f"no PostgreSQL: set {SERVER} (see .ci/postgres)")
    databases = Databases(server)
    try:
        yield databases
    finally:
        databases.drop()


class Files:
    """SQLite stores in a folder."""

    def __init__(self, folder: Path) -> None:
        self._templates: dict[str, Path] = {}
        self._folder = folder
        self._made = 0

    def founded(self) -> str:
        """A copy of the founded store."""
        return self._copied("founded", lambda path: make_founded(str(path)))

    def older(self) -> str:
        """A copy of the oldest store."""
        return self._copied("older", older.sqlite_store)

    def settle(self, address: str) -> None:
        """A dead process does nothing more to a file."""

    def _copied(self, name: str, make: Any) -> str:
        if name not in self._templates:
            template = self._folder / f"{name}.template"
            make(template)
            with closing(sqlite3.connect(template)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._templates[name] = template
        self._made += 1
        place = self._folder / f"{self._made:04d}"
        place.mkdir()
        return str(shutil.copy(self._templates[name], place / "store.db"))


@dataclass
class Databases:
    """PostgreSQL stores in databases of their own. No connection stays open, so that this process may fork."""

    server: str

    def __post_init__(self) -> None:
        self._run = f"caseapp_{uuid.uuid4().hex[:12]}"
        self._templates: dict[str, str] = {}
        self._names: list[str] = []
        self._made = 0

    def founded(self) -> str:
        """A copy of the founded store."""
        return self._copied("founded", make_founded)

    def older(self) -> str:
        """A copy of the oldest store."""
        return self._copied("older", older.postgres_store)

    def settle(self, address: str) -> None:
        """A backend ends its statement before it sees that its client has gone, so its end is waited for."""
        from sqlalchemy import make_url

        name, until = str(make_url(address).database), time.monotonic() + A_MINUTE
        while self._asked("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s", name):
            assert time.monotonic() < until, "somebody is still connected"
            time.sleep(0.005)

    def drop(self) -> None:
        """Drop them all."""
        for name in list(self._names):
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._say(f"DROP DATABASE {name} WITH (FORCE)")
        self._names.remove(name)

    def _copied(self, name: str, make: Any) -> str:
        if name not in self._templates:
            self._templates[name] = self._create("template0")
            make(self._address(self._templates[name]))
        return self._address(self._create(self._templates[name]))

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"{self._run}_{self._made}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._names.append(name)
        if len(self._names) > AT_ONCE:  # the oldest that is no template
            self._drop(next(one for one in self._names if one not in self._templates.values()))
        return name

    def _address(self, name: str) -> str:
        from sqlalchemy import make_url

        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _say(self, sql: str) -> None:
        self._connected(sql, ())

    def _asked(self, sql: str, *values: str) -> Any:
        return self._connected(sql, values)

    def _connected(self, sql: str, values: tuple[str, ...]) -> Any:
        import psycopg

        with psycopg.connect(self.server.replace("+psycopg", "", 1), autocommit=True) as server:
            cursor = server.execute(sql.encode(), values)
            return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]  # a count is a row


def make_founded(address: str) -> None:
    """A store that Ada founded and in which everyone of ``STAFF`` works."""
    at = datetime(2024, 1, 2, 12, tzinfo=UTC)
    with closing(found(address, founder=ADA, at=at)) as store, store.writing() as work:
        ada = people.actor(work, ADA, at=at)
        for name, role in STAFF.items():
            people.add_person(work, name, role, by=ada, at=at)
