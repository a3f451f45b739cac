"""Addresses as people type them, and what is left of a store that could not be made."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from caseapp.rules.errors import NotFound, StoreProblem
from caseapp.store.store import Store

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name", ["what?.db", "a%20b.db", "100%.db", "a b.db", "a#b.db", "Siân's.db", "-x.db", "a:b.db"]
)
def test_path_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    """A file's name may hold what a URL would take for something else."""
    path = tmp_path / name
    Store.create(str(path)).close()
    Store.open(str(path)).close()

    assert [name] == [file.name for file in tmp_path.iterdir()]
    assert 0o600 == path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://someone:secret@host:port/caseapp",
        "postgresql+oracle://someone:secret@host/caseapp",
        "mysql://someone:secret@host/caseapp",
        "://",
    ],
)
def test_url_that_leads_nowhere_is_refused(address: str) -> None:
    """The sentence shows how an address is written, and no password."""
    with pytest.raises(StoreProblem, match="such as postgresql") as raised:
        Store.open(address)
    assert "secret" not in raised.value.sentence


def test_log_of_a_new_store_is_private_too(tmp_path: Path) -> None:
    """What is written in the first session lies in the write-ahead log until the store is closed."""
    with closing(Store.create(str(tmp_path / "new.db"))):
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert {"new.db": 0o600, "new.db-shm": 0o600, "new.db-wal": 0o600} == modes


def test_store_that_did_not_fit_is_made_once_there_is_room(tmp_path: Path) -> None:
    """What a full disk left behind is no store, and does not stand in the way of one."""
    program = (
        "import resource, sys, alembic.command\n"
        "from caseapp.rules.errors import StoreProblem\n"
        "from caseapp.store.store import Store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "try:\n    Store.create(sys.argv[1])\n"
        "except StoreProblem as problem:\n    print(problem.sentence)\n"
    )
    path = tmp_path / "new.db"
    told = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=CHECKOUT, text=True, capture_output=True, timeout=60, check=True
    )

    assert "full or failing" in told.stdout
    Store.create(str(path)).close()
    Store.open(str(path)).close()


@pytest.mark.parametrize("typed", ["\udcff", "C24\x00", "\x1b[2J", "", "\n"])
def test_reference_of_any_characters_is_at_worst_not_found(founded: Store, typed: str) -> None:
    """A command line may hand over bytes that are no letters at all."""
    with founded.reading() as reader, pytest.raises(NotFound, match="There is no case"):
        reader.case(typed)
