"""What can be seen of a store's file without opening it as a database: the file, what lies beside it, and the disk.

Each check is a small function that is given the file and yields pairs of sentences: what is wrong, and what to do.
Those after the first two are only asked about a file that is there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from caseapp.store.file_copies import MAGIC, SIDE_FILES, UNFINISHED, logs_of

Advice = tuple[str, str]
"""What is wrong, and what to do."""
Check = Callable[[Path], Iterator[Advice]]

_MEGABYTE = 1_000_000
_LEAST_ROOM = 100 * _MEGABYTE
_LONGEST_LOG = 64 * _MEGABYTE
"""The log is emptied at about 4 megabytes, unless somebody reads without an end or a very large import is under way."""
_NETWORKED = re.compile(
    r"^(nfs\d?|cifs|smb\d?|smbfs|afs|ncpfs|9p|ceph|glusterfs|lustre|fuse\.(sshfs|glusterfs|s3fs).*)$"
)
_LEFT = re.compile(rf"^\.(?P<name>.+)\.(?P<pid>\d+)\.(founding|{UNFINISHED})(-\w+)?$")
"""How what is not whole yet is called: a store that is being founded, a copy that is being made."""


def there(path: Path) -> Iterator[Advice]:
    """Something is there, and it is a file."""
    if path.is_dir():
        yield f"{path} is a folder.", "Name the store's file."
    elif not path.exists():
        yield f"There is no store at {path}.", "Make one with caseapp init, or put a backup there with caseapp restore."
        for log in logs_of(path):
            yield (
                f"{log} is the log of a store that is not there, and may hold what was last confirmed.",
                "Find the store and put it back beside its log, or move the log away before making a new store.",
            )
    elif not path.stat().st_size:
        yield f"{path} is empty.", "Make a store of it with caseapp init, or put a backup there with caseapp restore."


def leftovers(path: Path) -> Iterator[Advice]:
    """Nothing is left beside the store of work that was interrupted."""
    folder = path.parent
    left = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    for name in left:
        match = _LEFT.match(name)
        if match and not _runs(int(match["pid"])):
            yield (
                f"{folder / name} was left behind by work on {match['name']} that was interrupted.",
                "Delete it: it was never whole, and nothing uses it.",
            )


def whole(path: Path) -> Iterator[Advice]:
    """The file begins as a database does, and is as long as it says."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(MAGIC):
        yield f"{path} is not a caseapp store, or is damaged.", "Restore a backup with caseapp restore."
        return
    page_size = int.from_bytes(header[16:18], "big")
    says = int.from_bytes(header[28:32], "big") * (65_536 if page_size == 1 else page_size)
    has = path.stat().st_size
    if has < says and not logs_of(path):  # while there is a log the file may be behind it
        yield (
            f"{path} has lost its end: it should have {says:,} bytes and has {has:,}.",
            "Restore a backup with caseapp restore.",
        )


def logged_ahead(path: Path) -> Iterator[Advice]:
    """The store has a write-ahead log, with which many can read while one writes."""
    with path.open("rb") as file:
        header = file.read(20)
    if header.startswith(MAGIC) and header[18] != 2:
        yield (
            f"{path} has no write-ahead log, as backups have none, so that readers and writers hold each other up.",
            "Put it in its place with caseapp restore instead of copying it.",
        )


def log_is_short(path: Path) -> Iterator[Advice]:
    """The log is emptied into the store from time to time."""
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > max(_LONGEST_LOG, path.stat().st_size):
        yield (
            f"{log} has grown to {size // _MEGABYTE:,} MB, because somebody reads without coming to an end.",
            "Let everybody leave caseapp once; whoever is last empties it.",
        )


def private(path: Path) -> Iterator[Advice]:
    """Nobody reads or changes the store but its owner, and the group if it may."""
    for file in _with_side_files(path):
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o007:
            can = "change" if mode & 0o002 else "read"
            yield f"Everybody on this machine may {can} {file} (mode {mode:o}).", f"Say: chmod o-rwx '{file}'"
    mode = path.parent.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        says = (
            f"Everybody on this machine may write in the folder {path.parent}, and so put another store in its place."
        )
        yield says, f"Say: chmod o-w '{path.parent}'"


def writable(path: Path) -> Iterator[Advice]:
    """Whoever asks may write to the store and in its folder."""
    if not _may_write(path):
        yield f"You may not write to {path}.", "Ask its owner for the right, or work as a user who has it."
    if not _may_write(path.parent):
        yield (
            f"You may not write in the folder {path.parent}, where the store's log is kept while somebody works.",
            "Ask its owner for the right, or work as a user who has it.",
        )


def owned_alike(path: Path) -> Iterator[Advice]:
    """What lies beside the store can be written by whoever can write the store."""
    store = path.stat()
    for file in _with_side_files(path)[1:]:
        beside = file.stat()
        shared = beside.st_gid == store.st_gid and beside.st_mode & stat.S_IWGRP
        if beside.st_uid != store.st_uid and not shared:
            says = (
                f"{file} belongs to user {beside.st_uid}, and the store's owner, {store.st_uid}, may not write to it."
            )
            yield says, f"When nobody works in the store, say: chown {store.st_uid}:{store.st_gid} '{file}'"


def roomy(path: Path) -> Iterator[Advice]:
    """The disk has room for an upgrade: for a copy of the store, and for its log."""
    size = sum(file.stat().st_size for file in _with_side_files(path))
    free = shutil.disk_usage(path.parent).free
    wanted = max(2 * size, _LEAST_ROOM)
    if free < wanted:
        left = f"The disk of {path.parent} has {free // _MEGABYTE:,} MB left"
        yield f"{left}, and to copy and upgrade the store takes {wanted // _MEGABYTE:,} MB.", "Make room."


def on_a_local_disk(path: Path) -> Iterator[Advice]:
    """The store lies on this machine's own disk: the log is shared memory, which no network has."""
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return
    found = file_system_of(path.parent.resolve(), mounts.read_text(encoding="utf-8", errors="replace"))
    if _NETWORKED.match(found):
        yield (
            f"{path} is on a network file system ({found}), where two machines can damage the store.",
            "Move it to a disk of this machine, or use PostgreSQL for many machines.",
        )


def file_system_of(folder: Path, mounts: str) -> str:
    """The kind of file system that a folder is on; ``mounts`` is the text of ``/proc/mounts``."""
    points = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    held = [(_unescaped(point), kind) for point, kind in points if folder.is_relative_to(_unescaped(point))]
    # The longest is the nearest, and of two on one point the later one hides the other.
    return max(enumerate(held), key=lambda numbered: (len(numbered[1][0]), numbered[0]))[1][1] if held else ""


CHECKS: Mapping[str, Check] = {
    "file": there,
    "leftovers": leftovers,
    "whole file": whole,
    "write-ahead log": logged_ahead,
    "length of the log": log_is_short,
    "privacy": private,
    "rights to write": writable,
    "owners": owned_alike,
    "disk space": roomy,
    "local disk": on_a_local_disk,
}
"""Every check by its name, in the order in which they are asked."""


def _unescaped(point: str) -> str:
    return re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point)


def _with_side_files(path: Path) -> list[Path]:
    """The store, and what lies beside it."""
    beside = (path.with_name(path.name + side) for side in SIDE_FILES)
    return [path, *(file for file in beside if file.exists())]


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _runs(pid: int) -> bool:
    """Whether a process with that number runs on this machine, so that its work may still come to an end."""
    if sys.platform == "win32":
        return False  # asking would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
