"""What the doctor sees, and that looking changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from caseapp.store import doctor, schema
from caseapp.store.backup import back_up
from caseapp.store.doctor import Examination, examine
from caseapp.store.store import Store
from caseapp.store.surroundings import file_system_of
from tests import postgres
from tests.store import older

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOBODY = 65_534


def found_in(path: Path | str, at: datetime = NOW) -> dict[str, str]:
    """What is wrong, by check; a check that finds several things has the last."""
    return {found.check: f"{found.says} {found.do}" for found in examine(str(path), at=at).findings}


def bare(path: Path, *statements: str) -> None:
    """What somebody does to the file with the shell of SQLite."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def path(founded_sqlite_address: str) -> Path:
    """A founded store in a private folder of its own."""
    return Path(founded_sqlite_address)


def test_a_store_in_good_health(path: Path) -> None:
    """Nothing is found, and every check was asked."""
    seen = examine(str(path), at=NOW)

    assert [] == seen.findings
    assert seen.is_well
    assert {"file", "disk space", "guards", "clock", "opening"} <= set(seen.looked_at)
    assert len(seen.looked_at) == len(set(seen.looked_at))


@pytest.mark.parametrize("working", [False, True])
def test_looking_changes_nothing(path: Path, working: bool) -> None:  # noqa: FBT001  # a case of the table
    """No file is made or touched, whether somebody works in the store or not."""
    with closing(Store.open(str(path))) as store:
        if working:
            with store.writing() as work:
                work.set("scheme", "cambridge")
        else:
            store.close()
        before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}
        assert [] == examine(str(path), at=NOW).findings
        after = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}

        assert working == path.with_name(f"{path.name}-wal").exists()
        assert {file: kept for file, kept in before.items() if file.suffix != ".db-shm"} == {
            file: kept for file, kept in after.items() if file.suffix != ".db-shm"
        }
        assert before.keys() == after.keys()


class Ailment(NamedTuple):
    """Something that can befall a store in a file."""

    check: str
    says: str
    befall: Callable[[Path], object]


