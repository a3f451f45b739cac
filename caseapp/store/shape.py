"""What a store is made of, part by part: to compare one with another, or with what this caseapp makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy import Connection, create_engine

from caseapp.store import finding, schema, views
from caseapp.store.tables import metadata

_IN_FILE = r"""
SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
"""
_ON_SERVER = """
SELECT 'column ' || c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL
SELECT 'constraint ' || conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0
UNION ALL
SELECT 'index ' || c.relname, pg_get_indexdef(c.oid)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'i'
UNION ALL
SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'function ' || p.proname, pg_get_functiondef(p.oid)
FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
UNION ALL
SELECT 'view ' || c.relname, concat_ws(' ', array_to_string(c.reloptions, ' '), pg_get_viewdef(c.oid))
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'v'
UNION ALL
SELECT 'sequence ' || c.relname, format_type(s.seqtypid, NULL)
FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid WHERE c.relnamespace = current_schema()::regnamespace
"""


def shape(connection: Connection) -> Mapping[str, str]:
    """Every table, column, constraint, index, trigger and view by its kind and name, each with how it is made.

    A SQLite table holds its columns and constraints in its own text; on PostgreSQL they are parts of their own.
    """
    sql = _IN_FILE if connection.dialect.name == "sqlite" else _ON_SERVER
    return {str(name): " ".join(str(made).split()) for name, made in connection.exec_driver_sql(sql)}


def drift(connection: Connection) -> tuple[str, ...]:
    """What differs from a new store, guards apart, each in words; empty when nothing does.

    A SQLite store is compared with one that is made in memory, word for word. On PostgreSQL there is nowhere to make
    one without writing, so that what is missing or too much is found by its name.
    """
    found, expected = _in_file(connection) if connection.dialect.name == "sqlite" else _on_server(connection)
    missing = (f"the {name} is missing" for name in sorted(expected.keys() - found.keys()))
    added = (f"there is a {name} that is not caseapp's" for name in sorted(found.keys() - expected.keys()))
    changed = (
        f"the {name} was changed" for name in sorted(expected) if found.get(name, expected[name]) != expected[name]
    )
    return (*missing, *added, *changed)


def _in_file(connection: Connection) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return _without_guards(shape(connection)), _without_guards(_new_file())


@cache
def _new_file() -> Mapping[str, str]:
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as new:
            schema.build(new)
            return shape(new)
    finally:
        engine.dispose()


def _without_guards(parts: Mapping[str, str]) -> Mapping[str, str]:
    return {name: made for name, made in parts.items() if not name.startswith("trigger ")}


def _on_server(connection: Connection) -> tuple[Mapping[str, str], Mapping[str, str]]:
    parts = {name.partition(" ")[::2] for name in shape(connection) if ".version_num" not in name}
    keys = {name for kind, name in parts if kind == "constraint"}
    found = {
        f"{kind} {name}"
        for kind, name in parts
        if kind in {"column", "constraint", "index", "view"} and not (kind == "index" and name in keys)
    }
    return dict.fromkeys(found, ""), dict.fromkeys(_declared(), "")


def _declared() -> Iterator[str]:
    """The parts that the code declares, by kind and name."""
    yield "constraint alembic_version_pkc"
    yield from (f"view {name}" for name in views.VIEWS)
    for table in metadata.sorted_tables:
        yield from (f"column {table.name}.{column.name}" for column in table.columns)
        yield from (f"index {index.name}" for index in table.indexes)
        yield from (f"constraint {one.name}" for one in table.constraints)
    yield from finding.ON_SERVER
