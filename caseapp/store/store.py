"""One store: where it is, how it is opened, and the two ways in. Readers see a snapshot; writers take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError

from caseapp.rules.errors import StoreProblem
from caseapp.store import schema
from caseapp.store.problems import as_problem
from caseapp.store.reader import UNICODE_LOWER, Reader

if TYPE_CHECKING:
    from caseapp.store.work import Work

BUSY_SECONDS = 10
"""How long a writer waits for its turn before it is told that someone else is writing."""

_WRITER_LOCK = 0x_CA5E_A00
"""PostgreSQL's advisory lock for writers: the chain of events has one end, so writers take turns there too."""


class Store:
    """An open store.

    ``address`` is a path, or a database URL such as ``postgresql+psycopg://host/caseapp``.
    """

    def __init__(self, address: str, engine: Engine) -> None:
        self.address = address
        self._engine = engine

    @classmethod
    def open(cls, address: str) -> Store:
        """Open a store that exists and is of this version.

        Raises:
            StoreProblem: it is missing, not a store, or older or newer than this caseapp; says what to do.
        """
        path = path_of(address)
        if path is not None:
            require_file(path)
        store = cls(address, _engine(address))
        with store.closed_if_refused(), store.connected() as connection:
            schema.require_current(connection, store.name)
        return store

    @classmethod
    def create(cls, address: str) -> Store:
        """Make a store with the newest schema and no cases.

        Raises:
            StoreProblem: there is something there already, or it cannot be made.
        """
        path = path_of(address)
        store = cls(address, _engine(address))
        if path is not None:
            with suppress(OSError):  # SQLite says better why a file cannot be made
                path.touch(mode=0o600)  # private from its first byte, and its log with it
        with store.closed_if_refused(), store.connected() as connection:
            schema.require_empty(connection, store.name)
            schema.build(connection)
        if path is not None:
            path.chmod(0o600)
        return store

    @classmethod
    def unchecked(cls, address: str) -> Store:
        """A store of any version, for whoever is about to upgrade it."""
        return cls(address, _engine(address))

    @property
    def name(self) -> str:
        """The store as it may be shown: the path, or the address without its password."""
        return self.address if path_of(self.address) else self._engine.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file, or ``None`` for a store on a server."""
        return path_of(self.address)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view of the store that writes nothing."""
        with self.connected(writing=False) as connection, connection.begin():
            yield Reader(connection)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """One transaction: committed when the block ends, undone when it raises. Writers wait for their turn."""
        from caseapp.store.work import Work

        with self.connected(writing=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
            work = Work(connection)
            yield work
            work.flush()

    @contextmanager
    def connected(self, *, writing: bool | None = None) -> Iterator[Connection]:
        """A connection whose errors come out as sentences."""
        try:
            with self._engine.connect() as connection:
                if writing is False and connection.dialect.name == "postgresql":
                    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                yield connection.execution_options(caseapp_writing=bool(writing))
        except DBAPIError as error:
            raise as_problem(error, self.name) from error

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
        self._engine.dispose()


def path_of(address: str) -> Path | None:
    """The file that an address means, or ``None`` if it is a database URL."""
    if address.startswith("sqlite:///"):
        return Path(address.removeprefix("sqlite:///"))
    return None if "://" in address else Path(address)


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


def _engine(address: str) -> Engine:
    path = path_of(address)
    if path is None:
        return _server_engine(address)
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
    if not address.startswith("postgresql"):
        raise StoreProblem(_NO_ADDRESS)
    try:
        return create_engine(address.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    except (ArgumentError, ValueError):  # an unknown driver, or a port that is no number
        raise StoreProblem(_NO_ADDRESS) from None
    except ModuleNotFoundError:
        raise StoreProblem('PostgreSQL needs its driver; install it with pip install "caseapp[postgresql]".') from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # so that BEGIN is ours to say, and says IMMEDIATE for writers
    for pragma in ("foreign_keys = ON", "recursive_triggers = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function(UNICODE_LOWER, 1, str.lower, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("caseapp_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
