"""The version of a store's schema: read cheaply at every start; Alembic is loaded only to make or to upgrade."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from caseapp.resources import migrations_dir
from caseapp.rules.errors import StoreProblem
from caseapp.store import guards, turns

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = ("0001", "0002")
"""Every schema version, oldest first; a test compares them with the migrations."""

OLDEST_SQLITE = (3, 37)


def version_of(connection: Connection, name: str) -> str:
    """The schema version of a store.

    Raises:
        StoreProblem: it is not a caseapp store.
    """
    if not {"alembic_version", "complaints", "events"} <= set(inspect(connection).get_table_names()):
        raise StoreProblem(f"{name} is not a caseapp store; make one with caseapp init.")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found)


def require_current(connection: Connection, name: str) -> None:
    """Refuse a store that is older or newer than this caseapp, saying what to do.

    Raises:
        StoreProblem: the store is of another version, or no store at all.
    """
    _require_engine(connection)
    version = version_of(connection, name)
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
    _require_engine(connection)
    if inspect(connection).get_table_names():
        raise StoreProblem(
            f"{name} is there already and holds tables; choose another place, or upgrade it with caseapp upgrade."
        )


def build(connection: Connection) -> None:
    """Run every migration that the store has not had, then guards, views and rights, in one transaction."""
    from alembic import command

    from caseapp.store import rights, views

    connection.rollback()
    # A table that is rebuilt must not delete its children on the way; the check afterwards finds what is lost.
    _outside_transaction(connection, "journal_mode = WAL", "foreign_keys = OFF")
    with connection.execution_options(caseapp_writing=True).begin():
        if connection.dialect.name == "postgresql":
            turns.server_turn(connection, turns.BUSY_SECONDS)
        guards.remove(connection)
        views.remove(connection)
        command.upgrade(configuration(connection), "head")
        guards.apply(connection)
        views.apply(connection)
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
    if connection.dialect.name == "sqlite" and found and found < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreProblem(f"This Python carries SQLite {'.'.join(map(str, found))}; caseapp needs {wanted} or newer.")
