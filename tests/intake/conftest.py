"""An office that imports: a founded store, a folder, and the two steps of every import."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseapp.store.store import Store
from tests.intake.office import Office


@pytest.fixture
def office(founded_sqlite: Store, tmp_path: Path) -> Office:
    """An office with a store on SQLite."""
    return Office(founded_sqlite, tmp_path)


@pytest.fixture
def either_office(founded: Store, tmp_path: Path) -> Office:
    """An office with a store, on each engine in turn."""
    return Office(founded, tmp_path)
