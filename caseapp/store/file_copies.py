"""Copies of a store's file: written under another name, put in their place whole, and as private as the store.

Until a copy is whole it has a name of its own, ``.NAME.PID.copying``, so that neither a kill nor a full disk leaves
half a copy under the name that was asked for.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from caseapp.rules.errors import FileProblem
from caseapp.store.problems import as_problem
from caseapp.store.store import require_file
from caseapp.store.turns import BUSY_SECONDS
from caseapp.store.turns import SUFFIX as TURNS

SIDE_FILES = ("-wal", "-shm", TURNS)
"""What lies beside a store while somebody works in it."""

UNFINISHED = "copying"
"""How the name of a copy that is not whole yet ends."""

MAGIC = b"SQLite format 3\0"
"""How a database begins."""

_JOURNAL = "-journal"
_LOGS = ("-wal", _JOURNAL)
"""Files that SQLite would take for the log of whatever stands under the name before them."""
_PRIVATE = 0o600
_OF_OWNER_AND_GROUP = 0o660


def require_free(target: Path) -> None:
    """Refuse a name at which something is, be it only the log of a store that is gone.

    Raises:
        FileProblem: says what is in the way.
    """
    if os.path.lexists(target):
        raise FileProblem(f"{target} is there already; a backup never overwrites: choose another name.")
    for log in logs_of(target):
        raise FileProblem(f"{log} is there, the log of another store; move it away, or choose another name.")
    if not target.parent.is_dir():
        raise FileProblem(f"There is no folder {target.parent}; make it first.")


def logs_of(path: Path) -> list[Path]:
    """The logs beside a path; SQLite would play them into any file that is put there."""
    return [log for log in (path.with_name(path.name + side) for side in _LOGS) if log.exists()]


def is_database(path: Path) -> bool:
    """Whether a file begins as a database does. Asked before SQLite is, which throws away the log of what is none."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


@contextmanager
def drafted(target: Path, *, like: Path | None = None) -> Iterator[Path]:
    """A file to write to, as private as ``like``; when the block ends it is ``target``, when it fails it is gone.

    Raises:
        FileProblem: there is something at ``target``, or it cannot be written.
    """
    require_free(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.{UNFINISHED}")
    try:
        _remove(draft)  # of an earlier process with the same number
        draft.touch(mode=_PRIVATE, exist_ok=False)
        yield draft
        if like is not None:
            _make_alike(draft, like)
        _flush(draft, os.O_RDWR)
        _put_in_place(draft, target)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            _flush(target.parent, os.O_RDONLY)
    except OSError as error:
        raise FileProblem(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        _remove(draft)


def copy_file(source: Path, draft: Path, *, called: Path) -> None:
    """Copy a store as it stands, while others work in it, to a file that needs nothing beside it.

    The copy has no write-ahead log, so that it can be read from a disk that may not be written to.

    Raises:
        StoreProblem: the source cannot be read, or the copy, which the sentence calls ``called``, not be written.
    """
    require_file(source)
    with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(draft)) as copy:
        _ask(opened, "PRAGMA schema_version", source)
        try:
            opened.backup(copy, progress=_patience())
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise as_problem(error, str(called)) from error


def pour_over(backup: Path, store: Path, *, keep: Callable[[], None]) -> None:
    """Replace what a store holds through the database itself, so that a crash leaves the one or the other.

    ``keep`` is called at the moment from which nobody else can write, so that whatever was confirmed before is kept.

    Raises:
        sqlite3.Error: it cannot be done; a :class:`sqlite3.DatabaseError` proper says that the file is no database.
    """
    patience = _patience()
    kept = False

    def look(status: int, remaining: int, total: int) -> None:
        nonlocal kept
        patience(status, remaining, total)
        if status == sqlite3.SQLITE_OK and not kept:
            kept = True
            keep()

    with closing(sqlite3.connect(backup)) as opened, closing(sqlite3.connect(store)) as replaced:
        replaced.execute("PRAGMA journal_mode = WAL")  # with which what is there can be read while it is locked
        opened.backup(replaced, pages=1, progress=look)


def make_writable(draft: Path) -> None:
    """Give a copy the write-ahead log with which many can work in it."""
    with closing(sqlite3.connect(draft)) as connection:
        _ask(connection, "PRAGMA journal_mode = WAL", draft)


def put_aside(store: Path, kept: Path) -> None:
    """Give what stands at a store's name another one, and its logs with it.

    The logs go first, for they must never be played into what comes in the store's place.
    """
    for side in (*SIDE_FILES, _JOURNAL, ""):
        with suppress(FileNotFoundError):
            store.with_name(store.name + side).rename(kept.with_name(kept.name + side))


def _ask(connection: sqlite3.Connection, pragma: str, path: Path) -> None:
    try:
        connection.execute(pragma)
    except sqlite3.Error as error:
        raise as_problem(error, str(path)) from error


def _patience() -> Callable[[int, int, int], None]:
    """What ends a copy that waits longer for other writers than a writer would; the library waits for ever."""
    until = time.monotonic() + BUSY_SECONDS

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    return look


def _make_alike(draft: Path, like: Path) -> None:
    """The group that may use the store may use its copy; if it cannot be given to that group, the owner alone."""
    original = like.stat()
    draft.chmod(_PRIVATE)
    with suppress(PermissionError):
        os.chown(draft, -1, original.st_gid)
    if draft.stat().st_gid == original.st_gid:
        draft.chmod(_PRIVATE | stat.S_IMODE(original.st_mode) & _OF_OWNER_AND_GROUP)


def _flush(path: Path, flags: int) -> None:
    """On disk, so that it is there after a power cut; a folder is flushed for the names in it."""
    file = os.open(path, flags)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _put_in_place(draft: Path, target: Path) -> None:
    try:
        os.link(draft, target)  # unlike a rename, refuses when somebody else was quicker
    except FileExistsError:
        require_free(target)
    except OSError:  # a file system without links
        require_free(target)
        draft.rename(target)


def _remove(draft: Path) -> None:
    for side in ("", *SIDE_FILES, _JOURNAL):
        draft.with_name(draft.name + side).unlink(missing_ok=True)
