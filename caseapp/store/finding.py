"""The index of full-text search, on both engines: what is in it, how it is kept, and whether it still holds.

It stands beside the cases and keeps no text of its own. On SQLite it is an FTS5 table over the view ``searchable``,
whose row numbers are those of the cases, so that the newest matches come first without sorting; on PostgreSQL a
``tsvector`` a case. Whoever writes words brings it up to date in the same transaction, many cases at a time: a trigger
a row would take twice as long. SQL that goes past the store leaves it behind; ``faults`` finds that, ``apply`` mends.

Of a restricted case only the reference can be found (R136), and of an annulled one nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, inspect, text

from caseapp.rules.vocabulary import State
from caseapp.store.wording import tokens

TABLE, VIEW = "search_index", "searchable"

COLUMNS: Mapping[str, float] = MappingProxyType(
    {"reference": 10.0, "person": 8.0, "service": 1.0, "summary": 5.0, "narrative": 1.0}
)
"""What is searched, and how much a match in it counts for where the best come first."""

PARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sqlite": frozenset({TABLE, *(f"{TABLE}_{side}" for side in ("config", "data", "docsize", "idx"))}),
        "postgresql": frozenset({TABLE}),
    }
)
"""The tables that the index is made of on each engine; none is among the tables that the code declares."""

INDEXES = (
    *("ix_complainants__same_email", "ix_complainants__same_telephone", "ix_complainants__same_postcode"),
    "ix_complaints__urgency",
)
"""Indexes on what two contacts of one person have in common, and the order of the worklist.

They are of expressions, or go down, and so are none that the code could declare.
"""

ON_SERVER = (
    *(f"column {TABLE}.{column}" for column in ("complaint_id", "words")),
    *(f"constraint {name}" for name in (f"pk_{TABLE}", f"fk_{TABLE}__complaint_id__complaints")),
    *(f"index {name}" for name in (f"ix_{TABLE}__words", *INDEXES)),
)
"""What of it stands in a database on a server, by kind and name."""


def is_declared(_object: object, name: str | None, *_rest: object) -> bool:
    """Whether a table or an index is for Alembic to compare with the code: the parts of the search index are not."""
    return name not in PARTS["sqlite"] and name not in INDEXES


_WITHOUT_BLANKS = "replace(replace(replace(replace({0}, ' ', ''), '-', ''), '(', ''), ')', '')"
TELEPHONE: Mapping[str, str] = MappingProxyType(
    {
        "sqlite": f"substr({_WITHOUT_BLANKS.format('telephone')}, -9)",
        "postgresql": f"right({_WITHOUT_BLANKS.format('telephone')}, 9)",
    }
)
"""The end of a telephone number, which is the same with a country's prefix and without."""
POSTCODE = "replace(upper(postcode), ' ', '')"

_TOKENIZE = "tokenize = 'unicode61 remove_diacritics 2'"
_PREFIX = "prefix = '1 2 3'"  # so that the first letters of a word, which match most, are as quick as the others
_FTS = f"CREATE VIRTUAL TABLE {{name}} USING fts5({', '.join(COLUMNS)}, {{content}}{_TOKENIZE}, {_PREFIX})"
_MAKE = {
    "sqlite": (_FTS.format(name=TABLE, content=f"content = '{VIEW}', content_rowid = 'id', "),),
    "postgresql": (
        f"""CREATE TABLE {TABLE} (complaint_id INTEGER NOT NULL, words TSVECTOR NOT NULL,
        CONSTRAINT pk_{TABLE} PRIMARY KEY (complaint_id), CONSTRAINT fk_{TABLE}__complaint_id__complaints
        FOREIGN KEY (complaint_id) REFERENCES complaints (id))""",
        f"CREATE INDEX ix_{TABLE}__words ON {TABLE} USING gin (words)",
    ),
}

_PERSON = (
    f"p.name || ' ' || p.email || ' ' || p.telephone || ' ' || {_WITHOUT_BLANKS.format('p.telephone')} || ' ' || "
    "p.address || ' ' || p.postcode || ' ' || replace(p.postcode, ' ', '')"
)


def _unless_restricted(words: str) -> str:
    return f"CASE WHEN c.restricted THEN '' ELSE COALESCE({words}, '') END"


