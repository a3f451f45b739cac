"""From every earlier version, with data of every kind, to the newest, on both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import inspect

from caseapp.casework.requests import Acknowledge, Respond
from caseapp.rules.errors import StoreProblem
from caseapp.rules.vocabulary import Outcome
from caseapp.store import guards, rights, schema
from caseapp.store.backup import Upgraded, restore, upgrade
from caseapp.store.shape import drift, shape
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests import postgres
from tests.builders import OLGA, WEDNESDAY, Desk, contents
from tests.store import older

ENGINES = ("sqlite", "postgresql")
DUMPS = [(engine, version) for engine in ENGINES for version in older.versions_of(engine)]

Rows = Mapping[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]
"""The columns and the rows of each table."""

ADDED = {"settings": {"recorded_in_order_from"}, "counters": {"registers"}}
"""Rows that migrations add to tables that were there before, by the first column."""


@dataclass(frozen=True)
class Journey:
    """A store before and after it was brought up to date."""

    address: str
    version: str
    before: Rows
    done: Upgraded
    after: Rows


def rows_of(address: str, like: Rows | None = None) -> Rows:
    """Every row of a store of any version; with ``like``, of its tables and columns only."""
    with closing(Store.unchecked(address)) as store, store.connected() as connection:
        inspector = inspect(connection)
        tables = like or {name: ((), []) for name in inspector.get_table_names() if name != "alembic_version"}
        found: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {}
        for table, (named, _) in tables.items():
            columns = named or tuple(str(column["name"]) for column in inspector.get_columns(table))
            rows = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {table}")
            found[table] = columns, sorted(map(tuple, rows), key=repr)
        return found


@pytest.fixture(scope="module", params=DUMPS, ids=" ".join)
def journey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """One upgrade, looked at by many tests: from each version that there is a dump of, on its engine."""
    engine, version = request.param
    folder = tmp_path_factory.mktemp(f"{engine}-{version}")
    if engine == "sqlite":
        yield travelled(str(older.sqlite_store(folder / "store.db", version)), version, folder)
        return
    copies: Callable[[str], AbstractContextManager[str]] = request.getfixturevalue("postgres_copy")
    with copies("template0") as made:
        address = postgres.owners(made)
        older.postgres_store(address, version)
        yield travelled(address, version, folder)


def travelled(address: str, version: str, folder: Path) -> Journey:
    before = rows_of(address)
    done = upgrade(address, to=folder / "kept")
    assert done is not None
    return Journey(address, version, before, done, rows_of(address, before))


def test_there_is_a_dump_of_every_earlier_version() -> None:
    """Before a migration is written, the version that it starts from is kept: python -m tests.store.older."""
    for engine in ENGINES:
        assert schema.VERSIONS[:-1] == older.versions_of(engine)


def test_the_dumps_hold_every_kind_of_row(journey: Journey) -> None:
    """An upgrade of empty tables would prove nothing."""
    assert set() == {table for table, (_, rows) in journey.before.items() if not rows}


def test_every_row_is_there_afterwards(journey: Journey) -> None:
    """And says what it said, but for what the migrations are meant to add."""
    for table, (columns, rows) in journey.before.items():
        added = ADDED.get(table, set())
        assert (columns, rows) == (
            columns,
            [row for row in journey.after[table][1] if row[0] not in added or row in rows],
        ), table


def test_it_proves_itself_afterwards(journey: Journey) -> None:
    """The chain is the one that it was, and every case is what its events say."""
    events = journey.before["events"]
    last = max(dict(zip(events[0], row, strict=True))["seq"] for row in events[1])  # type: ignore[type-var]  # numbers

    assert () == journey.done.proof.problems
    assert last == (journey.done.proof.anchor and journey.done.proof.anchor.seq)


def test_nothing_drifts_from_a_new_store(journey: Journey, request: pytest.FixtureRequest) -> None:
    """Tables, columns, types, keys, conditions, indexes, guards and views are those of a store made now."""
    on_file = "://" not in journey.address
    new = request.getfixturevalue("sqlite_address" if on_file else "postgres_address")
    with closing(Store.open(new)) as store, store.connected() as connection:
        expected = shape(connection)
    with closing(Store.open(journey.address)) as store, store.connected() as connection:
        assert expected == shape(connection)
        assert () == drift(connection) == guards.faults(connection) == rights.advice(connection)
        assert len(guards.GUARDS) < len(expected)


def test_the_backup_is_the_store_as_it_was(journey: Journey, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With which one goes back, for as long as nothing was recorded since."""
    assert journey.done.kept is not None
    if "://" not in journey.address:
        place = str(tmp_path / "back.db")
        assert journey.version == restore(journey.done.kept, place, force=False).proof.version
        assert journey.before == rows_of(place)
        return
    with request.getfixturevalue("postgres_copy")("template0") as empty:
        place = postgres.owners(empty)
        assert journey.version == restore(journey.done.kept, place, force=False).proof.version
        assert journey.before == rows_of(place)


