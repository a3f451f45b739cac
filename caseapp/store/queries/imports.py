"""The files that were imported, what became of each, and whether it can still be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from caseapp.rules.errors import NotFound
from caseapp.store.reader import Reader
from caseapp.store.rows import Row

NAMED = 3
"""How many of the cases that were worked on are named."""

_BATCHES = """
SELECT b.id, b.profile, b.file_name, b.imported_at, b.undone_at, b.new, b.duplicate, b.changed, b.skipped, b.rejected,
       o.name AS officer FROM import_batches b JOIN officers o ON o.id = b.imported_by
"""
_BROUGHT = (
    "FROM import_rows r JOIN complaints c ON c.id = r.complaint_id AND c.batch_id = r.batch_id "
    "WHERE r.batch_id = :batch AND r.verdict = 'new'"
)
_LAST_LOGGED = f"""
SELECT e.seq FROM events e WHERE e.version = 1 AND e.complaint_id = (SELECT MAX(c.id) {_BROUGHT})
"""
_NEXT_ENDED = "SELECT seq, content FROM events WHERE seq > :after AND action = 'imported' ORDER BY seq LIMIT 1"
_WORKED_ON = f"""
SELECT c.reference {_BROUGHT}
AND (SELECT e.seq FROM events e WHERE e.complaint_id = c.id AND e.version = c.version) > :ended ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that was imported."""

    id: int
    profile: str
    file_name: str
    imported_at: datetime
    """In UTC."""
    by: str
    new: int
    """How many of its rows became cases."""
    duplicate: int
    changed: int
    skipped: int
    rejected: int
    undone_at: datetime | None
    """When it was taken back."""
    why_not: str | None
    """Why nobody may take it back, as a sentence; ``None`` if whoever imported it, or an overseer, may."""


def batches(reader: Reader, most: int = 50) -> tuple[Batch, ...]:
    """The latest imports, the newest first."""
    rows = reader.rows(f"{_BATCHES} ORDER BY b.id DESC LIMIT :most", most=most)
    return tuple(_batch(reader, row) for row in list(rows))


def batch(reader: Reader, number: int) -> Batch:
    """One import.

    Raises:
        NotFound: there is none of that number.
    """
    row = next(iter(reader.rows(f"{_BATCHES} WHERE b.id = :number", number=number)), None)
    if row is None:
        raise NotFound(f"There is no import {number}; see caseapp import list.")
    return _batch(reader, row)


def cases_of(reader: Reader, number: int) -> tuple[str, ...]:
    """The references of the cases that an import brought, in the order of its rows."""
    rows = reader.rows(f"SELECT c.reference {_BROUGHT} ORDER BY r.row_number", batch=number)
    return tuple(row["reference"] for row in rows)


def _batch(reader: Reader, row: Row) -> Batch:
    undone_at = _instant(row["undone_at"]) if row["undone_at"] else None
    return Batch(
        id=row["id"],
        profile=row["profile"],
        file_name=row["file_name"],
        imported_at=_instant(row["imported_at"]),
        by=row["officer"],
        new=row["new"],
        duplicate=row["duplicate"],
        changed=row["changed"],
        skipped=row["skipped"],
        rejected=row["rejected"],
        undone_at=undone_at,
        why_not="It was taken back already." if undone_at else _why_not(reader, row["id"]),
    )


def _why_not(reader: Reader, batch: int) -> str | None:
    logged = reader.value(_LAST_LOGGED, batch=batch)
    if logged is None:
        return "It brought no case, so there is nothing to take back."
    ended = next(iter(reader.rows(_NEXT_ENDED, after=logged)), None)
    if ended is None or not ended["content"].startswith(f'{{"batch":{batch},'):
        return "An earlier version of caseapp made it, which did not record where it ended."
    worked_on = [row["reference"] for row in reader.rows(_WORKED_ON, batch=batch, ended=ended["seq"])]
    if not worked_on:
        return None
    named = ", ".join(worked_on[:NAMED])
    more = f" and {len(worked_on) - NAMED} more" if len(worked_on) > NAMED else ""
    number = "1 case" if len(worked_on) == 1 else f"{len(worked_on)} cases"
    return f"Somebody has worked on {number} of it since: {named}{more}."


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
