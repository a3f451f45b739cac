"""Runs migrations on the connection that the store opened; Alembic's own command line may give an address instead."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from caseapp.store.finding import is_declared
from caseapp.store.tables import metadata


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=is_declared,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    context.run_migrations()


def _run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    address = context.get_x_argument(as_dictionary=True)["database"]
    with create_engine(address).begin() as opened:
        _migrate(opened)


_run()
