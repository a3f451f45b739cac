"""The version of a store's schema: read cheaply at every start; Alembic is loaded only to make or to upgrade."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.rules.errors import StoreProblem

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

VERSIONS = ("0001", "0002", "0003")
"""Every schema version, oldest first; a test compares them with the migrations."""

OLDEST_SQLITE = (3, 37)


def version_of(connection: Connection, name: str) -> str:
    """The schema version of a store.

    Raises:
        StoreProblem: it is not a caseapp store.
    """
    from sqlalchemy import inspect

    _require_store(set(inspect(connection).get_table_names()), name)
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found)


def require_current(connection: Connection, name: str) -> None:
    """Refuse a store that is older or newer than this caseapp, saying what to do.

    Raises:
        StoreProblem: the store is of another version, or no store at all.
    """
    _require_engine(connection)
    _require_current(version_of(connection, name), name)


def require_current_file(connection: sqlite3.Connection, name: str) -> None:
    """The same of a file, asked without the library that writers need.

    Raises:
        StoreProblem: the store is of another version, or no store at all.
    """
    _require_sqlite(sqlite3.sqlite_version_info)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    _require_store({row[0] for row in tables}, name)
    _require_current(str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]), name)


def _require_store(tables: set[str], name: str) -> None:
    if not {"alembic_version", "complaints", "events"} <= tables:
        raise StoreProblem(f"{name} is not a caseapp store; make one with caseapp init.")


def _require_current(version: str, name: str) -> None:
    if version == VERSIONS[-1]:
        return
    if version in VERSIONS:
        raise StoreProblem(
            f"The store {name} is at schema {version}, and this caseapp works with {VERSIONS[-1]}; "
            "bring it up to date with caseapp upgrade (it makes a backup first)."
        )
    raise StoreProblem(
        f"The store {name} is at schema {version}, made by a newer caseapp than this one, "
        f"which works with {VERSIONS[-1]}; install the newer caseapp."
    )


def require_empty(connection: Connection, name: str) -> None:
    """Refuse to make a store where there is one, or anything else."""
    from sqlalchemy import inspect

    _require_engine(connection)
    if inspect(connection).get_table_names():
        raise StoreProblem(
            f"{name} is there already and holds tables; choose another place, or upgrade it with caseapp upgrade."
        )


def build(connection: Connection) -> None:
    """Run every migration that the store has not had, then put guards, views, rights and the search index in order.

    All of it is one transaction.
    """
    from alembic import command

    from caseapp.store import finding, guards, rights, turns, views

    connection.rollback()
    # A table that is rebuilt must not delete its children on the way; the check afterwards finds what is lost.
    _outside_transaction(connection, "journal_mode = WAL", "foreign_keys = OFF")
    with connection.execution_options(caseapp_writing=True).begin():
        if connection.dialect.name == "postgresql":
            turns.server_turn(connection, turns.BUSY_SECONDS)
        guards.remove(connection)
        views.remove(connection)
        finding.remove(connection)
        command.upgrade(configuration(connection), "head")
        guards.apply(connection)
        views.apply(connection)
        finding.apply(connection)
        rights.apply(connection)
        _require_whole(connection)
    _outside_transaction(connection, "foreign_keys = ON")


def _outside_transaction(connection: Connection, *pragmas: str) -> None:
    if connection.dialect.name == "sqlite" and connection.connection.driver_connection is not None:
        for pragma in pragmas:
            connection.connection.driver_connection.execute(f"PRAGMA {pragma}")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    from alembic.config import Config

    from caseapp.resources import migrations_dir

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def backup_path(path: Path, version: str) -> Path:
    """Where an upgrade keeps the store as it was; a second try does not overwrite the first one's."""
    name = f"{path.name}.before-upgrade-from-{version}"
    taken = (path.with_name(f"{name}-{number}") for number in range(2, 1_000))
    return next(place for place in (path.with_name(name), *taken) if not place.exists())


def _require_whole(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreProblem("The upgrade would leave rows that refer to nothing; nothing was changed.")


def _require_engine(connection: Connection) -> None:
    found = connection.dialect.server_version_info
    if connection.dialect.name == "sqlite" and found:
        _require_sqlite(found)


def _require_sqlite(found: tuple[int | str, ...]) -> None:
    if found < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreProblem(f"This Python carries SQLite {'.'.join(map(str, found))}; caseapp needs {wanted} or newer.")
