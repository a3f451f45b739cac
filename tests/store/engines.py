"""Scripts of SQL on each engine, in a transaction that is undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import DataError, IntegrityError

from caseapp.rules.errors import StoreProblem
from caseapp.store.store import Store


class Run(Protocol):
    """Runs statements in one transaction, then undoes it.

    Gives what the database said when it refused one of them, ``None`` when it took them all. Any other error, such as
    a slip in the SQL, comes out.
    """

    def __call__(self, statements: Iterable[str], *, committing: bool = True) -> str | None:
        """``committing`` asks for what is checked at the end of a transaction too."""


class _Undone(Exception):
    """Not an error: how a transaction is told to end."""


def on_store(store: Store) -> Run:
    """Scripts through the store's own connection."""

    def run(statements: Iterable[str], *, committing: bool = True) -> str | None:
        try:
            with _undone(), store.connected(writing=True) as connection, connection.begin():
                for statement in statements:
                    connection.exec_driver_sql(statement)
                if committing and connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
                raise _Undone
        except StoreProblem as problem:
            return _refusal(problem)
        return None

    return run


def on_bare_sqlite(path: Path) -> Run:
    """Scripts as the sqlite3 shell would run them: foreign keys and recursive triggers are off."""

    def run(statements: Iterable[str], *, committing: bool = True) -> str | None:  # noqa: ARG001  # nothing waits
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement in statements:
                    connection.execute(statement)
            except sqlite3.IntegrityError as error:
                return str(error)
        return None

    return run


@contextmanager
def _undone() -> Iterator[None]:
    try:
        yield
    except _Undone:
        return


def _refusal(problem: StoreProblem) -> str:
    cause = problem.__cause__
    if isinstance(cause, IntegrityError | DataError):
        return str(cause.orig)
    raise problem
