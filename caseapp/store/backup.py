"""Copies of a store: online backup, restore, and the copy that an upgrade makes of the store before it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from caseapp.rules.errors import FileProblem, StoreProblem
from caseapp.store import schema
from caseapp.store.problems import as_problem
from caseapp.store.store import BUSY_SECONDS, Store, path_of, require_file

SIDE_FILES = ("-wal", "-shm")


def back_up(address: str, target: Path) -> Path:
    """Copy a store, while others work in it, to a new file that stands on its own.

    Raises:
        StoreProblem: the store is on a server, whose own tools make its backups, or cannot be read.
        FileProblem: the target exists or cannot be written.
    """
    source = _file_of(address, "back up")
    _require_free(target)
    _copy(source, target)
    return target


def restore(backup: Path, address: str, *, force: bool) -> Path:
    """Put a backup in the place of a store.

    Raises:
        FileProblem: there is a store there and ``force`` was not given, or the backup cannot be read.
        StoreProblem: the backup is not a store of this version.
    """
    target = _file_of(address, "restore")
    checked = Store.open(str(backup))
    checked.close()
    if target.exists() and not force:
        raise FileProblem(f"{target} is there already; say --force to replace it with {backup}.")
    if target.exists():
        _pour_over(backup, target)
    else:
        _copy(backup, target)
    return target


def _pour_over(backup: Path, target: Path) -> None:
    """Through the database itself, so that whoever is writing is waited for and a crash leaves one store or the other.

    What can no longer be opened as a store is put aside, not thrown away.
    """
    try:
        _pour(backup, target)
    except sqlite3.DatabaseError as error:
        if "not a database" not in str(error) and "malformed" not in str(error):
            raise as_problem(error, str(target)) from error
        for side in ("", *SIDE_FILES):
            with suppress(FileNotFoundError):
                target.with_name(target.name + side).replace(target.with_name(f"{target.name}.damaged{side}"))
        _copy(backup, target)


def upgrade(address: str) -> Path | None:
    """Bring a store to the newest schema, after a backup; gives the backup's path, ``None`` if nothing was to do.

    Raises:
        StoreProblem: it is not a store, or was made by a newer caseapp.
    """
    path = path_of(address)
    if path is not None:
        require_file(path)
    store = Store.unchecked(address)
    with closing(store), store.connected() as connection:
        version = schema.version_of(connection, store.name)
        if version == schema.VERSIONS[-1]:
            return None
        if version not in schema.VERSIONS:
            schema.require_current(connection, store.name)
        connection.rollback()
        kept = back_up(address, schema.backup_path(path, version)) if path is not None else None
        schema.build(connection)
    return kept


def _file_of(address: str, verb: str) -> Path:
    path = path_of(address)
    if path is None:
        raise StoreProblem(f"{verb.capitalize()} a PostgreSQL store with its own tools, pg_dump and pg_restore.")
    return path


def _require_free(target: Path) -> None:
    if target.exists():
        raise FileProblem(f"{target} is there already; a backup never overwrites: choose another name.")
    if not target.parent.is_dir():
        raise FileProblem(f"There is no folder {target.parent}; make it first.")


def _copy(source: Path, target: Path) -> None:
    """Make a new file; it is taken away again if it cannot be made whole."""
    require_file(source)
    try:
        target.touch(mode=0o600, exist_ok=False)
        _pour(source, target)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise as_problem(error, str(target)) from error
    except OSError as error:
        raise FileProblem(f"{target} cannot be written: {error.strerror}.") from error


def _pour(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(target)) as copy:
        try:
            opened.execute("PRAGMA schema_version")
        except sqlite3.DatabaseError as error:
            raise as_problem(error, str(source)) from error
        opened.backup(copy, progress=_patience())


def _patience() -> Callable[[int, int, int], None]:
    """What ends a copy that waits longer for other writers than a writer would; the library waits for ever."""
    until = time.monotonic() + BUSY_SECONDS

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    return look
