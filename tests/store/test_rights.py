"""Who may do what with a store: the two roles on PostgreSQL, and the owner and the group of a file."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from caseapp.cli.main import main as caseapp
from caseapp.rules.errors import StoreProblem
from caseapp.store import finding, rights
from caseapp.store.store import Store
from caseapp.store.tables import metadata
from caseapp.store.verification import verify
from caseapp.store.views import VIEWS
from tests import postgres

if TYPE_CHECKING:
    import psycopg


@pytest.mark.parametrize("engine", ["sqlite_scene", "postgres_scene"])
def test_every_table_is_in_the_list(request: pytest.FixtureRequest, engine: str) -> None:
    """A table that a migration adds gets its rights in the same change, or officers on a server could not use it."""
    store: Store = request.getfixturevalue(engine)
    with store.reading() as reader:
        there = {row["name"] for row in reader.rows(_TABLES[reader.connection.dialect.name])}

    dialect = "sqlite" if store.path else "postgresql"
    assert there - finding.PARTS[dialect] == rights.RIGHTS.keys() - {finding.TABLE}
    assert {table.name for table in metadata.sorted_tables} | {"alembic_version", *finding.PARTS[dialect]} == there


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}


def test_listed_columns_are_columns() -> None:
    """The columns that may be changed are columns of their tables, and none of them is part of a key."""
    for name, right in rights.RIGHTS.items():
        table = metadata.tables.get(name)
        keys = {column.name for column in table.primary_key} if table is not None else set()
        columns = set(table.columns.keys()) if table is not None else {"words"}
        assert set(right.update) <= columns - keys


def test_events_can_only_be_added() -> None:
    """The application can add events and read them, and nothing else (guarantee 5)."""
    assert rights.Right(insert=True) == rights.RIGHTS["events"]


def test_only_what_is_taken_back_can_be_deleted() -> None:
    """Of the rows that an event made, and that go with the event that takes it back; no other row ever goes."""
    listed = rights.listed(rights.WORK)
    deleted = {table for table, privilege, _ in listed if privilege == "DELETE"}

    assert {"SELECT", "INSERT", "UPDATE", "DELETE"} == {privilege for _, privilege, _ in listed}
    assert {"decisions", "extensions", "findings", "points", "stages", "submissions"} == deleted


def say(store: Store, *statements: str) -> None:
    with store.connected() as connection, connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("role", [rights.WORK, rights.FIGURES, "public"])
def test_roles_hold_exactly_what_is_listed(owned_scene: Store, role: str) -> None:
    """No table is open to more than the list says, and nothing at all to everybody."""
    with owned_scene.connected() as connection:
        assert rights.listed(role) == rights.held(connection, role)
        assert () == rights.advice(connection)


@pytest.mark.parametrize(
    "amiss",
    [
        "GRANT DELETE ON events TO caseapp_work",
        "GRANT UPDATE (text) ON events TO caseapp_work",
        "GRANT SELECT ON complaints TO caseapp_figures",
        "GRANT SELECT ON complaints TO PUBLIC",
        "REVOKE INSERT ON events FROM caseapp_work",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    ],
)
def test_rights_that_are_amiss_are_told_and_put_right(owned_scene: Store, amiss: str) -> None:
    """Whatever somebody granted or took away, applying the list again brings back what it says."""
    with owned_scene.connected() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(amiss)
        told = rights.advice(connection)
        rights.apply(connection)
        put_right = rights.advice(connection)
        transaction.rollback()

    assert 1 == len(told)
    assert () == put_right


def test_application_cannot_give_itself_rights(postgres_scene: Store) -> None:
    """A grant by somebody who may not grant changes nothing, whether PostgreSQL refuses it or only warns."""
    say(postgres_scene, "GRANT ALL ON events TO caseapp_work")
    with pytest.raises(StoreProblem):
        say(postgres_scene, "GRANT caseapp_work TO caseapp_figures")

    with postgres_scene.connected() as connection:
        assert () == rights.advice(connection)


def test_application_proves_a_store(postgres_scene: Store) -> None:
    """The scene was worked under an officer's login, and that login is enough to verify it."""
    with postgres_scene.reading() as reader:
        assert postgres.OFFICER == reader.value("SELECT current_user")
        assert () == verify(reader).problems


