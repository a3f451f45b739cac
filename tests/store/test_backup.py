"""Copies of a store, and putting them back, on both engines."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from caseapp.rules.errors import CaseappError, FileProblem, StoreProblem
from caseapp.store import backup as module
from caseapp.store import schema, server_copies
from caseapp.store import store as store_module
from caseapp.store.addresses import path_of
from caseapp.store.backup import Backup, Proof, back_up, restore
from caseapp.store.store import Store
from caseapp.store.surroundings import leftovers
from caseapp.store.verification import verify
from tests import postgres
from tests.builders import Desk, a_log, contents
from tests.store import older

FORK = multiprocessing.get_context("fork")
A_MINUTE = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A founded store for who owns it, on each engine in turn; what is kept of a server's goes into this folder."""
    monkeypatch.chdir(tmp_path)
    return postgres.owners(
        request.getfixturevalue(f"founded_{'sqlite' if request.param == 'sqlite' else 'postgres'}_address")
    )


@pytest.fixture
def desk(address: str) -> Iterator[Desk]:
    """Whoever works in that store."""
    with closing(Store.open(address)) as store:
        yield Desk(store).staffed()


@pytest.fixture
def file_desk(founded_sqlite: Store) -> Desk:
    """Whoever works in a store in a file."""
    return Desk(founded_sqlite).staffed()


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, address: str
) -> Callable[[], AbstractContextManager[str]]:
    """Makes a place of the same engine where there is nothing."""
    if path_of(address) is not None:
        return lambda: _file(tmp_path / "elsewhere.db")
    copies: Callable[[str], AbstractContextManager[str]] = request.getfixturevalue("postgres_copy")
    return lambda: _database(copies)


@contextmanager
def _file(path: Path) -> Iterator[str]:
    yield str(path)


