"""Who may do what on PostgreSQL: one list of rights, given to two roles of the server and to nobody else.

``caseapp_work`` is what officers' logins are members of: it reads everything, adds what the application adds, and
changes the columns that the application changes. It owns nothing, so it cannot take a guard away, and it can neither
empty a table nor change an event. It deletes only what an undo event took back, for guards let nothing else go.
``caseapp_figures`` is for members, who see counts and never a case (R54).
On SQLite there are no roles: whoever may write the file may write all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection, text

from caseapp.store.guards import TRIGGERS
from caseapp.store.views import VIEWS

WORK, FIGURES = "caseapp_work", "caseapp_figures"
"""The roles; they belong to the whole server, so every store on it shares them."""


@dataclass(frozen=True, slots=True)
class Right:
    """What the application's role may do with one table, beside reading it."""

    insert: bool = False
    update: tuple[str, ...] = ()
    """The columns that may be changed."""
    delete: bool = False
    """Whether rows may go; a guard lets them only after the event that takes back what made them."""


_ADDED = Right(insert=True)
_TAKEN_BACK = Right(insert=True, delete=True)

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "adjustments": Right(insert=True, update=("text", "contact", "version")),
        "alembic_version": Right(),
        "bank_holidays": _ADDED,
        "channels": Right(),
        "closure_days": _ADDED,
        "complainants": _ADDED,
        "complaints": Right(
            insert=True,
            update=(
                # what verbs change
                *("version", "state", "due_on", "acknowledge_by"),
                *("handler_id", "service_id", "sub_service_id", "restricted"),
                "reference",  # which an annulled case gives back
                # what a correction changes
                *("received_on", "channel", "issue_on", "aware_on", "summary", "complainant_id"),
            ),
        ),
        "counters": Right(insert=True, update=("value",)),
        "decisions": _TAKEN_BACK,
        "events": _ADDED,
        "extensions": _TAKEN_BACK,
        "findings": _TAKEN_BACK,
        "import_batches": Right(insert=True, update=("undone_at",)),
        "import_rows": _ADDED,
        "narratives": Right(insert=True, update=("details", "desired_outcome", "raised_before", "version")),
        "officers": Right(insert=True, update=("role", "can_log_in")),
        "other_services": _ADDED,
        "points": _TAKEN_BACK,
        "policies": _ADDED,
        "search_index": Right(insert=True, update=("words",)),
        "services": _ADDED,
        "settings": Right(insert=True, update=("value",)),
        "stages": Right(
            insert=True,
            update=(
                *("acknowledged_on", "due_on", "due_version", "handler_id", "override_reason", "override_by"),
                *("opened_on", "acknowledge_by"),  # a date of receipt that is corrected moves the clock
            ),
            delete=True,
        ),
        "sub_services": _ADDED,
        "submissions": _TAKEN_BACK,
    }
)
"""Every table of the schema; one that is missing here could be used by its owner alone."""

Privilege = tuple[str, str, str]
"""A table or view, what may be done with it, and the column to which that is limited, or a blank."""

_ROLES = "SELECT rolname FROM pg_roles WHERE rolname IN (:work, :figures)"
_MAY_MAKE_ROLES = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
_OWNS_THE_SCHEMA = "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = current_schema()"
_EVERYBODY_MAY_CREATE = """
SELECT EXISTS (SELECT 1 FROM pg_namespace n, aclexplode(n.nspacl) a
               WHERE n.nspname = current_schema() AND a.grantee = 0 AND a.privilege_type = 'CREATE')
"""
_HELD = """
SELECT c.relname, a.privilege_type, '' FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = COALESCE(to_regrole(:role)::oid, 0)
UNION ALL
SELECT c.relname, a.privilege_type, t.attname FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid,
aclexplode(t.attacl) a
WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = COALESCE(to_regrole(:role)::oid, 0)
"""

_ROLES_MISSING = (
    "Only the owner of this database can work in it: its roles are missing, and its owner may not make roles. "
    "Let the database administrator run “{commands}”, and then run caseapp upgrade."
)


