"""Whether anything has changed: one number, read every few seconds by whoever shows cases."""

from __future__ import annotations

from caseapp.store.reader import Reader


def newest_event(reader: Reader) -> int:
    """The number of the newest event, 0 in a store without any; the end of a key, so it costs the same at any size."""
    return int(reader.value("SELECT COALESCE(MAX(seq), 0) FROM events"))