_SEARCHABLE = f"""
SELECT c.id AS id, c.reference AS reference, {_unless_restricted(_PERSON)} AS person,
       {_unless_restricted("s.name || ' ' || COALESCE(b.name, '')")} AS service,
       {_unless_restricted("c.summary")} AS summary,
       {_unless_restricted("n.details || ' ' || n.desired_outcome || ' ' || n.raised_before")} AS narrative
FROM complaints c LEFT JOIN complainants p ON p.id = c.complainant_id LEFT JOIN narratives n ON n.complaint_id = c.id
LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
WHERE c.state <> '{State.ANNULLED}'
"""
_LISTED = ", ".join(COLUMNS)
_KEPT_ON_SERVER = (
    f"INSERT INTO {TABLE} (complaint_id, words) VALUES (:id, CAST(:words AS tsvector)) "
    "ON CONFLICT (complaint_id) DO UPDATE SET words = excluded.words"
)
_AT_A_TIME = 1_000

_BEHIND = "the search index does not hold what the cases say"
_SAMPLE = 100
"""How many of the newest cases are looked at, how many of all, and how many of those whose words changed last."""


# Making it


def apply(connection: Connection) -> None:
    """Make what is missing of the index, and fill it anew unless it holds what the cases say."""
    dialect = connection.dialect.name
    if TABLE not in inspect(connection).get_table_names():
        for statement in _MAKE[dialect]:
            connection.exec_driver_sql(statement)
    if dialect == "sqlite":
        remove(connection)
        connection.exec_driver_sql(f"CREATE VIEW {VIEW} AS {_SEARCHABLE.strip()}")
    if any(faults(connection)):
        rebuild(connection)


def remove(connection: Connection) -> None:
    """Take the view away, for the time that a migration rebuilds tables; what is indexed stays."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {VIEW}")


def rebuild(connection: Connection) -> None:
    """Index every case anew."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")
        return
    connection.exec_driver_sql(f"DELETE FROM {TABLE}")
    after = 0
    while ids := _numbers(connection, f"id > {after} ORDER BY id LIMIT {_AT_A_TIME}"):
        learn(connection, ids)
        after = ids[-1]


# Keeping it


def forget(connection: Connection, ids: Collection[int]) -> None:
    """Take the words of some cases out of the index, before their rows change; ``learn`` puts the new ones in."""
    if ids and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, {_LISTED}) SELECT 'delete', id, {_LISTED} FROM {VIEW} "
            f"WHERE id IN ({_among(ids)})"
        )


def learn(connection: Connection, ids: Collection[int]) -> None:
    """Put the words of some cases into the index, as their rows are now: new ones, or after ``forget``."""
    if not ids:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {TABLE} (rowid, {_LISTED}) SELECT id, {_LISTED} FROM {VIEW} WHERE id IN ({_among(ids)})"
        )
        return
    words = dict.fromkeys(ids, "") | _vectors(connection, ids)
    connection.execute(text(_KEPT_ON_SERVER), [{"id": number, "words": vector} for number, vector in words.items()])


def _among(ids: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in ids) or "NULL"


def _texts(connection: Connection, ids: Iterable[int]) -> list[Any]:
    """The number and the texts of some cases; without those of which nothing is found."""
    return list(connection.exec_driver_sql(f"{_SEARCHABLE} AND c.id IN ({_among(ids)}) ORDER BY c.id"))


