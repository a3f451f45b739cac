"""What the database itself refuses, beyond keys and CHECKs: one trigger a guard, the same list on both engines.

A bare SQLite connection has foreign keys and recursive triggers off, so whatever hangs on a foreign key is guarded
here again, and a REPLACE, which deletes without asking the delete trigger, is refused as it inserts. PostgreSQL's
TRUNCATE does not ask it either, so there a guard against deleting stands against that too.
Each guard is a condition under which a row is refused, in SQL that both engines read. They are applied after every
upgrade, because a rebuilt table loses its triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from caseapp.store import annul_guards, point_guards, process_guards, record_guards, reference_guards, undo_guards
from caseapp.store.guard import Guard
from caseapp.store.stamps import TALLIES, Tally

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["GUARDS", "TRIGGERS", "Guard", "apply", "faults", "remove"]

GUARDS: tuple[Guard, ...] = (
    *process_guards.GUARDS,
    *point_guards.GUARDS,
    *record_guards.GUARDS,
    *undo_guards.GUARDS,
    *annul_guards.GUARDS,
    *reference_guards.GUARDS,
)
"""Every guard, each with a name of its own."""

TRIGGERS: tuple[Guard | Tally, ...] = (*GUARDS, *TALLIES)
"""The guards, and the triggers that count changes."""

_SERVER_TRIGGERS = """
SELECT t.tgname AS name, c.relname AS table, p.proname AS function, p.prosrc AS body, t.tgenabled = 'O' AS enabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema()
"""
_FILE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def apply(connection: Connection) -> None:
    """Put every guard in place, where none stand."""
    for trigger in TRIGGERS:
        for statement in trigger.create(connection.dialect.name):
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take every guard away, those of other versions too, for the time that a migration rebuilds tables."""
    if connection.dialect.name == "sqlite":
        for name in _found_in_file(connection):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    functions = set()
    for row in connection.exec_driver_sql(_SERVER_TRIGGERS).mappings().all():
        connection.exec_driver_sql(f"DROP TRIGGER {row['name']} ON {row['table']}")
        functions.add(row["function"])
    for function in sorted(functions):
        connection.exec_driver_sql(f"DROP FUNCTION {function}()")


def faults(connection: Connection) -> tuple[str, ...]:
    """The guards that are missing, changed, switched off or not ours, each in words; empty when all stand."""
    found = _found_on_server(connection) if connection.dialect.name != "sqlite" else _found_in_file(connection)
    return tuple(_compared(found, _expected(connection.dialect.name)))


def _compared(found: dict[str, str], expected: dict[str, str]) -> Iterator[str]:
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"the guard {name} is missing"
        elif name not in expected:
            yield f"there is a trigger {name} that is not one of caseapp's guards"
        elif found[name] != expected[name]:
            yield f"the guard {name} was changed or switched off"


def _expected(dialect: str) -> dict[str, str]:
    if dialect == "sqlite":
        return {trigger.name: trigger.create(dialect)[0] for trigger in TRIGGERS}
    whole = {f"{guard.name}_whole": guard.body for guard in GUARDS if guard.verb == "DELETE"}
    return {trigger.name: trigger.body for trigger in TRIGGERS} | whole


def _found_in_file(connection: Connection) -> dict[str, str]:
    return {row.name: row.sql for row in connection.exec_driver_sql(_FILE_TRIGGERS)}


def _found_on_server(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(_SERVER_TRIGGERS).mappings()
    return {row["name"]: row["body"] if row["enabled"] else "" for row in rows}
