"""Connections to a store's file for whoever only reads: the driver's own, without the library that writers need.

A terminal shows its first rows, and a command its list, before SQLAlchemy would have been imported. Few questions need
that library although they only read; for those the same connection, in the same transaction, is wrapped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNICODE_LOWER = "unicode_lower"
"""The name under which SQLite connections know Python's ``str.lower``."""

_MOST_IDLE = 5


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection ours: we say when a transaction begins, keys hold, and a confirmed one survives a power cut."""
    connection.isolation_level = None  # so that BEGIN is ours to say, and says IMMEDIATE for writers
    for pragma in ("foreign_keys = ON", "recursive_triggers = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function(UNICODE_LOWER, 1, str.lower, deterministic=True)


def wrapped(driver: sqlite3.Connection) -> Connection:
    """The same connection as SQLAlchemy knows one. It begins, ends and closes nothing."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, pool_reset_on_return=None)
    return engine.connect()


class FileConnections:
    """The connections of one process to one file; each is used by one thread at a time."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path, self._patience = path, patience
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that sees one moment of the store."""
        connection = self._take()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close what is idle; what is in use is closed when it is given back."""
        with self._lock:
            self._is_closed, idle, self._idle = True, self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            self._is_closed = False
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(self._path, timeout=self._patience, check_same_thread=False)
        try:
            prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
        except sqlite3.Error:
            connection.close()
            return
        with self._lock:
            if not self._is_closed and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()
