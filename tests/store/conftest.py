"""The scene of the attacks, set once on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from caseapp.store.store import Store
from tests.postgres import owners
from tests.store.engines import Run, on_bare_sqlite, on_store
from tests.store.scene import set_scene


@pytest.fixture(scope="session")
def sqlite_scene(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The scene in a SQLite file."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("scene") / "scene.db")
    with closing(Store.open(str(path))) as store:
        set_scene(store)
        yield store


@pytest.fixture(scope="session")
def postgres_scene(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Store]:
    """The scene in a PostgreSQL database, set and opened under the application's role."""
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        set_scene(store)
        yield store


@pytest.fixture(scope="session")
def owned_scene(postgres_scene: Store) -> Iterator[Store]:
    """The same scene in PostgreSQL, as its owner opens it."""
    with closing(Store.open(owners(postgres_scene.address))) as store:
        yield store


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Run:
    """How to run a script on the engine that the test names, one of ``attacks.ENGINES``."""
    if request.param == "bare":
        scene: Store = request.getfixturevalue("sqlite_scene")
        assert scene.path is not None
        return on_bare_sqlite(scene.path)
    return on_store(request.getfixturevalue(_SCENES[request.param]))


_SCENES = {"sqlite": "sqlite_scene", "postgresql": "owned_scene", "application": "postgres_scene"}
