"""A queue before the lock of a SQLite store, so that writers come to it in the order in which they asked.

SQLite's own waiting is a matter of luck: everybody tries again after a pause, and whoever has just finished is the
quickest to begin. Here each writer draws a ticket from a small file beside the store and waits until nobody with an
earlier one is left. A ticket is a lock on one byte of that file, so that the kernel takes it back from whoever dies.
The store stays protected by SQLite's lock alone: without the queue (another system than Linux, a folder that may not
be written to, a file system without such locks) writers still wait for each other, only in no order.

The locks are of the open file and not of the process (``F_OFD_SETLK``): they hold between threads too, and they are
never put on the store itself, whose own locks SQLite would lose when such a file is closed.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.store.problems import as_problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

BUSY_SECONDS = 10
"""How long a writer waits for its turn before it is told that someone else is writing."""

SUFFIX = "-turns"
"""What the name of the queue's file has after that of the store."""

_DRAWING = 0
"""The byte that is locked while a ticket is drawn. Byte 1 never is: a range of no bytes would mean all of them."""
_FIRST = 2
"""The first ticket, and the byte that its holder locks."""
_NUMBER_BYTES = 6
"""How the last ticket is written at the start of the file: few enough that any content is a byte that can be locked.
A writer a millisecond would need nearly nine thousand years to begin again from the first."""
_SOON, _LATER, _LONGEST = 0.000_01, 0.001_5, 0.008
"""Seconds between two looks at who is before one: for the next in line, more for each one before, and at most."""


_WRITER_LOCK = 0x_CA5E_A00
"""PostgreSQL's advisory lock for writers: the chain of events has one end, so writers take turns there too."""


@contextmanager
def turn(store: Path, seconds: float) -> Iterator[None]:
    """A writer's turn at the store in that file: it waits for those who asked before it, and is over with the block.

    Raises:
        StoreProblem: after ``seconds`` somebody else still has the turn.
    """
    file = _opened(store)
    try:
        if file is not None and not _came(file, time.monotonic() + seconds):
            raise as_problem(TimeoutError("database is locked"), str(store))
        yield
    finally:
        if file is not None:
            os.close(file)  # and with it go its locks


def server_turn(connection: Connection, seconds: float) -> None:
    """Wait at a server for the turn to write, which ends with the transaction; the server itself keeps the queue."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def _opened(store: Path) -> int | None:
    """The queue's file, made as private as the store; ``None`` where there can be no queue."""
    if sys.platform != "linux":
        return None
    file = None
    with suppress(OSError):
        beside = store.stat()
        mode = stat.S_IMODE(beside.st_mode) & 0o666
        file = os.open(f"{store}{SUFFIX}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        _make_alike(file, beside, mode)
        if os.fstat(file).st_size in {0, _NUMBER_BYTES}:
            return file
    if file is not None:  # somebody's own file, which only has that name
        os.close(file)
    return None


def _make_alike(file: int, store: os.stat_result, mode: int) -> None:
    """Who may write to the store may wait for it: the same owner, group and mode, as far as one may say so."""
    queue = os.fstat(file)
    with suppress(PermissionError):
        if (queue.st_uid, queue.st_gid) != (store.st_uid, store.st_gid):
            os.fchown(file, store.st_uid, store.st_gid)
        if stat.S_IMODE(queue.st_mode) != mode:
            os.fchmod(file, mode)


def _came(file: int, until: float) -> bool:
    """Waits in the queue; says whether the turn came in time. Where nothing can be locked it comes at once."""
    try:
        ticket = _drawn(file, until)
        return ticket is not None and _waited(file, _FIRST - 1, ticket, until)
    except OSError:
        return True


def _drawn(file: int, until: float) -> int | None:
    """A ticket later than every one before it, its byte locked; ``None`` if it could not be drawn in time."""
    while not _lock(file, _DRAWING):
        if not _waited(file, _DRAWING, _DRAWING + 1, until):
            return None
    ticket = max(_FIRST, int.from_bytes(os.pread(file, _NUMBER_BYTES, 0), "big") + 1)
    while not _lock(file, ticket):  # only if somebody has meddled with the number
        ticket += 1
    os.pwrite(file, (ticket % 256**_NUMBER_BYTES).to_bytes(_NUMBER_BYTES, "big"), 0)
    _unlock(file, _DRAWING)
    return ticket


def _waited(file: int, start: int, end: int, until: float) -> bool:
    """Waits until nobody else has locked a byte from ``start`` up to ``end``; says whether that was in time.

    The tickets keep the order, so that looking again and again costs nobody their place; a call that blocks could not
    be ended. Whoever is next looks often, the others less so.
    """
    began = time.monotonic()
    while (holder := _first_locked(file, start, end)) is not None:
        now = time.monotonic()
        if now >= until:
            return False
        pause = _SOON + _LATER * (end - holder - 1) + (now - began) / 200
        time.sleep(min(pause, _LONGEST, until - now))
    return True


if sys.platform == "linux":
    import fcntl

    _FLOCK = struct.Struct("hhqqi4x")
    """C's ``struct flock``: what lock, counted from where, first byte, bytes, and a process that must be 0."""

    def _lock(file: int, byte: int) -> bool:
        """Lock a byte; says whether nobody else has it."""
        try:
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(file: int, byte: int) -> None:
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_UNLCK, os.SEEK_SET, byte, 1, 0))

    def _first_locked(file: int, start: int, end: int) -> int | None:
        """A byte from ``start`` up to ``end`` that somebody else has locked; the first one, as far as Linux says."""
        asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, start, end - start, 0)
        kind, _, byte, _, _ = _FLOCK.unpack(fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked))
        return None if kind == fcntl.F_UNLCK else int(byte)