def apply(connection: Connection) -> None:
    """Make the roles if the connected owner may, and give them exactly the rights of the list; SQLite has none."""
    if connection.dialect.name != "postgresql":
        return
    if connection.exec_driver_sql(_MAY_MAKE_ROLES).scalar():
        _make_roles(connection)
    for statement in _closed(connection):
        connection.exec_driver_sql(statement)
    if len(_roles(connection)) == 2:
        for statement in _given():
            connection.exec_driver_sql(statement)


def advice(connection: Connection) -> tuple[str, ...]:
    """What is amiss with the rights in a store on PostgreSQL, each with what to do; empty when they are the list's."""
    if connection.dialect.name != "postgresql":
        return ()
    missing = sorted({WORK, FIGURES} - _roles(connection))
    if missing:
        commands = " ".join(f"CREATE ROLE {role} NOLOGIN;" for role in missing)
        return (_ROLES_MISSING.format(commands=commands),)
    return tuple(_differences(connection))


def held(connection: Connection, role: str) -> frozenset[Privilege]:
    """The rights that a role holds of its own; ``public`` means everybody."""
    return frozenset(tuple(row) for row in connection.execute(text(_HELD), {"role": role}))


def listed(role: str) -> frozenset[Privilege]:
    """The rights that a role should hold."""
    if role == FIGURES:
        return frozenset((view, "SELECT", "") for view in VIEWS)
    if role != WORK:
        return frozenset()
    return frozenset(
        privilege
        for table, right in RIGHTS.items()
        for privilege in (
            (table, "SELECT", ""),
            *([(table, "INSERT", "")] if right.insert else []),
            *([(table, "DELETE", "")] if right.delete else []),
            *((table, "UPDATE", column) for column in right.update),
        )
    ) | listed(FIGURES)


def _differences(connection: Connection) -> Iterator[str]:
    for role in (WORK, FIGURES, "public"):
        if held(connection, role) != listed(role):
            yield f"The rights of {role} in this database are not those that caseapp gives; run caseapp upgrade."
    if connection.exec_driver_sql(_EVERYBODY_MAY_CREATE).scalar():
        yield (
            "Anybody who can reach this database may make tables in it; let its administrator run "
            "“REVOKE CREATE ON SCHEMA public FROM PUBLIC;”."
        )


def _roles(connection: Connection) -> set[str]:
    return set(connection.execute(text(_ROLES), {"work": WORK, "figures": FIGURES}).scalars())


def _make_roles(connection: Connection) -> None:
    """Make what is missing. Another store on the server may be doing the same at this moment, which is no error."""
    for role in sorted({WORK, FIGURES} - _roles(connection)):
        connection.exec_driver_sql(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )


def _closed(connection: Connection) -> Iterator[str]:
    """What everybody could do otherwise."""
    schema = connection.dialect.identifier_preparer.quote(
        str(connection.exec_driver_sql("SELECT current_schema()").scalar())
    )
    if connection.exec_driver_sql(_OWNS_THE_SCHEMA).scalar():
        yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"  # servers before version 15 grant it
        if len(_roles(connection)) == 2:
            yield f"GRANT USAGE ON SCHEMA {schema} TO {WORK}, {FIGURES}"
    for trigger in TRIGGERS:
        # A guard looks at this schema's tables, not at temporary ones of the same names that its caller made.
        yield f"ALTER FUNCTION {trigger.name}() SET search_path = {schema}, pg_temp"
        yield f"REVOKE ALL ON FUNCTION {trigger.name}() FROM PUBLIC"


def _given() -> Iterator[str]:
    for table, right in RIGHTS.items():
        yield f"REVOKE ALL ON {table} FROM PUBLIC, {WORK}, {FIGURES}"
        privileges = ["SELECT", *(["INSERT"] if right.insert else []), *(["DELETE"] if right.delete else [])]
        privileges += [f"UPDATE ({', '.join(right.update)})"] if right.update else []
        yield f"GRANT {', '.join(privileges)} ON {table} TO {WORK}"
    for view in VIEWS:
        yield f"REVOKE ALL ON {view} FROM PUBLIC, {WORK}, {FIGURES}"
        yield f"GRANT SELECT ON {view} TO {WORK}, {FIGURES}"
