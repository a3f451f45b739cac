"""Cases by the hundred, each with its stages, for whoever goes through all of them in little memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseapp.store.reader import CASES, Reader, case_of
from caseapp.store.replay import Whole
from caseapp.store.rows import maybe_date

CHUNK = 500
"""How many cases are held at a time."""


def next_chunk(reader: Reader, after: int) -> list[int]:
    """The numbers of the next cases after one; empty at the end."""
    sql = f"SELECT id FROM complaints WHERE id > :after ORDER BY id LIMIT {CHUNK}"
    return [row["id"] for row in reader.rows(sql, after=after)]


def whole_cases(reader: Reader, ids: Sequence[int]) -> Mapping[int, Whole]:
    """The cases from the first to the last of some numbers, as their rows are."""
    stages, points = reader.stages_between(ids[0], ids[-1]), reader.points_between(ids[0], ids[-1])
    return {
        row["id"]: Whole(
            case_of(row, stages.get(row["id"], ()), points.get(row["id"], ())),
            row["channel"],
            maybe_date(row["due_on"]),
            maybe_date(row["acknowledge_by"]),
        )
        for row in reader.rows(f"{CASES} WHERE c.id BETWEEN :first AND :last", first=ids[0], last=ids[-1])
    }
