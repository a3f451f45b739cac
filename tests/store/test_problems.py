"""What a database says, as a sentence for the person who must do something about it."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import make_url

from caseapp.rules.errors import StoreProblem
from caseapp.store.problems import as_problem
from caseapp.store.store import Store


class OperationalError(Exception):
    """As both drivers call it."""


class LockNotAvailable(Exception):
    """As psycopg calls it."""


class AdminShutdown(Exception):
    """As psycopg calls it."""


class InsufficientPrivilege(Exception):
    """As psycopg calls it."""


class UndefinedTable(Exception):
    """As psycopg calls it."""


SAID = [
    (sqlite3.IntegrityError("guarantee 2: an extension does not change"), "guarantee 2): an extension does not"),
    (sqlite3.OperationalError("database is locked"), "Someone else is writing to the store THERE; try again"),
    (LockNotAvailable("canceling statement due to lock timeout"), "Someone else is writing"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "read-only; ask for write access"),
    (sqlite3.OperationalError("database or disk is full"), "full or failing; nothing was changed"),
    (sqlite3.OperationalError("disk I/O error"), "full or failing"),
    (sqlite3.DatabaseError("file is not a database"), "THERE is not a caseapp store, or is damaged; restore"),
    (sqlite3.DatabaseError("database disk image is malformed"), "restore a backup"),
    (sqlite3.OperationalError("unable to open database file"), "check that its folder exists"),
    (sqlite3.OperationalError("no such table: events"), "make one with caseapp init"),
    (UndefinedTable('relation "events" does not exist'), "make one with caseapp init"),
    (OperationalError("connection failed: Connection refused"), "does not answer; check the address"),
    (OperationalError('connection failed: FATAL:  database "cases" does not exist'), "create it on the server"),
    (OperationalError("connection failed: FATAL:  password authentication failed"), "check the user and the password"),
    (AdminShutdown("terminating connection due to administrator command"), "ended the connection; nothing was changed"),
    (OperationalError("server closed the connection unexpectedly"), "ended the connection"),
    (InsufficientPrivilege("permission denied for table events"), "ask for the rights"),
    (sqlite3.IntegrityError("UNIQUE constraint failed: services.name"), "already (services.name)"),
    (sqlite3.IntegrityError("CHECK constraint failed: ck_stages__number"), "not allow that (ck_stages__number)"),
    (sqlite3.IntegrityError("FOREIGN KEY constraint failed"), "does not know what that refers to"),
    (sqlite3.Error("something {new}\nand more of it"), "answered with an error: Error: something {new}"),
]


@pytest.mark.parametrize(("error", "words"), SAID, ids=lambda value: str(value)[:40])
def test_error_becomes_a_sentence(error: Exception, words: str) -> None:
    """One line that says what is wrong, where, and what to do."""
    problem = as_problem(error, "THERE")

    assert isinstance(problem, StoreProblem)
    assert words in problem.sentence
    assert "\n" not in problem.sentence


def test_sentence_comes_from_the_store_itself(owned_founded: Store) -> None:
    """Whoever works on the store's own connection is told in the same words."""
    with (
        pytest.raises(StoreProblem, match=r"guarantee 5\): an event is never deleted. Nothing was changed"),
        owned_founded.connected(writing=True) as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql("DELETE FROM events")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"database": "no_such_database"}, "create it on the server"),
        ({"username": "no_such_role"}, "does not let you in"),
    ],
)
def test_server_that_answers_but_refuses(founded_postgres_address: str, changes: dict[str, str], words: str) -> None:
    """A server that is there is not said to be away."""
    address = make_url(founded_postgres_address).set(**changes).render_as_string(hide_password=False)  # type: ignore[arg-type]  # its own names

    with pytest.raises(StoreProblem, match=words):
        Store.open(address)