def test_work_goes_on_afterwards(journey: Journey) -> None:
    """A case from before is answered and a new one logged, and all of it still proves itself."""
    with closing(Store.open(journey.address)) as store:
        desk = Desk(store)
        with store.reading() as reader:
            waiting = reader.value("SELECT reference FROM complaints WHERE state = 'new' ORDER BY id")
        desk.do(Acknowledge(waiting), today=WEDNESDAY)
        answered = desk.do(Respond(waiting, Outcome.UPHELD), by=OLGA, today=WEDNESDAY)
        desk.logged(today=WEDNESDAY)
        with store.reading() as reader:
            assert ("stage-1-answered", ()) == (answered.state, verify(reader).problems)


# Refusals, and stores that need little


@pytest.fixture
def old(tmp_path: Path) -> str:
    """A store of the oldest version in a file of this test's own."""
    return str(older.sqlite_store(tmp_path / "store.db"))


def test_a_store_that_does_not_prove_itself_is_left_as_it_was(old: str) -> None:
    """What was tampered with is not made to look newer, unless somebody says so."""
    with closing(sqlite3.connect(old)) as bare, bare:
        bare.execute("DROP TRIGGER decisions_fixed")
        bare.execute("UPDATE decisions SET outcome = 'upheld' WHERE outcome = 'not-upheld'")
    before = rows_of(old)

    with pytest.raises(StoreProblem, match=r"was not upgraded and nothing was changed: .+ --force"):
        upgrade(old)
    assert before == rows_of(old)
    with closing(sqlite3.connect(old)) as bare:
        assert ("0001",) == bare.execute("SELECT version_num FROM alembic_version").fetchone()
    forced = upgrade(old, force=True)

    assert forced is not None
    assert forced.proof.problems
    assert schema.VERSIONS[-1] == forced.proof.version


def test_each_backup_has_a_name_of_its_own(old: str, tmp_path: Path) -> None:
    """It says from which version, and a second one does not overwrite the first."""
    (tmp_path / "store.db.before-upgrade-from-0001").write_text("from another day")
    done = upgrade(old)

    assert done is not None
    assert tmp_path / "store.db.before-upgrade-from-0001-2" == done.kept
    assert "from another day" == (tmp_path / "store.db.before-upgrade-from-0001").read_text()


def test_no_backup_is_made_for_whoever_has_one(old: str, tmp_path: Path) -> None:
    """Only when it is said."""
    done = upgrade(old, keep=False)

    assert (None, []) == (done and done.kept, list(tmp_path.glob("*before*")))


def test_upgrading_the_newest_does_nothing(founded_address: str) -> None:
    """There is no backup where there is nothing to do; an officer may ask, too."""
    with closing(Store.open(founded_address)) as store:
        before = contents(store)

        assert upgrade(founded_address) is None
        assert before == contents(store)


def test_upgrading_mends_what_defends_the_store(founded_sqlite_address: str, tmp_path: Path) -> None:
    """A guard or view that somebody took away comes back, and it is said which."""
    with closing(sqlite3.connect(founded_sqlite_address)) as bare, bare:
        bare.execute("DROP TRIGGER events_kept")
        bare.execute("DROP VIEW figures_open")
    done = upgrade(founded_sqlite_address)

    assert done is not None
    assert ("the guard events_kept is missing", "the view figures_open is missing") == done.mended
    assert done.kept is not None
    assert done.kept.parent == tmp_path
    assert upgrade(founded_sqlite_address) is None


def test_upgrading_a_newer_store_is_refused(founded_sqlite_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store from a newer caseapp is left alone."""
    monkeypatch.setattr(schema, "VERSIONS", ("0000",))

    with pytest.raises(StoreProblem, match="newer caseapp"):
        upgrade(founded_sqlite_address)