@pytest.fixture
def member(postgres_scene: Store) -> Iterator[Store]:
    """The scene as a member sees it, opened without asking for the version, which a member may not read."""
    login = make_url(postgres_scene.address).set(username=postgres.MEMBER, password=postgres.MEMBER)
    with closing(Store.unchecked(login.render_as_string(hide_password=False))) as store:
        yield store


def test_member_reads_no_table(member: Store) -> None:
    """A member sees figures and never a case, a name or an event (R54)."""
    for table in rights.RIGHTS:
        with pytest.raises(StoreProblem, match="does not let you do that"), member.reading() as reader:
            reader.value(f"SELECT COUNT(*) FROM {table}")


def test_member_reads_every_view(member: Store) -> None:
    """And may not change one."""
    with member.reading() as reader:
        assert all(reader.value(f"SELECT COUNT(*) FROM {view}") for view in VIEWS)
    with pytest.raises(StoreProblem):
        say(member, "DELETE FROM figures_open")


@pytest.fixture
def modest(postgres_server: psycopg.Connection) -> Iterator[str]:
    """A login that may own a database and may make no roles."""
    login = f"caseapp_modest_{uuid.uuid4().hex}"
    postgres_server.execute(f"CREATE ROLE {login} LOGIN PASSWORD '{login}'".encode())
    yield login
    postgres_server.execute(f"DROP ROLE {login}".encode())


def test_owner_who_may_make_no_roles(
    modest: str,
    postgres_server: psycopg.Connection,
    postgres_copy: Callable[[str], AbstractContextManager[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store is made all the same; what the database administrator should run is said in one sentence."""
    monkeypatch.setattr(rights, "WORK", f"work_{modest}")  # the roles of this server are there already
    monkeypatch.setattr(rights, "FIGURES", f"figures_{modest}")
    with postgres_copy("template0") as address:
        database = make_url(address).database
        postgres_server.execute(f"ALTER DATABASE {database} OWNER TO {modest}".encode())
        with closing(Store.create(postgres.address_of(str(database), modest))) as store:
            with store.connected() as connection:
                told = rights.advice(connection)
            with store.reading() as reader:
                assert verify(reader).is_sound

    assert 1 == len(told)
    assert f"CREATE ROLE figures_{modest} NOLOGIN; CREATE ROLE work_{modest} NOLOGIN;" in told[0]
    assert "caseapp upgrade" in told[0]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


@pytest.mark.parametrize("mask", [0o077, 0o002, 0o022])
@pytest.mark.parametrize(("options", "mode"), [([], 0o600), (["--shared"], 0o660)], ids=["private", "shared"])
def test_file_is_its_owners_or_its_groups(tmp_path: Path, mask: int, options: list[str], mode: int) -> None:
    """Nobody else reads a store or its log, and a group that is let in is let in whatever the umask says."""
    path = tmp_path / "store.db"
    with umask(mask):
        assert 0 == caseapp(["--database", str(path), "--as", "Ada Admin", "init", *options])
        with closing(Store.open(str(path))) as store, store.writing() as work:
            work.set("scheme", "cambridge")
            found = modes(tmp_path)

    assert {"store.db", "store.db-wal", "store.db-shm"} <= found.keys()
    assert {mode} == set(found.values())


def test_failing_to_make_a_store_changes_no_file(founded_sqlite_address: str) -> None:
    """A store that is there keeps its rights when somebody tries to make another in its place."""
    path = Path(founded_sqlite_address)
    path.chmod(0o660)

    with pytest.raises(StoreProblem, match="already"):
        Store.create(str(path))
    assert 0o660 == path.stat().st_mode & 0o777