@contextmanager
def _database(copies: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    with copies("template0") as made:
        yield postgres.owners(made)


def held_in(address: str | Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(Store.open(str(address))) as store:
        return contents(store)


def references_in(address: str | Path) -> set[str]:
    with closing(Store.open(str(address))) as store, store.reading() as reader:
        return {row["reference"] for row in reader.rows("SELECT reference FROM complaints")}


def in_a_child(work: Callable[[], object]) -> BaseProcess:
    """A process that does it; it is forked, and so must open the store for itself."""
    child = FORK.Process(target=work, daemon=True)
    child.start()
    return child


def log_cases(address: str, name: str, number: int) -> None:
    with closing(Store.open(address)) as store:
        for each in range(number):
            Desk(store).do(a_log(summary=f"{name} {each}"), by=name)


def tampered(path: Path) -> None:
    """Somebody takes a guard away and edits an event."""
    with closing(sqlite3.connect(path)) as bare, bare:
        bare.execute("DROP TRIGGER events_fixed")
        bare.execute("UPDATE events SET happened_on = '2024-01-03' WHERE seq = 1")


def test_a_backup_is_the_store_as_it_stands(
    desk: Desk, tmp_path: Path, elsewhere: Callable[[], AbstractContextManager[str]]
) -> None:
    """It holds what was confirmed when it was made, names its anchor, and comes back as it was."""
    desk.logged()
    with desk.store.reading() as reader:
        made = back_up(desk.store.address, tmp_path / "copy")
        expected = verify(reader).anchor
    before = contents(desk.store)
    desk.logged()

    assert (expected, ()) == (made.proof.anchor, made.proof.problems)
    with elsewhere() as place:
        restored = restore(made.path, place, force=False)
        assert (made.proof, None) == (restored.proof, restored.kept)
        assert before == held_in(place) != contents(desk.store)
        with closing(Store.open(place)) as store:
            assert 1 == Desk(store).do(a_log()).version


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_a_copy_is_as_private_as_the_store(file_desk: Desk, tmp_path: Path, mode: int) -> None:
    """A group that shares a store shares its copies, and nobody else does."""
    Path(file_desk.store.address).chmod(mode)
    made = back_up(file_desk.store.address, tmp_path / "copy.db")
    restored = restore(made.path, str(tmp_path / "new.db"), force=False)

    assert mode == made.path.stat().st_mode & 0o777
    assert mode == Path(restored.name).stat().st_mode & 0o777


def test_a_backup_needs_nothing_beside_it(file_desk: Desk, tmp_path: Path) -> None:
    """It can be read where nothing may be written, which a store with a log cannot."""
    made = back_up(file_desk.store.address, tmp_path / "copy.db")
    with closing(sqlite3.connect(made.path)) as copy:
        assert ("delete",) == copy.execute("PRAGMA journal_mode").fetchone()
        assert [] == list(tmp_path.glob("copy.db-*"))


def test_a_backup_leaves_out_what_is_not_committed(file_desk: Desk, tmp_path: Path) -> None:
    """Half a transaction is in no backup."""
    before = contents(file_desk.store)
    with file_desk.store.writing() as work:
        file_desk.actor(work, "Nia Newcomer")
        work.flush()
        made = back_up(file_desk.store.address, tmp_path / "copy.db")

    assert before == held_in(made.path)


def test_backups_while_eight_officers_write(desk: Desk, tmp_path: Path) -> None:
    """Each verifies on its own, and is the beginning of what the store holds in the end."""
    address, names = desk.store.address, [f"Officer {number}" for number in range(8)]
    desk.store.close()  # no connection goes into a child
    officers = [in_a_child(lambda name=name: log_cases(address, name, 5)) for name in names]  # type: ignore[misc]  # bound now
    made: list[Backup] = []
    while not made or any(officer.is_alive() for officer in officers):
        made.append(back_up(address, tmp_path / f"copy-{len(made)}"))
    for officer in officers:
        officer.join(A_MINUTE)
    with closing(Store.open(address)) as store, store.reading() as reader:
        hashes = {row["seq"]: row["hash"] for row in reader.rows("SELECT seq, hash FROM events")}

    assert [0] * 8 == [officer.exitcode for officer in officers]
    assert 8 * 5 == len(references_in(address))
    assert [()] * len(made) == [copy.proof.problems for copy in made]
    assert all(copy.proof.anchor and hashes[copy.proof.anchor.seq] == copy.proof.anchor.hash for copy in made)


def test_a_backup_never_overwrites(file_desk: Desk, tmp_path: Path) -> None:
    """What is there stays, a folder that is not there is not made, and no stray log is played into the copy."""
    (tmp_path / "there.db").write_text("an older backup")
    (tmp_path / "gone.db-wal").write_text("the log of a store that is gone")

    with pytest.raises(FileProblem, match="never overwrites"):
        back_up(file_desk.store.address, tmp_path / "there.db")
    with pytest.raises(FileProblem, match="no folder"):
        back_up(file_desk.store.address, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(FileProblem, match="log of another store"):
        back_up(file_desk.store.address, tmp_path / "gone.db")
    assert "an older backup" == (tmp_path / "there.db").read_text()


def killed_before_it_is_in_place(address: str, target: Path) -> None:
    """Die at the last moment at which the copy has no name yet. The change is the child's alone."""
    module._proof_of_file = lambda _path, _called: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment,return-value]  # it does not return
    back_up(address, target)


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(file_desk: Desk, tmp_path: Path) -> None:
    """What it leaves says what it is, and is in nobody's way."""
    address, target = file_desk.store.address, tmp_path / "copy.db"
    file_desk.store.close()
    child = in_a_child(lambda: killed_before_it_is_in_place(address, target))
    child.join(A_MINUTE)

    assert -signal.SIGKILL == child.exitcode
    assert not target.exists()
    assert [f".copy.db.{child.pid}.copying"] == [path.name for path in tmp_path.glob(".copy*")]
    assert ["Delete it"] == [do.partition(":")[0] for _, do in leftovers(Path(address))]
    assert () == back_up(address, target).proof.problems


def on_a_full_disk(address: str, target: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        back_up(address, target)
    except CaseappError as error:
        target.with_name("said").write_text(error.sentence)


def test_a_backup_on_a_full_disk_leaves_nothing(file_desk: Desk, tmp_path: Path) -> None:
    """Not even half a copy, and a sentence that says why."""
    address, target = file_desk.store.address, tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    file_desk.store.close()
    in_a_child(lambda: on_a_full_disk(address, target)).join(A_MINUTE)

    assert "is full or failing" in target.with_name("said").read_text()
    assert ["said"] == [path.name for path in target.parent.iterdir()]


def test_a_copy_that_does_not_verify_is_kept(file_desk: Desk, tmp_path: Path) -> None:
    """A copy of a store that somebody edited is evidence; its proof says what is wrong."""
    tampered(Path(file_desk.store.address))
    made = back_up(file_desk.store.address, tmp_path / "copy.db")

    assert "Event 1 " in made.proof.problems[0]
    assert made.path.exists()
    with pytest.raises(StoreProblem, match="does not verify: Event 1"):
        restore(made.path, str(tmp_path / "new.db"), force=False)
    assert not (tmp_path / "new.db").exists()
    assert made.proof == restore(made.path, str(tmp_path / "new.db"), force=True).proof


def test_a_torn_copy_is_a_problem_and_no_surprise(file_desk: Desk, tmp_path: Path) -> None:
    """A backup that lost its end is refused before anything is touched."""
    made = back_up(file_desk.store.address, tmp_path / "copy.db")
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: len(whole) // 2])
    before = contents(file_desk.store)

    with pytest.raises(StoreProblem):
        restore(made.path, file_desk.store.address, force=False)
    assert before == contents(file_desk.store)


def test_restoring_says_force_and_keeps_what_is_there(desk: Desk, tmp_path: Path) -> None:
    """Everything since the backup is out of the store, and in the copy that was kept of it."""
    made = back_up(desk.store.address, tmp_path / "copy")
    before = contents(desk.store)
    desk.logged()
    since = contents(desk.store)
    desk.store.close()

    with pytest.raises(FileProblem, match="--force"):
        restore(made.path, desk.store.address, force=False)
    assert since == contents(desk.store)
    desk.store.close()
    first = restore(made.path, desk.store.address, force=True)
    assert before == contents(desk.store)
    assert first.kept is not None
    assert "before-restore-1" in first.kept.name
    desk.store.close()
    second = restore(first.kept, desk.store.address, force=True)

    assert since == contents(desk.store)
    assert second.kept is not None
    assert "before-restore-2" in second.kept.name


def log_without_queueing(address: str, told: Path) -> None:
    """Log case after case, noting each reference once it is confirmed; where there is no queue, as not on Linux."""
    vars(store_module)["turn"] = lambda _path, _seconds: nullcontext()  # the child's alone
    with closing(Store.open(address)) as store, told.open("w") as confirmed:
        while True:
            confirmed.write(Desk(store).do(a_log()).reference + "\n")
            confirmed.flush()


def test_restoring_loses_nothing_that_is_confirmed_meanwhile(desk: Desk, tmp_path: Path) -> None:
    """Whatever an officer was told is recorded is in the store, or in what was kept of it."""
    address, told = desk.store.address, tmp_path / "told"
    made = back_up(address, tmp_path / "copy")
    desk.store.close()
    officer = in_a_child(lambda: log_without_queueing(address, told))
    while not (told.exists() and told.read_text().count("\n") > 3):
        assert officer.is_alive()
    done = restore(made.path, address, force=True)
    officer.kill()
    officer.join(A_MINUTE)
    assert done.kept is not None
    now = references_in(address)
    restore(done.kept, address, force=True)

    assert set(told.read_text().split()) <= now | references_in(address)


def test_restoring_something_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A file that is no backup of this engine's replaces nothing."""
    before = contents(desk.store)
    (tmp_path / "letter").write_text("Dear Sir or Madam, " * 200)
    (tmp_path / "archive").write_bytes(b"PGDMP" + bytes(200))
    for name in ("letter", "archive"):
        with pytest.raises(StoreProblem, match=r"is not a (caseapp store|backup)|is a backup of a store on PostgreSQL"):
            restore(tmp_path / name, desk.store.address, force=True)
    with pytest.raises(FileProblem, match="There is no backup"):
        restore(tmp_path / "none", desk.store.address, force=True)

    assert before == contents(desk.store)


def test_restoring_a_store_over_itself_is_refused(file_desk: Desk) -> None:
    """Nothing would be left if it went wrong."""
    path = Path(file_desk.store.address)

    with pytest.raises(FileProblem, match="the store itself"):
        restore(path, str(path), force=True)


def test_restoring_over_what_is_no_store_any_more(file_desk: Desk, tmp_path: Path) -> None:
    """A damaged store is put aside, its log with it, which must not be played into the backup."""
    path, expected = Path(file_desk.store.address), contents(file_desk.store)
    made = back_up(str(path), tmp_path / "copy.db")
    file_desk.store.close()
    path.write_bytes(b"rubbish " * 2_000)
    path.with_name(f"{path.name}-wal").write_bytes(b"more rubbish")

    done = restore(made.path, str(path), force=True)

    assert expected == held_in(path)
    assert done.kept is not None
    assert b"rubbish " * 2_000 == done.kept.read_bytes()
    assert b"more rubbish" == done.kept.with_name(f"{done.kept.name}-wal").read_bytes()


def test_restoring_beside_the_log_of_a_store_that_is_gone(file_desk: Desk, tmp_path: Path) -> None:
    """The log may be all that is left of something: it is put aside, and only by force."""
    made, place = back_up(file_desk.store.address, tmp_path / "copy.db"), tmp_path / "gone.db"
    place.with_name("gone.db-wal").write_bytes(b"all that is left")

    with pytest.raises(FileProblem, match=r"gone\.db-wal is there already"):
        restore(made.path, str(place), force=False)
    done = restore(made.path, str(place), force=True)

    assert contents(file_desk.store) == held_in(place)
    assert b"all that is left" == (tmp_path / f"{done.kept and done.kept.name}-wal").read_bytes()


def test_restoring_an_older_backup(tmp_path: Path) -> None:
    """It comes back as it was, and an upgrade is the next thing to do."""
    copy = back_up(str(older.sqlite_store(tmp_path / "old.db")), tmp_path / "copy.db")
    done = restore(copy.path, str(tmp_path / "new.db"), force=False)

    assert Proof("0001", None, ()) == copy.proof == done.proof
    with pytest.raises(StoreProblem, match="caseapp upgrade"):
        Store.open(done.name)


def test_restoring_a_newer_backup_is_refused(file_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This caseapp could not work with it."""
    before, made = contents(file_desk.store), back_up(file_desk.store.address, tmp_path / "copy")
    monkeypatch.setattr(schema, "VERSIONS", ("0000",))
    with pytest.raises(StoreProblem, match="newer caseapp"):
        restore(made.path, file_desk.store.address, force=True)
    monkeypatch.undo()

    assert before == contents(file_desk.store)


# PostgreSQL's tools


@pytest.fixture
def served(founded_postgres_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The owner's address of a store on a server."""
    monkeypatch.chdir(tmp_path)
    return postgres.owners(founded_postgres_address)


def test_a_server_backup_that_does_not_verify_changes_nothing(
    served: str, tmp_path: Path, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> None:
    """It is verified before it is final, in the transaction that loads it."""
    with closing(Store.open(served)) as store:
        with store.connected() as connection, connection.begin():
            connection.exec_driver_sql("ALTER TABLE officers DISABLE TRIGGER USER")
            connection.exec_driver_sql("UPDATE officers SET role = 'lead'")
            connection.exec_driver_sql("ALTER TABLE officers ENABLE TRIGGER USER")
        made = back_up(served, tmp_path / "copy")
    with postgres_copy("template0") as empty:
        place = postgres.owners(empty)
        with pytest.raises(StoreProblem, match="does not verify: Ada Admin is lead here"):
            restore(made.path, place, force=False)
        with pytest.raises(StoreProblem, match="is not a caseapp store"):
            Store.open(place)
        assert made.proof.problems == restore(made.path, place, force=True).proof.problems


def test_a_server_with_other_tables_is_left_alone(
    served: str, tmp_path: Path, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> None:
    """Force is for stores: another program's tables are never taken away."""
    made = back_up(served, tmp_path / "copy")
    with postgres_copy("template0") as other:
        place = postgres.owners(other)
        with closing(Store.unchecked(place)) as store, store.connected() as connection, connection.begin():
            connection.exec_driver_sql("CREATE TABLE photographs (id INTEGER PRIMARY KEY)")
        with pytest.raises(StoreProblem, match="tables of another program"):
            restore(made.path, place, force=True)


def test_an_officer_is_told_who_may_copy_a_server(founded_postgres_address: str, tmp_path: Path) -> None:
    """The application's role cannot read all that a copy holds."""
    with pytest.raises(StoreProblem, match="work as the owner"):
        back_up(founded_postgres_address, tmp_path / "copy")
    assert [] == list(tmp_path.iterdir())


def a_tool(folder: Path, name: str, *lines: str) -> Path:
    """A program of that name."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text("\n".join(("#!/bin/sh", *lines, "")))
    program.chmod(0o755)
    return program


def test_the_password_is_on_no_command_line(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody on the machine can read a command line; the environment is the owner's alone."""
    real = server_copies.tool("pg_dump")
    a_tool(tmp_path / "bin", "pg_dump", f'echo "$@" "/$PGPASSWORD" >> {tmp_path}/seen', f'exec {real} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    user, rest = served.split("@", 1)
    back_up(f"{user.rstrip(':')}:s%20ecret@{rest}", tmp_path / "copy")
    called = (tmp_path / "seen").read_text().splitlines()[-1]

    assert called.endswith("/s ecret")
    assert "ecret" not in called.removesuffix("/s ecret")


def test_missing_and_old_tools_are_named(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what to install; nothing is left behind."""
    monkeypatch.setattr(server_copies, "_INSTALLED", ())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(StoreProblem, match="pg_dump is not installed"):
        back_up(served, tmp_path / "copy")
    a_tool(tmp_path / "bin", "pg_dump", 'echo "pg_dump (PostgreSQL) 9.6.24"')
    with pytest.raises(StoreProblem, match="is of PostgreSQL 9 and cannot read a server of version"):
        back_up(served, tmp_path / "copy")
    shutil.rmtree(tmp_path / "bin")

    assert [] == list(tmp_path.iterdir())
