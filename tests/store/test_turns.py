"""The queue before a SQLite store's lock: in the order of asking, never held up by the dead, and never in the way."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from caseapp.rules.errors import StoreProblem
from caseapp.store import store as store_module
from caseapp.store import turns
from caseapp.store.store import Store
from caseapp.store.turns import turn
from tests.builders import Desk
from tests.store.test_conditions import unprivileged

CHECKOUT = Path(__file__).resolve().parents[2]
LONG = 20.0
"""Seconds that nobody waits who comes at all."""
OTHER = """
import sys, time
from pathlib import Path
from caseapp.store.turns import turn
path, name, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
with turn(path, 20):
    with path.with_name("log").open("a") as log:
        log.write(name + "\\n")
    print("has it", flush=True)
    time.sleep(seconds)
"""
"""Another process: takes a turn, writes its name into the log, and keeps the turn for so many seconds."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no queue")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """What stands for a store: the queue looks at its name, owner and mode alone."""
    store = tmp_path / "store.db"
    store.touch(mode=0o600)
    return store


@contextmanager
def another(path: Path, name: str = "other", seconds: float = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", OTHER, str(path), name, str(seconds)]
    with subprocess.Popen(command, cwd=CHECKOUT, text=True, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def comes(process: subprocess.Popen[str]) -> bool:
    """Waits until a process has the turn."""
    assert process.stdout is not None
    return process.stdout.readline() == "has it\n"


def queue_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-turns")


def asked(path: Path) -> int:
    """How many have ever asked for a turn."""
    queue = queue_of(path)
    return int.from_bytes(queue.read_bytes(), "big") - turns._FIRST + 1 if queue.exists() else 0


def wait_until_asked(path: Path, number: int) -> None:
    until = time.monotonic() + LONG
    while asked(path) < number and time.monotonic() < until:
        time.sleep(0.002)
    assert number == asked(path)


def note(path: Path, name: str) -> None:
    with path.with_name("log").open("a") as log:
        log.write(f"{name}\n")


def noted(path: Path) -> list[str]:
    return path.with_name("log").read_text().splitlines()


def test_threads_come_in_the_order_in_which_they_asked(path: Path) -> None:
    """Within one process too: who asked first is served first, and never two at once."""
    inside: list[int] = []

    def wait(number: int) -> None:
        with turn(path, LONG):
            inside.append(number)
            note(path, f"{number}, {len(inside)} inside")
            inside.remove(number)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(6)]
    with turn(path, LONG):
        for number, thread in enumerate(threads, start=1):
            thread.start()
            wait_until_asked(path, 1 + number)
    for thread in threads:
        thread.join(LONG)

    assert [f"{number}, 1 inside" for number in range(6)] == noted(path)


def test_writer_in_a_loop_has_no_second_turn_while_another_waits(path: Path) -> None:
    """Whoever has just written asks again at once, and still comes after the process that has waited."""
    has_it, may_end = threading.Event(), threading.Event()

    def loop() -> None:
        for _ in range(2):
            with turn(path, LONG):
                note(path, "loop")
                has_it.set()
                may_end.wait(LONG)

    looping = threading.Thread(target=loop)
    looping.start()
    assert has_it.wait(LONG)
    with another(path) as other:
        wait_until_asked(path, 2)
        may_end.set()
        looping.join(LONG)
        assert 0 == other.wait(LONG)

    assert ["loop", "other", "loop"] == noted(path)


def test_turn_of_the_dead_goes_to_the_next(path: Path) -> None:
    """Whoever is killed while they write, or while they wait, holds nobody up."""
    with another(path, "killed at work", LONG) as at_work:
        assert comes(at_work)
        with another(path, "killed waiting") as waiting:
            wait_until_asked(path, 2)
            waiting.kill()
        at_work.kill()
        with turn(path, LONG):
            note(path, "next")

    assert ["killed at work", "next"] == noted(path)


def test_turn_of_somebody_who_stands_still_is_not_waited_for_without_end(
    founded_sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that is stopped costs the others their patience, not their day; when it goes on, so do they."""
    path = Path(founded_sqlite_address)
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    with closing(Store.open(str(path))) as store:
        desk = Desk(store).staffed()
        with another(path, seconds=LONG) as stopped:
            assert comes(stopped)
            stopped.send_signal(signal.SIGSTOP)
            with pytest.raises(StoreProblem, match=f"Someone else is writing to the store {path}; try again"):
                desk.logged()
            stopped.send_signal(signal.SIGCONT)
            stopped.kill()
        assert 1 == desk.logged().version


def test_whoever_gave_up_is_not_waited_for(path: Path) -> None:
    """A place in the queue that was given up is nobody's; the next one in line moves up."""
    with turn(path, LONG), pytest.raises(StoreProblem, match="Someone else is writing"), turn(path, 0.05):
        pass

    with turn(path, 0.05):
        note(path, "came")
    assert ["came"] == noted(path)


def test_error_in_a_turn_ends_it(path: Path) -> None:
    """Whatever stops a writer, its turn is over."""
    with pytest.raises(TimeoutError, match="its own"), turn(path, LONG):
        raise TimeoutError("its own")

    with turn(path, 0.05):
        assert queue_of(path).exists()


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_queue_is_as_private_as_the_store(path: Path, mode: int) -> None:
    """The file beside the store has its mode, and follows when that changes, whatever the umask."""
    umask = os.umask(0o077)
    try:
        for now in (0o600, mode):
            path.chmod(now)
            with turn(path, LONG):
                assert now == stat.S_IMODE(queue_of(path).stat().st_mode)
    finally:
        os.umask(umask)


@pytest.mark.parametrize("there", ["a folder", "a link", "a file of somebody's"])
def test_name_that_is_taken_is_left_alone(path: Path, there: str) -> None:
    """What only has the queue's name is not written to; writers do without the queue."""
    queue, words = queue_of(path), path.with_name("words.txt")
    words.write_text("somebody's own words")
    if there == "a folder":
        queue.mkdir()
    elif there == "a link":
        queue.symlink_to(words)
    else:
        queue.write_text("somebody's own words")

    with turn(path, 0.05), turn(path, 0.05):
        pass

    assert "somebody's own words" == words.read_text()
    assert queue.is_dir() or "somebody's own words" == queue.read_text()


def test_number_that_was_meddled_with_gives_nobody_the_same_ticket(path: Path) -> None:
    """The file's content is only a hint: a ticket that somebody holds is not drawn again."""
    with turn(path, LONG):
        queue_of(path).write_bytes(b"")
        with pytest.raises(StoreProblem, match="Someone else is writing"), turn(path, 0.05):
            pass
    queue_of(path).write_bytes(b"\xff" * turns._NUMBER_BYTES)
    with turn(path, 0.05):
        pass


def test_folder_that_may_not_be_written_to_does_without(path: Path) -> None:
    """Where no file can be made beside the store, nobody is kept from it, and nothing is left behind."""
    path.with_name("log").touch()
    path.parent.chmod(0o500)
    command = [*unprivileged(), sys.executable, "-c", OTHER, str(path), "reader", "0"]
    done = subprocess.run(command, cwd=CHECKOUT, text=True, capture_output=True, timeout=LONG, check=False)
    path.parent.chmod(0o700)

    assert ("has it\n", "", ["reader"]) == (done.stdout, done.stderr, noted(path))
    assert {"log", "store.db"} == {file.name for file in path.parent.iterdir()}


def test_system_without_such_locks_does_without(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows, and on a file system that knows no locks, SQLite's own waiting is all there is."""
    monkeypatch.setattr(sys, "platform", "win32")
    with turn(path, 0.05), turn(path, 0.05):
        assert not queue_of(path).exists()
    monkeypatch.undo()

    def refuse(_file: int, _byte: int) -> bool:
        raise OSError("no locks here")

    monkeypatch.setattr(turns, "_lock", refuse)
    with turn(path, 0.05), turn(path, 0.05):
        pass


def test_reading_waits_for_nobody(founded_sqlite: Store) -> None:
    """Only writers queue."""
    assert founded_sqlite.path is not None
    with founded_sqlite.turn(), founded_sqlite.reading() as reader:
        assert reader.officers
    assert founded_sqlite.path.with_name(f"{founded_sqlite.path.name}-turns").exists()