AILMENTS = (
    Ailment("file", "There is no store at", lambda path: path.unlink()),
    Ailment("file", "is empty", lambda path: path.write_bytes(b"")),
    Ailment("file", "is a folder", lambda path: path.rename(path.with_name("away")).with_name(path.name).mkdir()),
    Ailment("whole file", "is not a caseapp store", lambda path: path.write_text("Dear Sir or Madam, " * 200)),
    Ailment("whole file", "has lost its end", lambda path: os.truncate(path, path.stat().st_size // 2)),
    Ailment("leftovers", "interrupted", lambda path: path.with_name(f".{path.name}.4194999.founding").touch()),
    Ailment("leftovers", "Delete it", lambda path: path.with_name(".copy.db.4194999.copying").touch()),
    Ailment("write-ahead log", "has no write-ahead log", lambda path: bare(path, "PRAGMA journal_mode = DELETE")),
    Ailment("privacy", "may read", lambda path: path.chmod(0o644)),
    Ailment("privacy", "may change", lambda path: path.chmod(0o666)),
    Ailment("privacy", "in the folder", lambda path: path.parent.chmod(0o777)),
    Ailment("version", "newer caseapp", lambda path: bare(path, "UPDATE alembic_version SET version_num = '9999'")),
    Ailment("opening", "is not a caseapp store", lambda path: bare(path, "DROP TABLE alembic_version")),
    Ailment("guards", "events_fixed is missing", lambda path: bare(path, "DROP TRIGGER events_fixed")),
    Ailment(
        "guards",
        "Run caseapp upgrade",
        lambda path: bare(
            path,
            "DROP TRIGGER events_fixed",
            "CREATE TRIGGER events_fixed BEFORE UPDATE ON events WHEN 0 BEGIN SELECT 1; END",
        ),
    ),
    Ailment(
        "tables, indexes and views",
        "The index ix_complaints__due_on is missing",
        lambda path: bare(path, "DROP INDEX ix_complaints__due_on"),
    ),
    Ailment(
        "tables, indexes and views",
        "The view figures_stages is missing",
        lambda path: bare(path, "DROP VIEW figures_stages"),
    ),
    Ailment(
        "tables, indexes and views",
        "The table decisions was changed",
        lambda path: bare(
            path, "UPDATE sqlite_master SET sql = replace(sql, 'not-upheld', 'whatever') WHERE name = 'decisions'"
        ),
    ),
    Ailment(
        "tables, indexes and views",
        "a table notes that is not caseapp's",
        lambda path: bare(path, "CREATE TABLE notes (words)"),
    ),
    Ailment(
        "administrators",
        "Nobody administers",
        lambda path: bare(path, "DROP TRIGGER officers_fixed", "UPDATE officers SET role = 'officer'"),
    ),
)


@pytest.mark.parametrize("ailment", AILMENTS, ids=lambda ailment: f"{ailment.check}: {ailment.says}")
def test_what_befell_it_is_named(path: Path, ailment: Ailment) -> None:
    """In words, with something to do."""
    ailment.befall(path)
    seen = found_in(path)

    assert ailment.says in seen[ailment.check]
    assert seen.keys() <= {ailment.check, "guards"}


def test_the_log_of_a_store_that_is_gone_is_pointed_out(path: Path) -> None:
    """It may hold what was last confirmed."""
    with closing(Store.open(str(path))) as store, store.writing() as work:
        work.set("scheme", "cambridge")
        gone = path.with_name("gone.db")
        shutil.copy(path.with_name(f"{path.name}-wal"), path.with_name("gone.db-wal"))

    assert "may hold what was last confirmed" in found_in(gone)["file"]


def test_an_endless_log_is_pointed_out(path: Path) -> None:
    """Somebody reads and does not come to an end."""
    with path.with_name(f"{path.name}-wal").open("wb") as log:
        log.truncate(65_000_000)  # a hole, which takes no room

    assert "has grown to 65 MB" in found_in(path)["length of the log"]


def test_a_full_disk_is_pointed_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before an upgrade fails for it."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5_000_000))

    assert "5 MB left" in found_in(path)["disk space"]


def test_clocks_and_calendars_that_end_are_pointed_out(path: Path) -> None:
    """An event of tomorrow, and due dates beyond the last bank holiday that is known."""
    assert "which is still to come" in found_in(path, datetime(2023, 6, 1, tzinfo=UTC))["clock"]
    assert "known up to 2099" in found_in(path, datetime(2099, 6, 1, tzinfo=UTC))["bank holidays"]


def test_an_older_store_is_told_to_upgrade(tmp_path: Path) -> None:
    """And is not measured by what a newer one has."""
    seen = found_in(older.sqlite_store(tmp_path / "old.db"))

    assert "caseapp upgrade" in seen["version"]
    assert {"version", "bank holidays"} == seen.keys()


def test_a_backup_that_was_copied_into_place_is_pointed_out(path: Path, tmp_path: Path) -> None:
    """It works, but slowly with many."""
    assert {"write-ahead log"} == found_in(back_up(str(path), tmp_path / "copy.db").path).keys()


def test_a_network_file_system_is_known_by_its_kind() -> None:
    """The nearest mount counts, and the later of two on one point; spaces are written as octal numbers."""
    mounts = (
        "/dev/sda / ext4 rw 0 0\nserver:/a /srv/our\\040files nfs4 rw 0 0\n/dev/sdb /home ext4 rw 0 0\nx /home cifs rw"
    )

    assert "ext4" == file_system_of(Path("/srv/ours"), mounts)
    assert "nfs4" == file_system_of(Path("/srv/our files/complaints"), mounts)
    assert "cifs" == file_system_of(Path("/home/olga"), mounts)
    assert "" == file_system_of(Path("/srv"), "")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user without rights, when one is the superuser, to whom nothing is forbidden."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_one_may_not_write_is_pointed_out(path: Path) -> None:
    """A store of somebody else's, and a log that its owner could not write to."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders let nobody else in
        folder, theirs = Path(name), Path(name) / "store.db"
        shutil.copy(path, theirs)
        theirs.with_name("store.db-turns").touch()
        if os.geteuid() == 0:
            os.chown(theirs.with_name("store.db-turns"), NOBODY, NOBODY)
        theirs.chmod(0o444)
        folder.chmod(0o555)
        with as_nobody():
            seen = found_in(theirs)
        folder.chmod(0o755)

    assert "You may not write in the folder" in seen["rights to write"]
    assert ("owners" in seen) == (os.geteuid() == 0)


def test_an_old_sqlite_is_pointed_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what is needed."""
    monkeypatch.setattr(schema, "OLDEST_SQLITE", (99, 1))

    assert "caseapp needs 99.1" in found_in(path)["SQLite"]


# PostgreSQL


def on_server(address: str, *statements: str) -> Examination:
    """What is seen after the owner said that."""
    with closing(Store.unchecked(postgres.owners(address))) as store:
        with store.connected() as connection, connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
        return examine(store.address, at=NOW)


def beside_durability(seen: Examination) -> dict[str, str]:
    """What was found but for the settings of the test server, which may lose everything."""
    return {found.check: f"{found.says} {found.do}" for found in seen.findings if found.check != "durability"}


def test_a_server_in_good_health(founded_postgres_address: str) -> None:
    """For an officer as for its owner."""
    assert {} == beside_durability(examine(founded_postgres_address, at=NOW))
    assert {} == beside_durability(on_server(founded_postgres_address))


def test_a_server_that_may_lose_what_was_confirmed_is_pointed_out(founded_postgres_address: str) -> None:
    """The setting is named."""
    with closing(Store.open(founded_postgres_address)) as store, store.connected() as connection:
        off = {
            name
            for name in ("fsync", "full_page_writes")
            if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off"
        }
    seen = examine(f"{founded_postgres_address}&options=-csynchronous_commit%3Doff", at=NOW)

    assert off | {"synchronous_commit"} == {found.says.split()[0] for found in seen.findings}


def test_what_befell_a_server_is_named(founded_postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards, indexes, conditions, views and rights are compared with those of a new store."""
    monkeypatch.setattr(doctor, "OLDEST_POSTGRESQL", 99)
    seen = on_server(
        founded_postgres_address,
        "ALTER TABLE events DISABLE TRIGGER events_fixed",
        "DROP INDEX ix_complaints__due_on",
        "ALTER TABLE decisions DROP CONSTRAINT ck_decisions__outcome",
        "DROP VIEW figures_open",
        "GRANT DELETE ON events TO caseapp_work",
    )
    said = " ".join(f"{found.says} {found.do}" for found in seen.findings)

    for words in (
        "events_fixed was changed or switched off",
        "The index ix_complaints__due_on is missing",
        "The constraint ck_decisions__outcome is missing",
        "The view figures_open is missing",
        "The rights of caseapp_work",
        "caseapp needs 99",
    ):
        assert words in said


def test_a_server_without_a_store_or_without_an_answer(
    postgres_copy: Callable[[str], object], request: pytest.FixtureRequest
) -> None:
    """One says how to make a store, the other that nobody answers; no password is shown."""
    del postgres_copy
    with request.getfixturevalue("postgres_copy")("template0") as empty:
        assert "caseapp init" in found_in(empty)["opening"]
    seen = examine("postgresql://olga:s3cret@127.0.0.1:1/caseapp", at=NOW)

    assert "does not answer" in seen.findings[0].says
    assert "s3cret" not in f"{seen.store} {seen.findings}"
