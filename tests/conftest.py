"""What every test gets: a store of its own on each engine, and nothing of the machine it runs on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import postgres

if TYPE_CHECKING:
    import psycopg

    from caseapp.store.store import Store
    from tests.builders import Desk

# Read by libraries when they are first imported, so set before any test file is. Colour and width switches would
# change what the command line prints; a terminal named by the developer's shell would change what Textual draws.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
for _switch in ("COLORTERM", "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "LINES", "NO_COLOR", "PY_COLORS"):
    os.environ.pop(_switch, None)

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_SERVER_REQUIRED = os.environ.get("CASEAPP_REQUIRE_POSTGRES") == "1"
_NO_SERVER = "no PostgreSQL: set CASEAPP_TEST_POSTGRES (see .ci/postgres)"


@pytest.fixture(autouse=True)
def nobody_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's settings or touches the developer's own store."""
    home = tmp_path_factory.getbasetemp() / f"home-{uuid.uuid4().hex}"  # not made: most tests need none
    for name in [name for name in os.environ if name.startswith("CASEAPP_")]:
        monkeypatch.delenv(name)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store made once by the real migrations; tests copy it."""
    from caseapp.store.store import Store

    path = tmp_path_factory.mktemp("template") / "template.db"
    Store.create(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the one file is the whole store
    connection.close()
    return path


@pytest.fixture
def sqlite_address(sqlite_template: Path, tmp_path: Path) -> str:
    """The path of an empty store in a file of this test's own."""
    return str(shutil.copy(sqlite_template, tmp_path / "store.db"))


@pytest.fixture
def sqlite_store(sqlite_address: str) -> Iterator[Store]:
    """An empty store on SQLite, in a file of this test's own."""
    yield from _opened(sqlite_address)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[psycopg.Connection]:
    """A connection of the superuser to the test server; tests that need it are skipped, or fail, without one."""
    if not postgres.SERVER:
        (pytest.fail if _SERVER_REQUIRED else pytest.skip)(_NO_SERVER)
    with postgres.connected() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: psycopg.Connection) -> Iterator[str]:
    """The name of a database with an empty store, made once by the real migrations; tests copy it."""
    from caseapp.store.store import Store

    with postgres.database(postgres_server) as name:
        Store.create(postgres.address_of(name)).close()
        postgres.give_roles(postgres_server)
        yield name


@pytest.fixture(scope="session")
def postgres_spares(postgres_template: str, founded_postgres_template: str) -> Iterator[postgres.Spares]:
    """Databases for tests that each want one of their own, made ahead; gone before what they are copied from."""
    del postgres_template, founded_postgres_template
    with postgres.connection() as server:
        spares = postgres.Spares(server)
        yield spares
        spares.close()


@pytest.fixture
def postgres_address(postgres_template: str, postgres_spares: postgres.Spares) -> Iterator[str]:
    """The officer's URL of an empty store in a database of this test's own."""
    with postgres_spares.copy(postgres_template) as name:
        yield postgres.address_of(name, postgres.OFFICER)


@pytest.fixture
def postgres_store(postgres_address: str) -> Iterator[Store]:
    """An empty store on PostgreSQL, in a database of this test's own."""
    yield from _opened(postgres_address)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest) -> str:
    """The address of an empty store, on each engine in turn."""
    name = "sqlite_address" if request.param == "sqlite" else "postgres_address"
    return str(request.getfixturevalue(name))


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    """An empty store of this test's own, on each engine in turn."""
    yield from _opened(store_address)


@pytest.fixture
def owned_store(store_address: str) -> Iterator[Store]:
    """An empty store of this test's own as its owner opens it, who alone may change tables and guards."""
    yield from _opened(postgres.owners(store_address))


@pytest.fixture(scope="session")
def founded_sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a council begins with it, founded once by Ada Admin; tests copy it."""
    path = tmp_path_factory.mktemp("founded") / "founded.db"
    _found(str(path))
    return path


@pytest.fixture(scope="session")
def founded_postgres_template(postgres_server: psycopg.Connection) -> Iterator[str]:
    """The name of a database that Ada Admin founded once; tests copy it."""
    with postgres.database(postgres_server) as name:
        _found(postgres.address_of(name))
        postgres.give_roles(postgres_server)
        yield name


@pytest.fixture(scope="session")
def postgres_copy(postgres_server: psycopg.Connection) -> Callable[[str], AbstractContextManager[str]]:
    """Gives the officer's address of a copy of a database, for tests that share one; dropped when the block ends."""

    @contextmanager
    def copy(template: str) -> Iterator[str]:
        with postgres.database(postgres_server, template=template) as name:
            yield postgres.address_of(name, postgres.OFFICER)

    return copy


@pytest.fixture
def founded_sqlite_address(founded_sqlite_template: Path, tmp_path: Path) -> str:
    """The path of a founded store in a file of this test's own."""
    return str(shutil.copy(founded_sqlite_template, tmp_path / "founded.db"))


@pytest.fixture
def founded_postgres_address(founded_postgres_template: str, postgres_spares: postgres.Spares) -> Iterator[str]:
    """The officer's URL of a founded store in a database of this test's own."""
    with postgres_spares.copy(founded_postgres_template) as name:
        yield postgres.address_of(name, postgres.OFFICER)


@pytest.fixture
def founded_sqlite(founded_sqlite_address: str) -> Iterator[Store]:
    """A founded store on SQLite, in a file of this test's own."""
    yield from _opened(founded_sqlite_address)


@pytest.fixture(params=["sqlite", "postgresql"])
def founded_address(request: pytest.FixtureRequest) -> str:
    """The address of a founded store, on each engine in turn."""
    engine = "sqlite" if request.param == "sqlite" else "postgres"
    return str(request.getfixturevalue(f"founded_{engine}_address"))


@pytest.fixture
def founded(founded_address: str) -> Iterator[Store]:
    """A founded store of this test's own, on each engine in turn: Ada Admin administers it."""
    yield from _opened(founded_address)


@pytest.fixture
def owned_founded(founded_address: str) -> Iterator[Store]:
    """A founded store of this test's own as its owner opens it."""
    yield from _opened(postgres.owners(founded_address))


@pytest.fixture(scope="session")
def sqlite_desk(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A staffed store on SQLite that tests share."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("desk") / "desk.db")
    yield from _staffed(str(path))


@pytest.fixture(scope="session")
def postgres_desk(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Desk]:
    """A staffed store on PostgreSQL that tests share."""
    with postgres_copy(founded_postgres_template) as address:
        yield from _staffed(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk in a staffed store, on each engine in turn; the cases of other tests are in it too."""
    shared: Desk = request.getfixturevalue("sqlite_desk" if request.param == "sqlite" else "postgres_desk")
    return shared


@pytest.fixture
def own_desk(founded: Store) -> Desk:
    """A desk in a staffed store of this test's own, on each engine in turn."""
    from tests.builders import Desk

    return Desk(founded).staffed()


def _staffed(address: str) -> Iterator[Desk]:
    from tests.builders import Desk

    for store in _opened(address):
        yield Desk(store).staffed()


def _found(address: str) -> None:
    from caseapp.casework.founding import found

    found(address, founder="Ada Admin", at=datetime(2024, 1, 2, 12, tzinfo=UTC)).close()


def _opened(address: str) -> Iterator[Store]:
    from caseapp.store.store import Store

    store = Store.open(address)
    yield store
    store.close()
