"""A store of any number of open cases, made quickly: past the guards, so nothing that proves anything is run on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection

from caseapp.casework.founding import found
from caseapp.store import finding, guards
from caseapp.store.store import Store

TODAY = date(2026, 11, 20)
_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :cases)"
_DAY = "date('2026-11-20', '-' || ((i * 7) % 3500) || ' days')"
_DUE = "date('2026-11-20', printf('%+d days', 14 - (i * 7) % 3500))"
_FACTS = '{"channel":"web","kind":"complaint"}'
_SUBJECTS = (
    "Missed blue bin at the same house again", "Housing repair not done after three visits",
    "Council tax bill is wrong", "Parking fine although the permit was shown",
    "Planning notice never put up", "Noise from the depot at night",
    "Café tables block the pavement", "Grave not kept as agreed",
)  # fmt: skip
_STATEMENTS = (
    f"""{_NUMBERS} INSERT INTO complainants (id, name, email, telephone, address, postcode)
    SELECT i, 'Person ' || substr('AdaBenCiaDanEveFinGusHal', (i % 8) * 3 + 1, 3) || ' Number' || i,
           'person' || i || '@example.org', '01223 ' || (100000 + i % 900000), i || ' Mill Road',
           'CB1 ' || (i % 9) || 'AA'
    FROM n""",
    f"""{_NUMBERS} INSERT INTO events (seq, complaint_id, version, action, stage, happened_on, recorded_at, officer_id,
    state, due_on, target_on, content, previous, hash)
    SELECT (SELECT MAX(seq) FROM events) + i, i, 1, 'log', 1, {_DAY}, '2026-11-20T09:00:00.000000Z', 1, 'new', {_DUE},
           {_DUE}, '{_FACTS}', lower(hex(randomblob(32))), lower(hex(randomblob(32))) FROM n""",
    f"""{_NUMBERS} INSERT INTO complaints (id, reference, kind, state, version, received_on, logged_at, channel, policy,
    service_id, complainant_id, handler_id, due_on, acknowledge_by, summary)
    SELECT i, 'C' || substr({_DAY}, 3, 2) || '-' || printf('%07d', i), 'complaint', 'new', 1, {_DAY},
           '2026-11-20T09:00:00.000000Z', 'web', 'cambridge-2024', 1 + i % (SELECT COUNT(*) FROM services), i,
           CASE WHEN i % 3 THEN 1 END, {_DUE}, {_DUE}, (SELECT subject FROM subjects WHERE number = i % 8) || ' ' || i
    FROM n""",
    f"""{_NUMBERS} INSERT INTO narratives (complaint_id, details, desired_outcome, raised_before)
    SELECT i, (SELECT subject FROM subjects WHERE number = i % 8) || '. It has happened before and nobody came. '
           || (SELECT subject FROM subjects WHERE number = i * 5 % 8) || ' as well, for ' || (i % 365) || ' days now.',
           'An apology', '' FROM n""",
    f"""{_NUMBERS} INSERT INTO stages (complaint_id, number, attempt, opened_on, acknowledge_by, due_on, due_version,
    handler_id) SELECT i, 1, 1, {_DAY}, {_DUE}, {_DUE}, 1, CASE WHEN i % 3 THEN 1 END FROM n""",
)


def make_caseload(path: Path, cases: int) -> Path:
    """Found a store and put that many open cases into it, each with its person, words and stage."""
    found(str(path), founder="Ada Admin", at=_AT).close()
    _changed(path, guards.remove)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TEMP TABLE subjects (number INTEGER PRIMARY KEY, subject TEXT)")
        connection.executemany("INSERT INTO subjects VALUES (?, ?)", enumerate(_SUBJECTS))
        for statement in _STATEMENTS:
            connection.execute(statement, {"cases": cases})
        connection.commit()
    _changed(path, guards.apply)
    _changed(path, finding.rebuild)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _changed(path: Path, change: Callable[[Connection], object]) -> None:
    """Change what stands around the rows: the guards, the index of words."""
    store = Store.open(str(path))
    try:
        with store.writing() as work:
            change(work.connection)
    finally:
        store.close()