def _vectors(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    return {row[0]: _vector(row[1:]) for row in _texts(connection, ids)}


# On PostgreSQL

_WEIGHTS = ("A", "B", "D", "C", "D")
"""Of the columns, in the server's four classes."""
_APART = 10
"""Places between two columns, so that no phrase goes from one into the next."""
_LAST_PLACE = 16_383
_MOST_BYTES = 400_000
"""A vector may have a megabyte, with the places of its tokens."""


def _vector(columns: Sequence[str]) -> str:
    """The tokens of a case with their places, as PostgreSQL reads a ``tsvector``; it has no sign but letters."""
    place, size = 0, 0
    found: list[str] = []
    for weight, column in zip(_WEIGHTS, columns, strict=True):
        for token in tokens(column):
            place, size = place + 1, size + len(token.encode()) + 4
            if size > _MOST_BYTES:
                return " ".join(found)
            found.append(f"'{token}':{min(place, _LAST_PLACE)}{weight}")
        place += _APART
    return " ".join(found)


# Whether it holds


def faults(connection: Connection) -> Iterator[str]:
    """What is amiss with the index, in words; cases are compared by their number, and some hundreds by their words."""
    if connection.dialect.name == "sqlite" and VIEW not in inspect(connection).get_view_names():
        yield f"the view {VIEW} is missing"
    elif TABLE not in inspect(connection).get_table_names():
        yield "the search index is missing"
    elif _is_behind(connection):
        yield _BEHIND


def _is_behind(connection: Connection) -> bool:
    on_file = connection.dialect.name == "sqlite"
    counted = f"{TABLE}_docsize" if on_file else f"{TABLE} WHERE words <> ''"
    there = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {counted}").scalar()
    if there != connection.exec_driver_sql(f"SELECT COUNT(*) FROM complaints WHERE {_IS_THERE}").scalar():
        return True
    sample = _sample(connection)
    return _differs_in_file(connection, sample) if on_file else _differs_on_server(connection, sample)


_IS_THERE = f"state <> '{State.ANNULLED}'"
_REWORDED = """
SELECT complaint_id FROM events WHERE action IN ('correct', 'restrict', 'unrestrict', 'undo', 'allocate')
ORDER BY seq DESC LIMIT :most
"""


def _sample(connection: Connection) -> list[int]:
    newest = _numbers(connection, f"{_IS_THERE} ORDER BY id DESC LIMIT {_SAMPLE}")
    step = max((newest[0] if newest else 0) // _SAMPLE, 1)
    spread = _numbers(connection, f"{_IS_THERE} AND id IN ({_among(range(1, 1 + step * _SAMPLE, step))})")
    reworded = connection.execute(text(_REWORDED), {"most": _SAMPLE}).scalars()
    return sorted({*newest, *spread, *reworded})


def _numbers(connection: Connection, which: str) -> list[int]:
    return list(connection.exec_driver_sql(f"SELECT id FROM complaints WHERE {which}").scalars())


def _differs_on_server(connection: Connection, ids: list[int]) -> bool:
    differs = text(f"SELECT words <> CAST(:words AS tsvector) FROM {TABLE} WHERE complaint_id = :id")
    return any(
        connection.execute(differs, {"id": number, "words": vector}).scalar() is not False
        for number, vector in _vectors(connection, ids).items()
    )


def _differs_in_file(connection: Connection, ids: list[int]) -> bool:
    """Whether an index made of these cases alone, in memory, has other tokens, or another number of them."""
    import sqlite3
    from contextlib import closing

    rows = [tuple(row) for row in _texts(connection, ids)]
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute(_FTS.format(name="small", content=""))
        small.execute("CREATE VIRTUAL TABLE said USING fts5vocab(small, instance)")
        small.executemany(f"INSERT INTO small (rowid, {_LISTED}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        sizes = dict(small.execute("SELECT id, sz FROM small_docsize"))
        said = small.execute("SELECT DISTINCT doc, col, term FROM said ORDER BY doc").fetchall()
    return _sizes(connection, ids) != sizes or not _are_found(connection, said)


def _sizes(connection: Connection, ids: list[int]) -> dict[int, bytes]:
    sizes = connection.exec_driver_sql(f"SELECT id, sz FROM {TABLE}_docsize WHERE id IN ({_among(ids)})")
    return {row[0]: row[1] for row in sizes}


_MOST_TERMS = 60
"""How many tokens of each column of a case are looked for."""


def _are_found(connection: Connection, said: list[tuple[int, str, str]]) -> bool:
    """Whether each case is found by its own tokens, each in its column."""
    by_case: dict[int, dict[str, list[str]]] = {}
    for case, column, term in said:
        terms = by_case.setdefault(case, {}).setdefault(column, [])
        if len(terms) < _MOST_TERMS:
            terms.append(f'"{term}"')
    found = text(f"SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH :words AND rowid = :id")
    return all(
        connection.execute(found, {"words": _all_of(columns), "id": case}).scalar() for case, columns in by_case.items()
    )


def _all_of(columns: Mapping[str, list[str]]) -> str:
    return " AND ".join(f"({column} : {' AND '.join(terms)})" for column, terms in columns.items())
