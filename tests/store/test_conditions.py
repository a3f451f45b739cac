"""Bad conditions: somebody else writes, nothing may be written, the disk is full. A sentence, and nothing changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from caseapp.rules.errors import StoreProblem
from caseapp.store import store as module
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import OLGA, Desk, a_log, contents

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers wait a fifth of a second for their turn."""
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)


@contextmanager
def written_by_another_on_sqlite(address: str) -> Iterator[None]:
    with closing(sqlite3.connect(address, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE counters SET value = value")
        yield


@contextmanager
def written_by_another_on_postgresql(address: str) -> Iterator[None]:
    with closing(Store.open(address)) as other, other.writing():
        yield


@pytest.mark.usefixtures("impatient")
def test_store_that_somebody_else_writes_to(founded_address: str) -> None:
    """A writer waits for its turn, then says so; readers do not wait; afterwards all goes on."""
    another = written_by_another_on_postgresql if "://" in founded_address else written_by_another_on_sqlite
    with closing(Store.open(founded_address)) as store:
        desk = Desk(store).staffed()
        with another(founded_address):
            error = desk.failed(a_log())  # which reads before and after

        assert isinstance(error, StoreProblem)
        assert "Someone else is writing" in error.sentence
        assert "try again" in error.sentence
        assert 1 == desk.logged().version


def officer(path: Path, *limits: str, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Olga logs one complaint in a process of her own."""
    command = [*prefix, sys.executable, "-m", "tests.store.officer", str(path), OLGA, "1", *limits]
    return subprocess.run(command, cwd=CHECKOUT, text=True, capture_output=True, timeout=60, check=False)


def unprivileged() -> tuple[str, ...]:
    """How to start a program for which permissions hold: for root, without the right to pass over them."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    prefix = (setpriv or "", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    if setpriv is None or subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("permissions do not hold for root, and it cannot give that up here (setpriv)")
    return prefix


@pytest.fixture
def desk_of_files(founded_sqlite_address: str) -> Iterator[tuple[Desk, Path]]:
    """A staffed SQLite store in a folder of its own, closed while the test treats it badly."""
    folder = Path(founded_sqlite_address).parent / "folder"
    folder.mkdir()
    path = Path(shutil.move(founded_sqlite_address, folder / "caseapp.db"))
    with closing(Store.open(str(path))) as store:
        Desk(store).staffed()
    yield Desk(Store.open(str(path))), path
    folder.chmod(0o700)
    path.chmod(0o600)


@pytest.mark.parametrize("locked", ["caseapp.db", "."])
def test_store_that_may_not_be_written_to(desk_of_files: tuple[Desk, Path], locked: str) -> None:
    """A read-only file or folder is named, with what to ask for; nothing is different afterwards."""
    desk, path = desk_of_files
    before = contents(desk.store)
    desk.store.close()
    target = path.parent / locked
    target.chmod(0o500 if target.is_dir() else 0o400)

    refused = officer(path, prefix=unprivileged())

    assert (1, "") == (refused.returncode, refused.stdout)
    assert str(path) in refused.stderr
    assert "write" in refused.stderr
    assert "Traceback" not in refused.stderr
    target.chmod(0o700)
    assert before == contents(desk.store)
    desk.store.close()


def test_disk_that_is_full(desk_of_files: tuple[Desk, Path]) -> None:
    """A case that does not fit is not there at all; the store is sound and takes the next one."""
    desk, path = desk_of_files
    before = contents(desk.store)
    desk.store.close()

    refused = officer(path, "16384")

    assert (1, "") == (refused.returncode, refused.stdout)
    assert "full or failing" in refused.stderr
    assert "Make room" in refused.stderr
    assert before == contents(desk.store)
    with desk.store.reading() as reader:
        assert verify(reader).is_sound
    assert "C24-00001" == desk.logged().reference
    desk.store.close()
