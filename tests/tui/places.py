"""Stores that tests of the terminal copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def alone(store: str | Path) -> Path:
    """A store that nobody has open, with all of it in the one file, so that it can be copied."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(store)
