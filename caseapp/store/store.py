"""One store: where it is, how it is opened, and the two ways in. Readers see a snapshot; writers take turns."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseapp.rules.errors import StoreProblem
from caseapp.store import schema
from caseapp.store.addresses import path_of
from caseapp.store.file_connections import FileConnections, prepare
from caseapp.store.known import Shelf
from caseapp.store.problems import as_problem
from caseapp.store.reader import Reader
from caseapp.store.turns import BUSY_SECONDS, server_turn, turn

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from caseapp.store.work import Work

PRIVATE, SHARED = 0o600, 0o660
"""Who may read and write a store's file: its owner, or its owner and its group."""

Clock = Callable[[], datetime]
"""Gives this instant, aware."""


class Store:
    """An open store.

    ``address`` is a path, or a database URL such as ``postgresql+psycopg://host/caseapp``. ``clock`` says at what
    instant an event is recorded, whatever date whoever acts has fixed; without one that is the instant a verb is told.
    """

    def __init__(self, address: str, clock: Clock | None = None) -> None:
        self.address = address
        self.path = path_of(address)
        """The file, or ``None`` for a store on a server."""
        if self.path is None:
            _ = self._engine  # an address that is none is refused at once
        else:
            self._readers = FileConnections(self.path, BUSY_SECONDS)
        self._clock = clock
        self._shelf = Shelf()
        self._file: tuple[int, int] | None = None
        """Which file stands behind the path: device and number."""

    @classmethod
    def open(cls, address: str, *, clock: Clock | None = None) -> Store:
        """Open a store that exists and is of this version.

        Raises:
            StoreProblem: it is missing, not a store, or older or newer than this caseapp; says what to do.
        """
        path = path_of(address)
        if path is not None:
            require_file(path)
        store = cls(address, clock)
        with store.closed_if_refused():
            store._require_current()
        return store

    def _require_current(self) -> None:
        if self.path is None:
            with self.connected() as connection:
                schema.require_current(connection, self.name)
        else:
            with self._reading_file() as connection:
                schema.require_current_file(connection, self.name)

    @classmethod
    def create(cls, address: str, *, clock: Clock | None = None, shared: bool = False) -> Store:
        """Make a store with the newest schema and no cases.

        A file is its maker's alone; ``shared`` lets the file's group read and write it too, and nobody else.

        Raises:
            StoreProblem: there is something there already, or it cannot be made.
        """
        path = path_of(address)
        store = cls(address, clock)
        if path is not None:
            _reserve(path, SHARED if shared else PRIVATE)
        with store.closed_if_refused(), store.connected() as connection:
            schema.require_empty(connection, store.name)
            schema.build(connection)
        return store

    @classmethod
    def unchecked(cls, address: str) -> Store:
        """A store of any version, for whoever is about to upgrade it."""
        return cls(address)

    @property
    def name(self) -> str:
        """The store as it may be shown: the path, or the address without its password."""
        return self.address if self.path else self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view of the store that writes nothing."""
        if self.path is not None:
            with self._reading_file() as driver:
                yield Reader(driver, self._shelf)
        else:
            with self.connected(writing=False) as connection, connection.begin():
                yield Reader(connection, self._shelf)

    @contextmanager
    def _reading_file(self) -> Iterator[sqlite3.Connection]:
        self._require_same_file()
        with self._problems_told(), self._readers.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """One transaction: committed when the block ends, undone when it raises. Writers wait for their turn."""
        from caseapp.store.work import Work

        # The turn is taken last and given back first: nobody waits while a connection is fetched or put away.
        with self.connected(writing=True) as connection, self.turn(), connection.begin():
            if connection.dialect.name == "postgresql":
                server_turn(connection, BUSY_SECONDS)
            work = Work(connection, self._clock, self._shelf)
            yield work
            work.flush()
            self._require_same_file()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn at writing to a SQLite store, for what writes to it in another way; writers at a server queue there.

        Raises:
            StoreProblem: somebody else writes and does not come to an end.
        """
        if self.path is None:
            yield
        else:
            with turn(self.path, BUSY_SECONDS):
                yield

    @contextmanager
    def connected(self, *, writing: bool | None = None) -> Iterator[Connection]:
        """A connection whose errors come out as sentences."""
        self._require_same_file()
        with self._problems_told(), self._engine.connect() as connection:
            if writing is False and connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection.execution_options(caseapp_writing=bool(writing))

    @contextmanager
    def _problems_told(self) -> Iterator[None]:
        """What the database says comes out as a sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise as_problem(error, self.name) from error
        except Exception as error:
            if not _is_of_a_database(error):
                raise
            raise as_problem(error, self.name) from error

    @cached_property
    def _engine(self) -> Engine:
        """Made when it is first needed, which for a file that is only read is never."""
        return _file_engine(self.path) if self.path is not None else _server_engine(self.address)

    def _require_same_file(self) -> None:
        """What is written to a file that no longer stands at the store's path, nobody would find again."""
        path = self.path
        if path is None:
            return
        try:
            status = path.stat()
            found = (status.st_dev, status.st_ino)
        except OSError:  # there is none, or it may not be looked at: SQLite says so
            found = None
        if self._file is None:
            self._file = found
        elif found != self._file:
            raise StoreProblem(
                f"The store {path} was moved, deleted or replaced while caseapp had it open; "
                "nothing was changed. Put it back, or leave caseapp and start again."
            )

    @contextmanager
    def closed_if_refused(self) -> Iterator[None]:
        """Lets go of every connection when the first look at the store fails."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of every connection."""
        if "_engine" in self.__dict__:
            self._engine.dispose()
        if self.path is not None:
            self._readers.close()


