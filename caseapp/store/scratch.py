"""Keys that were seen in one run, kept out of memory: a table of a database that is nobody else's and ends with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MAKE = """
CREATE TABLE seen (source TEXT, reference TEXT, digest TEXT, place TEXT, PRIMARY KEY (source, reference)) WITHOUT ROWID
"""
_FIND = """
SELECT s.source, s.reference, s.digest, s.place FROM json_each(?) w JOIN seen s
ON s.source = json_extract(w.value, '$[0]') AND s.reference = json_extract(w.value, '$[1]')
"""
_CACHE = "PRAGMA cache_size = -4096"

Key = tuple[str, str]
"""Source and reference."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A submission that came up earlier in the run."""

    digest: str
    place: str
    """Where, in words: ``row 12``."""


class Scratch:
    """Remembers keys; the first that comes stays. For one thread at a time."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (_CACHE, "PRAGMA synchronous = OFF", _MAKE):
            self._connection.execute(statement)

    def __del__(self) -> None:
        self._connection.close()

    def find(self, keys: Sequence[Key]) -> dict[Key, Seen]:
        """Those that were seen."""
        found = self._connection.execute(_FIND, (json.dumps(keys),))
        return {(source, reference): Seen(digest, place) for source, reference, digest, place in found}

    def add(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Source, reference, digest and place of some."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")
