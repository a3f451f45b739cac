"""The PostgreSQL server of the tests, and who works in it.

Stores are made by the server's superuser, who owns them, and used by an officer with the application's role, as on a
council's server: so every test of a verb also proves that the role's rights are enough for it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

SERVER = os.environ.get("CASEAPP_TEST_POSTGRES")
"""The superuser's URL, or ``None``; read when tests are collected, because no test sees the variable itself."""

_RUN = uuid.uuid4().hex
OFFICER, MEMBER = f"caseapp_officer_{_RUN}", f"caseapp_member_{_RUN}"
"""Logins of this run alone: runs at the same time share a server, and its roles."""


def address_of(database: str, login: str | None = None) -> str:
    """The URL of a database on the test server, for a login of this run or else for the superuser."""
    from sqlalchemy import make_url

    url = make_url(str(SERVER)).set(database=database)
    if login is not None:
        url = url.set(username=login, password=login)
    return url.render_as_string(hide_password=False)


def owners(address: str) -> str:
    """The address of the same store for who owns it: a file's is the same, a server's names the superuser."""
    from sqlalchemy import make_url

    return address_of(str(make_url(address).database)) if "://" in address else address


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    """A connection of the superuser, while which the officer and the member may log in."""
    import psycopg

    with psycopg.connect(str(SERVER).replace("+psycopg", "", 1), autocommit=True) as server:
        for login in (OFFICER, MEMBER):
            server.execute(f"CREATE ROLE {login} LOGIN PASSWORD '{login}'".encode())
        try:
            yield server
        finally:
            server.execute(f"DROP ROLE {OFFICER}, {MEMBER}".encode())


@contextmanager
def database(server: psycopg.Connection, template: str = "template0") -> Iterator[str]:
    """A new database, copied from ``template``, and dropped afterwards whoever is still connected to it."""
    name = f"caseapp_{uuid.uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    try:
        yield name
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def give_roles(server: psycopg.Connection) -> None:
    """Give the logins the roles that making a store has made."""
    server.execute(f"GRANT caseapp_work TO {OFFICER}".encode())
    server.execute(f"GRANT caseapp_figures TO {MEMBER}".encode())
