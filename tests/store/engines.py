"""Scripts of SQL on each engine, in a transaction that is undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from caseapp.rules.errors import StoreProblem
from caseapp.store.store import Store


class Refusal(NamedTuple):
    """What the database said to a statement that it did not take."""

    said: str
    at: int
    """Which statement it was, counted from 0; one beyond the last means the end of the transaction."""


class Run(Protocol):
    """Runs statements in one transaction, then undoes it.

    Gives the refusal, ``None`` when the database took them all. Any other error, such as a slip in the SQL, comes out.
    What is checked at the end of a transaction is asked for on PostgreSQL; on SQLite nothing waits that long.
    """

    def __call__(self, statements: Sequence[str]) -> Refusal | None:
        """Run them."""


NO_RIGHT = "the application has no right to"
"""What a refusal begins with when PostgreSQL refuses the role, whatever the row."""

_INSUFFICIENT_PRIVILEGE = "42501"


class _Undone(Exception):
    """Not an error: how a transaction is told to end."""


def on_store(store: Store) -> Run:
    """Scripts through the store's own connection."""
    at_the_end = () if store.path else ("SET CONSTRAINTS ALL IMMEDIATE",)

    def run(statements: Sequence[str]) -> Refusal | None:
        at = 0
        try:
            with _undone(), store.connected(writing=True) as connection, connection.begin():
                for at, statement in enumerate((*statements, *at_the_end)):  # noqa: B007  # told when it is refused
                    connection.exec_driver_sql(statement)
                raise _Undone
        except StoreProblem as problem:
            return Refusal(_said(problem), at)
        return None

    return run


def on_bare_sqlite(path: Path) -> Run:
    """Scripts as the sqlite3 shell would run them: foreign keys and recursive triggers are off."""

    def run(statements: Sequence[str]) -> Refusal | None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for at, statement in enumerate(statements):
                try:
                    connection.execute(statement)
                except sqlite3.IntegrityError as error:
                    return Refusal(str(error), at)
        return None

    return run


@contextmanager
def _undone() -> Iterator[None]:
    try:
        yield
    except _Undone:
        return


def _said(problem: StoreProblem) -> str:
    cause = problem.__cause__
    if isinstance(cause, IntegrityError | DataError):
        return str(cause.orig)
    if isinstance(cause, ProgrammingError) and _state(cause.orig) == _INSUFFICIENT_PRIVILEGE:
        return f"{NO_RIGHT}: {cause.orig}"
    raise problem


def _state(error: Any) -> str | None:
    return getattr(error, "sqlstate", None)
