"""What must be true of a store whose user was killed, whatever they were at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caseapp.rules.errors import CaseappError
from caseapp.store.addresses import path_of
from caseapp.store.store import Store
from caseapp.store.verification import verify


@dataclass
class Wreck:
    """What was found after one kill, as sentences; none of them may be there."""

    lost: list[str] = field(default_factory=list)
    """What was confirmed and is not there."""
    halves: list[str] = field(default_factory=list)
    """What is there in part."""
    damaged: list[str] = field(default_factory=list)
    """What does not fit, or does not work any more."""
    log_left: bool = False
    """Whether a write-ahead log with something in it was lying beside the store."""

    @property
    def sentences(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.halves, *self.damaged]


def damage(address: str) -> Iterator[str]:
    """What is wrong with a store, by SQLite's own checks through a bare connection and by ``verify``."""
    path = path_of(address)
    if path is not None:
        yield from _damage_of_file(path)
    try:
        with closing(Store.open(address)) as store, store.reading() as reader:
            yield from verify(reader).problems
    except CaseappError as error:
        yield error.sentence


def _damage_of_file(path: Path) -> Iterator[str]:
    # Opened while the dead process's write-ahead log lies beside it, so that this is what recovers it.
    with closing(sqlite3.connect(path)) as bare:
        for pragma, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            found = bare.execute(f"PRAGMA {pragma}").fetchall()
            if found != sound:
                yield f"{path}: {pragma} says {found[:3]}"


Told = Mapping[tuple[str, int], tuple[str, str | None, str | None]]
"""Reference and version of each event, with its action, the state after it and its words."""

_EVENTS = """
SELECT c.reference, e.version, e.action, e.state, e.text FROM events e JOIN complaints c ON c.id = e.complaint_id
"""
_INCOMPLETE = """
SELECT c.reference FROM complaints c LEFT JOIN narratives n ON n.complaint_id = c.id
LEFT JOIN complainants p ON p.id = c.complainant_id LEFT JOIN adjustments a ON a.complaint_id = c.id
WHERE n.details IS NULL OR p.name IS NULL OR a.text IS NULL ORDER BY c.id
"""


def told_by(address: str) -> Told:
    """Every event of every case in a store."""
    with closing(Store.open(address)) as store, store.reading() as reader:
        return {
            (row["reference"], row["version"]): (row["action"], row["state"], row["text"])
            for row in reader.rows(_EVENTS)
        }


def incomplete(address: str) -> list[str]:
    """The cases that lack words, a complainant or adjustments, in a store where every case was logged with them."""
    with closing(Store.open(address)) as store, store.reading() as reader:
        return [str(row["reference"]) for row in reader.rows(_INCOMPLETE)]


def head_of(address: str) -> tuple[int, str]:
    """How many events a store that proves itself has, and the digest of the last one.

    Raises:
        StoreProblem: it does not open.
        AssertionError: it does not prove itself.
    """
    with closing(Store.open(address)) as store, store.reading() as reader:
        found = verify(reader)
    assert found.is_sound, found.problems
    return found.events, found.head


def log_left(address: str) -> bool:
    """Whether a write-ahead log with something in it lies beside a store."""
    path = path_of(address)
    log = path.with_name(f"{path.name}-wal") if path else None
    return log is not None and log.exists() and log.stat().st_size > 0


Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(path: Path) -> Rows:
    """Every row of every table of a SQLite file of any version, by a bare connection."""
    with closing(sqlite3.connect(path)) as bare:
        names = [row[0] for row in bare.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {name: sorted(bare.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
