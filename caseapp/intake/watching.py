"""A folder into which other systems put files to be imported: which of them are whole, and where they go afterwards.

One process at a time watches a folder. A file that was dealt with goes to a folder beneath, with a report beside it:
the report first and the file last, so that whoever is stopped in between has lost nothing and finds the file again.
Nothing is ever overwritten.
"""

from __future__ import annotations

import os
import platform
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from caseapp.rules.errors import FileProblem
from caseapp.rules.instants import LONDON
from caseapp.rules.text import one_line

DONE, FAILED = "done", "failed"
"""The folders beneath."""
SETTLED_SECONDS = 5.0
"""A file is whole when nothing about it has changed for so long."""
UNFINISHED = (".tmp", ".part", ".crdownload")
"""How the names of files end that somebody is still putting there; names that begin with a dot are left as well."""

_MINUTE = "%d %B %Y %H:%M"
_LOCK = ".caseapp-import.lock"
_REJECTS = ".caseapp-import.{inode}.rejects"
_REPORT_END, _REJECTS_END = ".report.txt", ".rejects"
_LONGEST_NAME = 200
"""Bytes of a name, to which a number and an end are added; file systems allow 255."""


class Stamp(NamedTuple):
    """What changes when somebody writes to a file or puts another in its place."""

    inode: int
    size: int
    modified_ns: int


class Arrival(NamedTuple):
    """A whole file that waits to be taken."""

    path: Path
    stamp: Stamp

    @property
    def name(self) -> str:
        """As it may be shown."""
        return one_line(self.path.name)


class Look(NamedTuple):
    """What is in the folder."""

    whole: list[Arrival]
    """The oldest first."""
    growing: list[str]
    """The names of files that are still being written, or were a moment ago."""
    odd: list[str]
    """A sentence for each thing that is no file and is left alone; each is said once."""


class Place(NamedTuple):
    """Where a file goes, and what is put beside it."""

    file: Path
    report: Path
    rejects: Path


class WatchedFolder:
    """One folder that is watched."""

    def __init__(self, folder: Path, *, settled: float = SETTLED_SECONDS) -> None:
        self.folder = folder
        self.settled = settled
        """Seconds; see ``SETTLED_SECONDS``."""
        self._seen: dict[str, tuple[Stamp, float]] = {}
        self._told: set[str] = set()

    @property
    def name(self) -> str:
        """As it may be shown."""
        return one_line(str(self.folder))

    @contextmanager
    def alone(self, since: datetime) -> Iterator[str]:
        """While the block runs nobody else watches the folder. Gives a blank, or who watches it already.

        ``since`` is this instant, for others to be told.

        The lock is the kernel's: it is gone with the process that has it, however that ends.

        Raises:
            FileProblem: there is no such folder, or nothing can be written there.
        """
        try:
            file = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | _NO_LINKS, 0o644)
        except OSError as problem:
            raise _refused(f"The folder {self.name} cannot be watched", problem) from None
        try:
            if _locked(file):
                with suppress(OSError):  # a full disk: who has it is not known then, and nothing else is lost
                    _write_whole(
                        file, f"process {os.getpid()} on {platform.node()} since {since.astimezone(LONDON):{_MINUTE}}"
                    )
                yield ""
            else:
                yield one_line(os.read(file, 200).decode(errors="replace")) or "somebody"
        finally:
            os.close(file)

    def make_ready(self) -> None:
        """Make the folders beneath, and take away what a run that was stopped has left.

        Raises:
            FileProblem: they cannot be made, or are on another file system, so that no file could go there at once.
        """
        try:
            device = self.folder.stat().st_dev
            for beneath in (DONE, FAILED):
                (self.folder / beneath).mkdir(exist_ok=True)
                if (self.folder / beneath).stat().st_dev != device:
                    raise FileProblem(f"{self.name}/{beneath} is on another file system than {self.name}; move it.")
        except OSError as problem:
            raise _refused(f"The folders {DONE} and {FAILED} cannot be made in {self.name}", problem) from None
        for left in self.folder.glob(_REJECTS.format(inode="*")):
            with suppress(OSError):  # they are found again with their file
                left.unlink()

    def rejects_of(self, arrival: Arrival) -> Path:
        """Where the rejected rows of a file are kept until it is put away."""
        return self.folder / _REJECTS.format(inode=arrival.stamp.inode)

    def look(self, now: datetime) -> Look:
        """What is there at this instant. Folders beneath are not searched.

        Raises:
            FileProblem: the folder cannot be read.
        """
        found = Look([], [], [])
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    self._sort(entry, found, now.timestamp())
        except OSError as problem:
            raise _refused(f"The folder {self.name} cannot be read", problem) from None
        there = {arrival.path.name for arrival in found.whole} | set(found.growing)
        self._seen = {name: seen for name, seen in self._seen.items() if name in there}
        found.whole.sort(key=lambda arrival: (arrival.stamp.modified_ns, arrival.path.name))
        return found

    def _sort(self, entry: os.DirEntry[str], found: Look, now: float) -> None:
        name = entry.name
        if name.startswith((".", "~$")) or name.lower().endswith(UNFINISHED):
            return
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # taken away since
            return
        if not stat.S_ISREG(status.st_mode):
            self._note_odd(name, status.st_mode, found)
        elif self._is_whole(Path(entry.path), _stamp(status), now - status.st_mtime):
            found.whole.append(Arrival(Path(entry.path), _stamp(status)))
        else:
            found.growing.append(name)

    def _note_odd(self, name: str, mode: int, found: Look) -> None:
        is_plain_folder = stat.S_ISDIR(mode) and "." not in name
        if name not in self._told and not is_plain_folder:
            self._told.add(name)
            found.odd.append(f"{one_line(name)} is {_kind(mode)} and is left alone; put the file itself there.")

    def _is_whole(self, path: Path, stamp: Stamp, age: float) -> bool:
        """Whether nothing has changed since some seconds, as it says itself or as was seen, and nobody writes to it."""
        before, since = self._seen.get(path.name, (None, 0.0))
        if stamp != before:
            since = time.monotonic()
            self._seen[path.name] = (stamp, since)
        is_settled = age >= self.settled or time.monotonic() - since >= self.settled
        return is_settled and not _is_open_for_writing(path)

    def require_unchanged(self, arrival: Arrival) -> None:
        """Refuse a file that is not the one that was found whole.

        Raises:
            FileProblem: it has gone, or was written to since.
        """
        try:
            now = _stamp(arrival.path.lstat())
        except OSError as problem:
            raise _refused(f"{arrival.name} cannot be found any more", problem) from None
        if now != arrival.stamp:
            raise FileProblem(f"{arrival.name} was written to while it was read; it is read again next time.")

    def place(self, arrival: Arrival, beneath: str, on: date, kind: str = ".csv") -> Place:
        """Where a file can go beneath: under its own name, else with the date and a number.

        ``kind`` is the end of the name of the file that its rejected rows are in.

        Raises:
            FileProblem: the folder beneath cannot be looked into.
        """
        folder = self.folder / beneath
        try:
            for name in _names(arrival.path.name, on):
                place = Place(folder / name, folder / f"{name}{_REPORT_END}", folder / f"{name}{_REJECTS_END}{kind}")
                if not any(map(os.path.lexists, place)):
                    return place
        except OSError as problem:
            raise _refused(f"{arrival.name} cannot be put away", problem) from None
        raise AssertionError("there is always another number")

    def put_away(self, arrival: Arrival, place: Place, report: str) -> None:
        """Move a file, and what belongs beside it, all or nothing.

        Raises:
            FileProblem: it cannot be moved; everything is where it was.
        """
        self.require_unchanged(arrival)
        rejects = self.rejects_of(arrival)
        try:
            _write_report(place.report, report)
            if rejects.exists():
                _sync(rejects)
                rejects.rename(place.rejects)
            arrival.path.rename(place.file)
        except OSError as problem:
            _put_back(place, rejects)
            raise _refused(f"{arrival.name} cannot be moved to {place.file.parent.name}", problem) from None
        for folder in (place.file.parent, self.folder):
            with suppress(OSError):  # the file is there; how soon the disk knows is not ours to say
                _sync(folder)


