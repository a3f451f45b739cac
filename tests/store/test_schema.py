"""The schema as the migrations make it, and a sentence for whatever else lies where a store should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

from caseapp.rules.errors import StoreProblem
from caseapp.store import guards, schema
from caseapp.store.finding import is_declared
from caseapp.store.store import Store
from caseapp.store.tables import metadata

NEVER_REPLACED = {
    "bank_holidays",
    "channels",
    "closure_days",
    "counters",
    "decisions",
    "extensions",
    "findings",
    "import_rows",
    "other_services",
    "points",
    "policies",
    "settings",
    "stages",
    "submissions",
}
"""Tables whose rows are kept and whose key is not SQLite's own number of the row."""


def triggers(store: Store) -> set[str]:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal",
    }
    with store.reading() as reader:
        return {row["name"] for row in reader.rows(sql[reader.connection.dialect.name])}


def test_versions_are_the_migrations(store: Store) -> None:
    """The list that opening goes by names every migration, oldest first, and a new store is at the last of them."""
    with store.connected() as connection:
        script = ScriptDirectory.from_config(schema.configuration(connection))
        found = schema.version_of(connection, store.name)

    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(schema.VERSIONS)
    assert schema.VERSIONS[-1] == found


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index ix_complainants__same")
def test_migrations_make_the_tables_of_the_code(store: Store) -> None:
    """No table, column, key or index differs between what the migrations make and what the code declares."""
    with store.connected() as connection:
        seen = MigrationContext.configure(connection, opts={"include_object": is_declared})
        differences = compare_metadata(seen, metadata)

    assert [] == differences


def test_migrations_make_the_conditions_of_the_code(store: Store) -> None:
    """Every CHECK of the code is in the database by its name, and no other; comparing tables does not see them."""
    declared = {
        str(check.name)
        for table in metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    with store.reading() as reader:
        inspector = inspect(reader.connection)
        found = {
            check["name"] for table in inspector.get_table_names() for check in inspector.get_check_constraints(table)
        }

    assert declared == found


def test_every_guard_is_in_place(store: Store) -> None:
    """A new store has each guard and each count; on PostgreSQL guards against deleting stand against TRUNCATE too."""
    names = {trigger.name for trigger in guards.TRIGGERS}
    whole = {f"{guard.name}_whole" for guard in guards.GUARDS if guard.verb == "DELETE"}

    assert names | (whole if store.path is None else set()) == triggers(store)
    assert len(names) == len(guards.TRIGGERS)


def test_guards_are_taken_away_and_put_back(owned_store: Store) -> None:
    """A migration that rebuilds tables runs without guards, and none is missing afterwards."""
    before = triggers(owned_store)
    with owned_store.connected(writing=True) as connection, connection.begin():
        guards.remove(connection)
    without = triggers(owned_store)
    with owned_store.connected(writing=True) as connection, connection.begin():
        guards.apply(connection)

    assert set() == without
    assert before == triggers(owned_store)


def test_building_twice_changes_nothing(owned_founded: Store) -> None:
    """Running the migrations on a store that has had them all leaves its rows and its guards as they were."""
    from tests.builders import contents

    before = contents(owned_founded), triggers(owned_founded)
    with owned_founded.connected() as connection:
        schema.build(connection)

    assert before == (contents(owned_founded), triggers(owned_founded))


def test_kept_rows_have_no_hidden_key(sqlite_store: Store) -> None:
    """SQLite's hidden number of a row would be one more key by which INSERT OR REPLACE could replace it."""
    assert sqlite_store.path is not None
    kept = {guard.table for guard in guards.GUARDS if guard.verb == "DELETE"}
    with closing(sqlite3.connect(sqlite_store.path)) as bare:
        keyed = {row[1] for row in bare.execute("PRAGMA table_list") if row[2] == "table" and row[4]}
        numbered = {
            table
            for table in kept - keyed
            if [("INTEGER", 1)] == [(row[2], row[5]) for row in bare.execute(f"PRAGMA table_info({table})") if row[5]]
        }

    assert NEVER_REPLACED == keyed
    assert kept == keyed | numbered


def test_foreign_keys_all_lead_somewhere(sqlite_scene: Store) -> None:
    """A store that the verbs filled has no row that refers to nothing, and SQLite finds the file sound."""
    with sqlite_scene.reading() as reader:
        assert [] == list(reader.rows("PRAGMA foreign_key_check"))
        assert ["ok"] == [row["integrity_check"] for row in reader.rows("PRAGMA integrity_check")]


def test_sqlite_store_is_safe_and_private(sqlite_store: Store, tmp_path: Path) -> None:
    """WAL lets readers and a writer work at once; keys are checked; nobody else may read the file."""
    with sqlite_store.reading() as reader:
        assert "wal" == reader.value("PRAGMA journal_mode")
        assert 1 == reader.value("PRAGMA foreign_keys")
        assert 1 == reader.value("PRAGMA recursive_triggers")
    with closing(Store.create(str(tmp_path / "private.db"))):
        assert 0o600 == (tmp_path / "private.db").stat().st_mode & 0o777


def opening(path: Path) -> str:
    """The sentence that opening gives."""
    with pytest.raises(StoreProblem) as raised, closing(Store.open(str(path))) as store, store.reading() as reader:
        reader.rows("SELECT * FROM events")
    assert str(path) in raised.value.sentence
    return raised.value.sentence


def test_open_when_there_is_no_file(tmp_path: Path) -> None:
    """A missing store is not made by looking for it; the sentence names the command that makes one."""
    assert "caseapp init" in opening(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_open_when_it_is_a_folder(tmp_path: Path) -> None:
    """A folder is not a store."""
    assert "is a folder" in opening(tmp_path)


def test_open_when_the_file_is_empty(tmp_path: Path) -> None:
    """An empty file is what an interrupted start leaves behind; init may use it."""
    path = tmp_path / "empty.db"
    path.touch()

    assert "caseapp init" in opening(path)
    Store.create(str(path)).close()
    Store.open(str(path)).close()


def test_open_when_it_is_a_document(tmp_path: Path) -> None:
    """A file of another kind is refused, and left as it was."""
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 200)

    assert "is not a caseapp store" in opening(path)
    assert path.read_text().startswith("Dear Sir")


def test_open_when_it_belongs_to_another_program(tmp_path: Path) -> None:
    """A SQLite file without caseapp's tables is not a store, and is not made one."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photographs (id INTEGER PRIMARY KEY)")

    assert "is not a caseapp store" in opening(path)
    with pytest.raises(StoreProblem, match="already"):
        Store.create(str(path))


def everything_in(path: Path) -> list[object]:
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        return [list(reader.rows(f"SELECT * FROM {table.name}")) for table in metadata.sorted_tables]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_open_when_the_file_is_torn(founded_sqlite_address: str, share: float) -> None:
    """A store that lost its end says so, and says to restore a backup, when it is opened or first read."""
    path = Path(founded_sqlite_address)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(StoreProblem, match="restore a backup"):
        everything_in(path)


def test_open_when_the_store_is_older(sqlite_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older store is not read with newer eyes; the sentence names the command and the backup."""
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, "9998"))

    sentence = opening(Path(sqlite_address))

    assert "caseapp upgrade" in sentence
    assert "backup" in sentence


