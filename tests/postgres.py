"""The PostgreSQL server of the tests, and who works in it.

Stores are made by the server's superuser, who owns them, and used by an officer with the application's role, as on a
council's server: so every test of a verb also proves that the role's rights are enough for it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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


def connection() -> psycopg.Connection:
    """A connection of the superuser."""
    import psycopg

    return psycopg.connect(str(SERVER).replace("+psycopg", "", 1), autocommit=True)


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    """A connection of the superuser, while which the officer and the member may log in."""
    with connection() as server:
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


class Spares:
    """Copies of databases made ahead in another thread: a test that wants one of its own need not wait for it."""

    def __init__(self, server: psycopg.Connection) -> None:
        self._maker = ThreadPoolExecutor(max_workers=1)
        self._server = server
        self._next: dict[str, Future[str]] = {}

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The name of a copy of a database nobody else has; it is dropped, some time after the block has ended."""
        made = self._next.pop(template, None) or self._maker.submit(self._made, template)
        name = made.result()
        self._next[template] = self._maker.submit(self._made, template)
        try:
            yield name
        finally:
            self._maker.submit(self._dropped, name)

    def close(self) -> None:
        """Drop what nobody asked for."""
        for made in self._next.values():
            self._maker.submit(self._dropped, made.result())
        self._maker.shutdown()

    def _made(self, template: str) -> str:
        name = f"caseapp_{uuid.uuid4().hex}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def _dropped(self, name: str) -> None:
        self._server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
