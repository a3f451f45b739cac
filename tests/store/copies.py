"""Backups, restores and upgrades, as children do them until they are killed, and what must be found afterwards."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from caseapp.rules.errors import CaseappError
from caseapp.store import schema
from caseapp.store.addresses import path_of
from caseapp.store.server_copies import require_readable
from caseapp.store.store import Store
from tests.store.children import Heard, Piece
from tests.store.labour import caseapp
from tests.store.places import Places
from tests.store.wreckage import Rows, Wreck, damage, head_of, log_left, rows_of

HEADING = "source,submission_id,submitted_at,name,service,summary,details"


def filled(places: Places, folder: Path, rows: int) -> str:
    """The address of a store with so many cases in it that copying it takes its time."""
    address, file = places.founded(), folder / "filling.csv"
    lines = (f"f,{row},2026-03-02T08:14:55+00:00,Caller,Waste,Bin {row},{'word ' * 80}" for row in range(rows))
    file.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    caseapp(address, "import", str(file))
    return address


def done(said: str, address: str, *words: str) -> str:
    """Run one command, and then say what there is to say of it."""
    caseapp(address, *words)
    return said


@dataclass
class Backups:
    """Somebody who makes one backup after another."""

    places: Places
    folder: Path
    rows: int
    name: str = "backup"
    pieces_each: int = 5
    seconds_each: float = 0.04
    address: str = ""
    _targets: Path = Path()

    def ready(self, number: int) -> None:
        """A folder for the backups of this child."""
        self.address = self.address or filled(self.places, self.folder, self.rows)
        self._targets = self.folder / f"backups-{number}"
        self._targets.mkdir()

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """One backup after another."""
        del number, dice
        for each in count():
            target = str(self._targets / f"{each:04d}.db")
            yield target, partial(done, target, self.address, "backup", target)

    def examined(self, heard: Heard) -> Wreck:
        """Each backup that there is, is the whole store."""
        wreck, expected = Wreck(damaged=list(damage(self.address))), head_of(self.address)
        wreck.lost += [f"{target} was made and is not there" for target in heard.confirmed if not Path(target).exists()]
        wreck.halves += [said for path in sorted(self._targets.glob("*.db")) for said in not_whole(path, expected)]
        caseapp(self.address, "backup", str(self._targets / "next.db"))
        wreck.damaged += not_whole(self._targets / "next.db", expected)
        shutil.rmtree(self._targets)
        return wreck


def not_whole(path: Path, *expected: tuple[int, str]) -> list[str]:
    """Why a file is not one of the stores with these heads."""
    try:
        found = head_of(str(path))
    except (CaseappError, AssertionError) as error:
        return [f"{path}: {error}"]
    return [] if found in expected else [f"{path} ends with {found}, not with one of {expected}"]


@dataclass
class Restores:
    """Somebody who puts a backup in the place of a store, or where none is, and changes their mind again."""

    places: Places
    folder: Path
    rows: int
    name: str = "restore"
    pieces_each: int = 5
    seconds_each: float = 0.04
    address: str = ""
    _backups: list[Path] = field(default_factory=list)
    _heads: list[tuple[int, str]] = field(default_factory=list)

    def ready(self, number: int) -> None:
        """A place with a store, or with none."""
        if not self._backups:
            address = filled(self.places, self.folder, self.rows)
            for name in ("older.db", "newer.db"):
                caseapp(address, "log", "--service", "Waste", "--summary", name)
                caseapp(address, "backup", str(self.folder / name))
                self._backups.append(self.folder / name)
                self._heads.append(head_of(address))
        place = self.folder / f"restored-{number}"
        place.mkdir()
        self.address = str(place / "store.db")
        if number % 2:
            shutil.copy(self._backups[0], self.address)

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """One backup and the other, in turn."""
        del number, dice
        for each in count():
            backup = str(self._backups[(each + 1) % 2])
            yield backup, partial(done, backup, self.address, "restore", backup, "--force")

    def examined(self, heard: Heard) -> Wreck:
        """What stands in the place is the one backup or the other, whole."""
        wreck, path = Wreck(log_left=log_left(self.address)), Path(self.address)
        if path.exists():
            wreck.damaged += damage(self.address)
            wreck.halves += not_whole(path, *self._heads)
        elif heard.confirmed:
            wreck.lost.append(f"{path} was restored and is not there")
        if not wreck.sentences and heard.confirmed and path.exists():
            wreck.lost += self._undone(heard)
        caseapp(self.address, "restore", str(self._backups[0]), "--force")
        wreck.damaged += not_whole(path, self._heads[0])
        shutil.rmtree(path.parent)
        return wreck

    def _undone(self, heard: Heard) -> list[str]:
        """The store is the one last confirmed, or the one that was being restored."""
        lawful = [
            self._heads[self._backups.index(Path(name))] for name in (heard.confirmed[-1], heard.unfinished) if name
        ]
        return not_whole(Path(self.address), *lawful)


@dataclass
class Upgrades:
    """Somebody who upgrades one store of the oldest version after another."""

    places: Places
    name: str = "upgrade"
    pieces_each: int = 2
    seconds_each: float = 0.1
    address: str = ""
    _stores: list[str] = field(default_factory=list)
    _held: list[tuple[object, ...]] = field(default_factory=list)
    _rows: Rows | None = None
    """What a store holds that nobody upgraded; all its rows, if it is a file."""

    def ready(self, number: int) -> None:
        """A few stores of the oldest version."""
        if number == 0:
            pristine = self.places.older()
            path = path_of(pristine)
            self._held, self._rows = held_in(pristine), rows_of(path) if path else None
        self._stores = [self.places.older() for _ in range(A_FEW)]
        self.address = self._stores[0]

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """One store after another."""
        del number, dice
        for address in self._stores:
            yield address, partial(done, address, address, "upgrade")

    def examined(self, heard: Heard) -> Wreck:
        """Each store is at the old version as it was, or at the new one with everything."""
        wreck = Wreck()
        for address in [*heard.confirmed, *filter(None, [heard.unfinished])]:
            self.places.settle(address)
            self._examine(address, wreck, confirmed=address in heard.confirmed)
        return wreck

    def _examine(self, address: str, wreck: Wreck, *, confirmed: bool) -> None:
        wreck.log_left = log_left(address)
        version = version_of(address)
        if confirmed and version != schema.VERSIONS[-1]:
            wreck.lost.append(f"{address} was upgraded and is at {version}")
        if version == schema.VERSIONS[0]:
            wreck.halves += self._changed(address)
        elif version == schema.VERSIONS[-1]:
            wreck.damaged += damage(address)
        else:
            wreck.halves.append(f"{address} is at {version}")
        wreck.halves += self._partial_copies(address)
        caseapp(address, "upgrade")  # the next piece of work, or nothing to do
        wreck.damaged += damage(address)
        if held_in(address) != self._held:
            wreck.lost.append(f"{address} does not hold what it held before")

    def _changed(self, address: str) -> list[str]:
        path = path_of(address)
        same = rows_of(path) == self._rows if path else held_in(address) == self._held
        return [] if same else [f"{address} is at the old version, and not as it was"]

    def _partial_copies(self, address: str) -> list[str]:
        path = path_of(address)
        if path is None:
            copies = Path.cwd().glob(f"{make_url(address).database}.before-upgrade-*")
            return [f"{copy} cannot be read" for copy in copies if not is_whole_dump(copy)]
        copies = path.parent.glob(f"{path.name}.before-upgrade-*")
        return [f"{copy} is not the store as it was" for copy in copies if rows_or_none(copy) != self._rows]


A_FEW = 3
"""How many stores one child has to upgrade."""

_WORDS = "SELECT seq, hash, text FROM events ORDER BY seq"
_CASES = "SELECT reference, state, version, summary FROM complaints ORDER BY id"


def version_of(address: str) -> str:
    """The schema version of a store of any version."""
    with closing(Store.unchecked(address)) as store, store.connected() as connection:
        return schema.version_of(connection, store.name)


def held_in(address: str) -> list[tuple[object, ...]]:
    """The events with their words, and the cases, of a store of any version."""
    with closing(Store.unchecked(address)) as store, store.connected() as connection:
        return [tuple(row) for sql in (_WORDS, _CASES) for row in connection.exec_driver_sql(sql)]


def is_whole_dump(copy: Path) -> bool:
    """Whether PostgreSQL's own tool reads a file from its first byte to its last."""
    try:
        require_readable(copy, called=copy)
    except CaseappError:
        return False
    return True


def rows_or_none(path: Path) -> Rows | None:
    """Every row of a file, if it is a whole one."""
    try:
        return rows_of(path)
    except sqlite3.DatabaseError:
        return None