def test_open_when_the_store_is_newer(sqlite_address: str) -> None:
    """A store from a newer caseapp is left alone."""
    with closing(sqlite3.connect(sqlite_address)) as bare, bare:
        bare.execute("UPDATE alembic_version SET version_num = '9999'")

    assert "install the newer caseapp" in opening(Path(sqlite_address))


def test_open_when_the_server_has_no_store(postgres_copy: Callable[[str], AbstractContextManager[str]]) -> None:
    """An empty database on a server is not a store yet."""
    with postgres_copy("template0") as address, pytest.raises(StoreProblem, match="caseapp init"):
        Store.open(address)


def test_open_when_there_is_no_server() -> None:
    """A server that does not answer is told apart from a store that is wrong; a password is never shown."""
    with pytest.raises(StoreProblem, match="does not answer") as raised:
        Store.open("postgresql+psycopg://someone:secret@127.0.0.1:1/caseapp")
    assert "secret" not in raised.value.sentence


def test_open_when_the_address_is_of_another_engine() -> None:
    """Two engines, no others."""
    with pytest.raises(StoreProblem, match="postgresql"):
        Store.open("mysql://localhost/caseapp")


def test_create_when_there_is_a_store(founded: Store) -> None:
    """Making a store never overwrites one."""
    with pytest.raises(StoreProblem, match="already"):
        Store.create(founded.address)


def test_create_when_there_is_no_folder(tmp_path: Path) -> None:
    """A store is not made in a folder that is not there."""
    with pytest.raises(StoreProblem, match="check that its folder exists"):
        Store.create(str(tmp_path / "nowhere" / "caseapp.db"))