def require_free(path: Path) -> None:
    """Refuse a path where something is already; an empty file is nothing."""
    if path.is_dir() or (path.exists() and path.stat().st_size):
        raise StoreProblem(
            f"{path} is there already; choose another place for a new store, or upgrade it with caseapp upgrade."
        )


def require_file(path: Path) -> None:
    """Refuse a path where no store's file is, saying how to make one."""
    if path.is_dir():
        raise StoreProblem(f"{path} is a folder; name the store's file.")
    if not path.exists():
        raise StoreProblem(f"There is no store at {path}; make one with caseapp init, or look with caseapp demo.")
    if not path.is_file():
        raise StoreProblem(f"{path} is a device or a pipe; name the store's file.")


def _reserve(path: Path, mode: int) -> None:
    """Make the empty file with its rights, whatever the umask; SQLite makes its log and its index like the file.

    What is there already keeps its rights, and why a file cannot be made SQLite says better.
    """
    with suppress(OSError):
        if not path.exists() or not path.stat().st_size:
            path.touch(mode=PRIVATE)
            path.chmod(mode)


def _is_of_a_database(error: Exception) -> bool:
    """Whether an error is one that SQLAlchemy wraps; if it was never imported, none is."""
    known = sys.modules.get("sqlalchemy.exc")
    return known is not None and isinstance(error, known.DBAPIError)


def _file_engine(path: Path) -> Engine:
    from sqlalchemy import URL, create_engine, event

    # Not a URL in text: a path may hold what a URL would take for something else, such as ? and %20.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


_NO_ADDRESS = (
    "That is not the address of a store: give a path, or a URL such as postgresql+psycopg://name@host/database."
)
"""Without the address itself, which may hold a password."""


def _server_engine(address: str) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError

    if not address.startswith("postgresql"):
        raise StoreProblem(_NO_ADDRESS)
    try:
        return create_engine(address.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    except (ArgumentError, ValueError):  # an unknown driver, or a port that is no number
        raise StoreProblem(_NO_ADDRESS) from None
    except ModuleNotFoundError:
        raise StoreProblem('PostgreSQL needs its driver; install it with pip install "caseapp[postgresql]".') from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    prepare(connection)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("caseapp_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
