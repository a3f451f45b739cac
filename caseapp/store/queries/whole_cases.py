"""Cases by the hundred, each with its stages, for whoever goes through all of them in little memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseapp.rules.case import Case, Extension, Stage
from caseapp.rules.vocabulary import Kind, State
from caseapp.store.reader import Reader, extension_of, stage_of
from caseapp.store.replay import Whole
from caseapp.store.rows import Row, as_date, maybe_date

CHUNK = 500
"""How many cases are held at a time."""

_CASES = """
SELECT c.*, s.name AS service, b.name AS sub_service, o.name AS handler FROM complaints c
LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
LEFT JOIN officers o ON o.id = c.handler_id WHERE c.id BETWEEN :first AND :last ORDER BY c.id
"""
_STAGES = """
SELECT t.*, h.name AS handler, p.name AS prior_decider, w.name AS overrider, d.ending, d.outcome, d.decided_on,
       d.resolution_theme, d.root_cause, b.name AS decider
FROM stages t LEFT JOIN decisions d ON d.complaint_id = t.complaint_id AND d.stage = t.number AND d.attempt = t.attempt
LEFT JOIN officers h ON h.id = t.handler_id LEFT JOIN officers p ON p.id = t.stage1_decider
LEFT JOIN officers w ON w.id = t.override_by LEFT JOIN officers b ON b.id = d.decided_by
WHERE t.complaint_id BETWEEN :first AND :last ORDER BY t.complaint_id, t.number, t.attempt
"""
_EXTENSIONS = """
SELECT * FROM extensions WHERE complaint_id BETWEEN :first AND :last ORDER BY complaint_id, stage, ordinal
"""
_Attempt = tuple[int, int, int]


def next_chunk(reader: Reader, after: int) -> list[int]:
    """The numbers of the next cases after one; empty at the end."""
    sql = f"SELECT id FROM complaints WHERE id > :after ORDER BY id LIMIT {CHUNK}"
    return [row["id"] for row in reader.rows(sql, after=after)]


def whole_cases(reader: Reader, ids: Sequence[int]) -> Mapping[int, Whole]:
    """The cases from the first to the last of some numbers, as their rows are."""
    span = {"first": ids[0], "last": ids[-1]}
    extensions: dict[_Attempt, list[Extension]] = {}
    for row in reader.rows(_EXTENSIONS, **span):
        extensions.setdefault((row["complaint_id"], row["stage"], row["attempt"]), []).append(extension_of(row))
    stages: dict[int, list[Stage]] = {}
    for row in reader.rows(_STAGES, **span):
        key = (row["complaint_id"], row["number"], row["attempt"])
        stages.setdefault(row["complaint_id"], []).append(stage_of(row, tuple(extensions.get(key, ()))))
    return {row["id"]: _whole(row, tuple(stages.get(row["id"], ()))) for row in reader.rows(_CASES, **span)}


def _whole(row: Row, stages: tuple[Stage, ...]) -> Whole:
    case = Case(
        id=row["id"],
        reference=row["reference"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        version=row["version"],
        received_on=as_date(row["received_on"]),
        policy=row["policy"],
        service=row["service"],
        sub_service=row["sub_service"],
        handler=row["handler"],
        restricted=bool(row["restricted"]),
        stages=stages,
    )
    return Whole(case, row["channel"], maybe_date(row["due_on"]), maybe_date(row["acknowledge_by"]))
