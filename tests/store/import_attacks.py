"""Attacks on imports that are taken back: twice, by half, after work on them, or cases annulled some other way."""

from __future__ import annotations

from typing import Any

from tests.store.attack import ON_SQLITE, Attack, Script, attack, changed
from tests.store.record_attacks import batch
from tests.store.scene import OPEN, complaint, event, insert, logged, stage_1

BATCH, CASE = 2, 100
IMPORT = (
    batch(BATCH),
    logged(CASE)[0],
    complaint(CASE, batch_id=BATCH),
    stage_1(CASE),
    insert("submissions", source="web", reference="S-9", digest="digest", complaint_id=CASE),
    event(None, "imported", stage=None, content=f'{{"batch":{BATCH},"changed":0}}'),
)
"""An import that brought one case, which nobody has worked on."""
AT = "2024-04-16T12:00:00.000000Z"


def on_import(guarantee: int, name: str, *statements: str, **options: Any) -> Attack:
    """An attack after an import."""
    return attack(guarantee, name, *IMPORT, *statements, **options)


def taken_back(cases: int = 1, number: int = BATCH) -> str:
    """The event that takes an import back."""
    return event(None, "import-undone", stage=None, content=f'{{"batch":{number},"cases":{cases}}}')


def of_the_case(action: str, **columns: Any) -> str:
    """An event of the case that came with the import."""
    return event(CASE, action, **columns)


def undone_log(**columns: Any) -> str:
    """The event that takes back the log of the case."""
    return of_the_case(
        "undo", **{"stage": None, "state": "annulled", "content": '{"action":"log","undoes":1}', **columns}
    )


def annulled(sets: str = "reference = reference || '/annulled-2'") -> str:
    """The case as it is left."""
    return changed("complaints", f"version = 2, state = 'annulled', due_on = NULL, acknowledge_by = NULL, {sets}", ITS)


ITS = f"batch_id = {BATCH}"
CLOSED = changed("import_batches", f"undone_at = '{AT}'", f"id = {BATCH}")
NOTED = of_the_case("note", state="new", due_on="2024-04-29")
WHOLE = (taken_back(), CLOSED, undone_log(), annulled())

IMPORT_ATTACKS: tuple[Attack, ...] = (
    on_import(7, "an import taken back that never was", taken_back(number=77)),
    on_import(7, "an import taken back with fewer cases than it has", taken_back(0)),
    on_import(7, "an import taken back after work on its case", NOTED, taken_back()),
    on_import(7, "an import taken back that never ended", taken_back(0, 1)),
    on_import(7, "an import taken back twice", taken_back(), CLOSED, taken_back()),
    on_import(7, "an import taken back without an event", CLOSED),
    on_import(7, "an import taken back by an event before the last", taken_back(), NOTED, CLOSED),
    on_import(7, "an import told otherwise as it is taken back", taken_back(), CLOSED.replace("SET", "SET new = 9,")),
    on_import(7, "an import that is not taken back any more", taken_back(), CLOSED, CLOSED.replace(f"'{AT}'", "NULL")),
    on_import(7, "an import that was taken back before it was made", batch(undone_at=AT)),
    on_import(6, "a log taken back while its import stands", undone_log()),
    on_import(6, "a log taken back to another state", taken_back(), CLOSED, undone_log(state="withdrawn")),
    on_import(
        6, "a log taken back by another name", taken_back(), CLOSED, undone_log(content='{"action":"log","undoes":2}')
    ),
    on_import(7, "a case annulled by its withdrawal", event(OPEN, "withdraw", state="annulled")),
    on_import(7, "a note on an annulled case", *WHOLE, of_the_case("note", stage=None, state="annulled")),
    on_import(5, "an annulled case with the name of another", *WHOLE[:-1], annulled("reference = 'C24-77777'")),
    on_import(
        5,
        "a case that gives its reference back and stands",
        NOTED,
        changed("complaints", "version = 2, reference = reference || '/annulled-2'", ITS),
    ),
    on_import(7, "a submission freed while its case stands", f"DELETE FROM submissions WHERE complaint_id = {CASE}"),
    on_import(1, "the stage of a case that was imported", f"DELETE FROM stages WHERE complaint_id = {CASE}"),
    on_import(
        7,
        "a submission of an import replaced",
        "INSERT OR REPLACE INTO submissions SELECT source, reference, 'other', complaint_id FROM submissions "
        f"WHERE complaint_id = {CASE}",
        engines=ON_SQLITE,
    ),
)

IMPORT_LAWFUL: tuple[Script, ...] = (
    Script(
        "an import taken back",
        (
            *IMPORT,
            *WHOLE,
            f"DELETE FROM stages WHERE complaint_id = {CASE}",
            f"DELETE FROM submissions WHERE complaint_id = {CASE}",
        ),
    ),
)
