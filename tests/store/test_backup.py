"""Copies of a store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from caseapp.rules.errors import FileProblem, StoreProblem
from caseapp.store import schema
from caseapp.store.backup import back_up, restore, upgrade
from caseapp.store.store import Store
from tests.builders import Desk, a_log, contents


@pytest.fixture
def desk(founded_sqlite: Store) -> Desk:
    return Desk(founded_sqlite).staffed()


def held_in(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(Store.open(str(path))) as store:
        return contents(store)


def test_backup_is_the_store_as_it_stands(desk: Desk, tmp_path: Path) -> None:
    """A backup is made while others work, stands on its own and is as private as the store."""
    desk.logged()
    with desk.store.reading():
        copy = back_up(desk.store.address, tmp_path / "copy.db")
    expected = contents(desk.store)
    desk.logged()

    assert expected == held_in(copy) != contents(desk.store)
    assert 0o600 == copy.stat().st_mode & 0o777


def test_backup_leaves_out_what_is_not_committed(desk: Desk, tmp_path: Path) -> None:
    """Half a transaction is in no backup."""
    before = contents(desk.store)
    with desk.store.writing() as work:
        desk.actor(work, "Nia Newcomer")
        work.flush()
        copy = back_up(desk.store.address, tmp_path / "copy.db")

    assert before == held_in(copy)


def test_backup_never_overwrites(desk: Desk, tmp_path: Path) -> None:
    """What is there stays; a folder that is not there is not made."""
    (tmp_path / "there.db").write_text("an older backup")

    with pytest.raises(FileProblem, match="never overwrites"):
        back_up(desk.store.address, tmp_path / "there.db")
    with pytest.raises(FileProblem, match="no folder"):
        back_up(desk.store.address, tmp_path / "nowhere" / "copy.db")
    assert "an older backup" == (tmp_path / "there.db").read_text()


def test_restoring_brings_back_what_was_backed_up(desk: Desk, tmp_path: Path) -> None:
    """Everything since the backup is gone, the write-ahead log with it; so it must be said with force."""
    before = contents(desk.store)
    copy = back_up(desk.store.address, tmp_path / "copy.db")
    desk.logged()
    desk.store.close()

    with pytest.raises(FileProblem, match="--force"):
        restore(copy, desk.store.address, force=False)
    restored = restore(copy, desk.store.address, force=True)

    assert before == held_in(restored)
    with closing(Store.open(str(restored))) as store:
        assert 1 == Desk(store).do(a_log()).version


def test_restoring_into_a_free_place(desk: Desk, tmp_path: Path) -> None:
    """A backup is also how a store moves to another machine."""
    copy = back_up(desk.store.address, tmp_path / "copy.db")

    assert contents(desk.store) == held_in(restore(copy, str(tmp_path / "new.db"), force=False))


def test_restoring_something_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A file that is no store replaces nothing."""
    before = contents(desk.store)
    (tmp_path / "letter.db").write_text("Dear Sir or Madam, " * 200)

    with pytest.raises(StoreProblem, match="is not a caseapp store"):
        restore(tmp_path / "letter.db", desk.store.address, force=True)
    with pytest.raises(StoreProblem, match="There is no store"):
        restore(tmp_path / "none.db", desk.store.address, force=True)
    assert before == contents(desk.store)


def test_servers_have_tools_of_their_own() -> None:
    """A store on PostgreSQL is backed up by PostgreSQL."""
    with pytest.raises(StoreProblem, match="pg_dump"):
        back_up("postgresql://host/caseapp", Path("copy.db"))
    with pytest.raises(StoreProblem, match="pg_restore"):
        restore(Path("copy.db"), "postgresql://host/caseapp", force=True)


def test_upgrading_the_newest_does_nothing(founded: Store) -> None:
    """There is no backup where there is nothing to do."""
    before = contents(founded)

    assert upgrade(founded.address) is None
    assert before == contents(founded)


def test_upgrading_a_newer_store_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store from a newer caseapp is left alone."""
    monkeypatch.setattr(schema, "VERSIONS", ("0000",))

    with pytest.raises(StoreProblem, match="newer caseapp"):
        upgrade(desk.store.address)


def test_upgrading_keeps_the_store_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is changed the store is copied, and the copy's name says from which version."""
    before = contents(desk.store)
    desk.store.close()
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, "9998"))

    kept = upgrade(desk.store.address)

    assert kept is not None
    assert kept.name.endswith(".before-upgrade-from-0001")
    monkeypatch.undo()
    assert before == held_in(kept)
