"""Copies of a store on a server, made with PostgreSQL's own tools: pg_dump writes them and pg_restore reads them.

The tools are told where the server is on their command line and the password in their environment, because anybody on
the machine can read a command line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, make_url

from caseapp.rules.errors import StoreProblem
from caseapp.store.problems import as_problem

if TYPE_CHECKING:
    from psycopg import Cursor

_INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
"""Where distributions put the tools of each version, beside the one that is on the PATH."""

_SECRETS = ("password", "sslpassword")
_FOR_OTHERS = (b"\\restrict ", b"\\unrestrict ", b"SET transaction_timeout ")
"""Lines of a script that only psql, or only a server of the tool's own version, understands."""
_END_OF_ROWS = b"\\.\n"
_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE \S+ (\S+)", re.MULTILINE)
STORE_TABLES = frozenset({"alembic_version", "complaints", "events"})
"""Tables that every store has had since its first version."""

_DROPS = """
SELECT 'DROP ' || CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                  ELSE 'TABLE' END || ' IF EXISTS ' || c.oid::regclass || ' CASCADE'
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'DROP ROUTINE IF EXISTS ' || p.oid::regprocedure || ' CASCADE'
FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
"""What empties a database of everything but its extensions."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a store is, as PostgreSQL's tools want to be told."""

    where: str
    """Every option of the connection but its secrets."""
    password: str | None
    database: str

    @classmethod
    def of(cls, address: str) -> Server:
        """The server and the database that a URL names."""
        from psycopg.conninfo import make_conninfo

        url = make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
        options: dict[str, Any] = dict(url.get_dialect()().create_connect_args(url)[1])
        password = options.get("password")
        where = make_conninfo(**{name: value for name, value in options.items() if name not in _SECRETS})
        return cls(where, password, str(options.get("dbname", "")))

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a tool."""
        return {**os.environ, **({"PGPASSWORD": self.password} if self.password else {})}


def dump(address: str, target: Path, *, connection: Connection, store: str, called: Path) -> None:
    """Write what a transaction sees of a store to a file, while others work in it.

    ``connection`` is in that transaction, which must be of one snapshot, so that what is verified in it is what was
    copied. ``store`` and ``called`` are what sentences call the store and the file.

    Raises:
        StoreProblem: there is no pg_dump, or it is older than the server, or it failed.
    """
    server = Server.of(address)
    snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    _run(
        [
            *(str(tool("pg_dump", _major(connection))), "--format=custom", "--no-owner", "--no-privileges"),
            *("--no-password", f"--snapshot={snapshot}", f"--file={target}", f"--dbname={server.where}"),
        ],
        environment=server.environment,
        about=f"{store} to {called}",
    )
    require_readable(target, called=called)


def require_readable(copy: Path, *, called: Path) -> None:
    """Read a copy from its first byte to its last.

    Raises:
        StoreProblem: it is not whole.
    """
    _run([str(tool("pg_restore")), f"--file={os.devnull}", str(copy)], about=f"{called}")


def version_of(copy: Path) -> str:
    """The schema version of the store that a file is a copy of.

    Raises:
        StoreProblem: it is not a copy of a store on a server.
    """
    reader = str(tool("pg_restore"))
    try:
        listed = set(_TABLE.findall(_run([reader, "--list", str(copy)], about=str(copy)).decode(errors="replace")))
    except StoreProblem:
        listed = set()
    if not listed >= STORE_TABLES:
        raise StoreProblem(
            f"{copy} is not a backup of a caseapp store on PostgreSQL; name one that caseapp backup made."
        )
    script = _run([reader, "--data-only", "--table=alembic_version", "--file=-", str(copy)], about=str(copy))
    lines = iter(script.splitlines(keepends=True))
    for line in lines:
        if _begins_rows(line):
            return next(lines).decode().strip()
    return ""


def empty(connection: Connection) -> None:
    """Take away everything that a database holds, for the transaction that puts a copy in its place."""
    for statement in connection.exec_driver_sql(_DROPS).scalars().all():
        connection.exec_driver_sql(statement)


def load(copy: Path, connection: Connection) -> None:
    """Put a copy into an empty database, in the transaction of ``connection``; it is the caller's to commit.

    pg_restore writes the script and this runs it, because with a connection of its own pg_restore would commit before
    anybody could verify what it loaded.

    Raises:
        StoreProblem: the copy cannot be read to its end, or the database refuses it.
    """
    import psycopg

    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        with _script(copy) as lines, driver.cursor() as cursor:
            _play(lines, cursor)
            cursor.execute("RESET search_path")  # which the script had emptied
    except psycopg.Error as error:
        raise as_problem(error, str(copy)) from error


def tool(name: str, oldest: int = 0) -> Path:
    """One of PostgreSQL's tools, of the server's own version if it is here, else of the newest.

    Raises:
        StoreProblem: there is none, or all are older than ``oldest``, the server's major version.
    """
    versions = {_version(path): path for path in reversed(list(_installed(name)))}
    if not versions:
        raise StoreProblem(
            f"{name} is not installed on this machine, and backups of a PostgreSQL store are made with it; "
            "install PostgreSQL's client tools (on Debian and Ubuntu the package postgresql-client)."
        )
    newest = max(versions)
    if newest < oldest:
        raise StoreProblem(
            f"The newest {name} on this machine is of PostgreSQL {newest} and cannot read a server of version "
            f"{oldest}; install the client tools of PostgreSQL {oldest} or newer."
        )
    return versions.get(oldest, versions[newest])


def _installed(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    for pattern in _INSTALLED:
        yield from sorted(Path("/").glob(f"{pattern}/{name}".lstrip("/")))


@cache
def _version(path: Path) -> int:
    """The major version of a tool, 0 if it does not say."""
    found = re.search(rb"\(PostgreSQL\) (\d+)", _run([str(path), "--version"], about=str(path)))
    return int(found[1]) if found else 0


def _major(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def _run(command: list[str], *, about: str, environment: dict[str, str] | None = None) -> bytes:
    """What a tool printed."""
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and the tool is one that was found by its name
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        raise StoreProblem(f"{command[0]} cannot be run: {error.strerror}.") from error
    if done.returncode != 0:
        raise _failure(Path(command[0]).name, done.stderr, about)
    return done.stdout


def _failure(name: str, said: bytes, about: str) -> StoreProblem:
    """What a tool complained of, in a sentence: a known complaint in our words, any other in its own first line."""
    words = said.decode(errors="replace").strip()
    if "permission denied" in words:
        return StoreProblem(f"{name} may not read all of {about}; work as the owner of the database.")
    if "No space left" in words or "could not write" in words:
        return StoreProblem(f"The disk is full or failing: {name} could not copy {about}. Make room and try again.")
    first = words.splitlines()[0] if words else "it said nothing"
    return StoreProblem(f"{name} could not copy {about}: {first.removeprefix(f'{name}: ').removeprefix('error: ')}")


@contextmanager
def _script(copy: Path) -> Iterator[Iterator[bytes]]:
    """The lines of the script that makes a copy's store, as pg_restore writes them."""
    command = [str(tool("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(copy)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as running:  # noqa: S603  # as above
        assert running.stdout is not None
        yield iter(running.stdout)
        running.stdout.read()
    if running.returncode != 0:
        raise StoreProblem(f"{copy} cannot be read to its end; nothing was changed. Use another backup.")


def _play(lines: Iterator[bytes], cursor: Cursor[Any]) -> None:
    """Run a script: statements as they come, and the rows of each table as a stream of their own."""
    waiting: list[bytes] = []
    for line in lines:
        if _begins_rows(line):
            _execute(waiting, cursor)
            with cursor.copy(line) as rows:
                for row in takewhile(lambda row: row != _END_OF_ROWS, lines):
                    rows.write(row)
        elif not line.startswith(_FOR_OTHERS):
            waiting.append(line)
    _execute(waiting, cursor)


def _begins_rows(line: bytes) -> bool:
    return line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n")


def _execute(waiting: list[bytes], cursor: Cursor[Any]) -> None:
    if waiting:
        cursor.execute(b"".join(waiting))
    waiting.clear()
