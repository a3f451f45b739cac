"""Desks to work at. Cases keep out of each other's way, so most tests share one store an engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from caseapp.store.store import Store
from tests.builders import Desk


@pytest.fixture(scope="session")
def sqlite_desk(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A staffed store on SQLite that tests share."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("desk") / "desk.db")
    with closing(Store.open(str(path))) as store:
        yield Desk(store).staffed()


@pytest.fixture(scope="session")
def postgres_desk(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Desk]:
    """A staffed store on PostgreSQL that tests share."""
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        yield Desk(store).staffed()


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk in a staffed store, on each engine in turn; other tests' cases are in it too."""
    shared: Desk = request.getfixturevalue("sqlite_desk" if request.param == "sqlite" else "postgres_desk")
    return shared