def _put_back(place: Place, rejects: Path) -> None:
    """Both are our own: the place was free."""
    with suppress(OSError):
        place.report.unlink(missing_ok=True)
    with suppress(OSError):
        place.rejects.rename(rejects)


def _names(name: str, on: date) -> Iterator[str]:
    """A file's own name, and then with the date and a number, none too long for what is added."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  # a name with any bytes, and no path
    while len(os.fsencode(stem + suffix)) > _LONGEST_NAME:
        stem, suffix = (stem[:-1], suffix) if stem else ("file", "")
    yield stem + suffix
    for number in count(1):
        yield f"{stem}-{on.isoformat()}-{number}{suffix}"


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns)


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"


def _refused(what: str, problem: OSError) -> FileProblem:
    return FileProblem(f"{what} ({problem.strerror or one_line(str(problem))}).")


def _write_report(path: Path, report: str) -> None:
    """For its owner alone, because it quotes what people wrote, and on the disk before the file moves."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        _write_whole(file, report)
        os.fsync(file)
    finally:
        os.close(file)


def _write_whole(file: int, text: str) -> None:
    rest = text.encode(errors="backslashreplace")
    os.ftruncate(file, 0)
    while rest:
        rest = rest[os.write(file, rest) :]


if sys.platform == "win32":
    import msvcrt

    _NO_LINKS = 0

    def _locked(file: int) -> bool:
        """Lock the folder; says whether nobody else has it. The byte is beyond what is read of who has it."""
        os.lseek(file, 1_000, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(file, 0, os.SEEK_SET)
        return True

    def _sync(path: Path) -> None:
        """Windows opens no folder, and keeps them itself."""

    def _is_open_for_writing(path: Path) -> bool:
        """Windows does not rename a file that somebody has open."""
        del path
        return False

else:
    import fcntl

    _NO_LINKS = os.O_NOFOLLOW

    def _locked(file: int) -> bool:
        """Lock the folder; says whether nobody else has it. Where nothing can be locked the store alone protects."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _sync(path: Path) -> None:
        """Have a file or a folder on the disk."""
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def _is_open_for_writing(path: Path) -> bool:
        """Whether some process of this machine has the file open to write, as far as the system tells."""
        if sys.platform != "linux":
            return False
        import signal

        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return False  # whoever reads it will say why it cannot be read
        try:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # a signal that does nothing, instead of one that kills
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)  # which is not given while somebody writes
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False  # not our own file, or a file system that does not know
        finally:
            os.close(file)
        return False
