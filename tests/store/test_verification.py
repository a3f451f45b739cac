"""Proof that nobody changed the past: what somebody who gets past the guards cannot hide."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from caseapp.store.guards import GUARDS
from caseapp.store.store import Store
from caseapp.store.verification import AT_MOST, Verification, verify
from tests.store.scene import EXTENDED, FRESH, LGSCO, OPEN


@pytest.fixture(scope="module")
def opened_up_template(sqlite_scene: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scene without a single guard, as somebody with the file in their hands would make it."""
    assert sqlite_scene.path is not None
    path = tmp_path_factory.mktemp("opened-up") / "opened-up.db"
    with closing(sqlite3.connect(sqlite_scene.path)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.executescript("BEGIN;" + "".join(f"DROP TRIGGER {guard.name};" for guard in GUARDS) + "COMMIT;")
    return path


@pytest.fixture
def opened_up(opened_up_template: Path, tmp_path: Path) -> Path:
    """A copy of the scene without guards."""
    return Path(shutil.copy(opened_up_template, tmp_path / "opened-up.db"))


def tampered(path: Path, *statements: str) -> Verification:
    with closing(sqlite3.connect(path)) as bare, bare:
        for statement in statements:
            bare.execute(statement)
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        return verify(reader)


@pytest.mark.parametrize("engine", ["sqlite_scene", "postgres_scene"])
def test_store_that_verbs_filled_is_sound(request: pytest.FixtureRequest, engine: str) -> None:
    """Whatever the verbs wrote fits: the chain, each case with its latest event, each stage with its own."""
    store: Store = request.getfixturevalue(engine)
    with store.reading() as reader:
        found = verify(reader)
        head = reader.value("SELECT hash FROM events ORDER BY seq DESC LIMIT 1")
        events = reader.value("SELECT COUNT(*) FROM events")

    assert found.is_sound, found.problems
    assert (11, events, head) == (found.cases, found.events, found.head)


def test_empty_store_is_sound(store: Store) -> None:
    """A store without events has nothing to hide."""
    with store.reading() as reader:
        assert (True, 0, 0) == ((found := verify(reader)).is_sound, found.events, found.cases)


EVENT = f"complaint_id = {OPEN} AND version = 2"
CHANGES = {
    "seq": "seq = seq + 1000",
    "version": "version = 7",
    "action": "action = 'note'",
    "stage": "stage = 2",
    "happened_on": "happened_on = '2024-04-08'",
    "recorded_at": "recorded_at = '2024-04-08T12:00:00.000000Z'",
    "officer": "officer_id = 1",
    "state": "state = 'new'",
    "due_on": "due_on = '2024-06-28'",
    "target_on": "target_on = '2024-06-28'",
    "content": "content = '{}'",
    "text_digest": "text_digest = 'none'",
    "previous": "previous = 'none'",
    "hash": "hash = 'none'",
    "case": f"complaint_id = {FRESH}",
}


@pytest.mark.parametrize("sets", CHANGES.values(), ids=CHANGES)
def test_changed_event_is_found(opened_up: Path, sets: str) -> None:
    """Every fact of an event is under its hash: changing one, in any event, breaks the chain where it was changed."""
    with closing(sqlite3.connect(opened_up)) as bare:
        (seq,) = bare.execute(f"SELECT seq FROM events WHERE {EVENT}").fetchone()

    found = tampered(opened_up, f"UPDATE events SET {sets} WHERE {EVENT}")

    assert not found.is_sound
    assert found.problems[0].startswith((f"Event {seq} ", f"Event {seq + 1} "))
    assert found.events < seq + 1


def test_missing_event_is_named_by_the_one_after_it(opened_up: Path) -> None:
    """An event cannot be taken out of the middle."""
    found = tampered(opened_up, "DELETE FROM events WHERE seq = 9")

    assert "event 9 is missing before it" in found.problems[0]
    assert 8 == found.events


def test_missing_last_event_leaves_its_case_unexplained(opened_up: Path) -> None:
    """Nor from the end, while its case remembers it."""
    found = tampered(opened_up, "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events)")

    assert ["C24-00011 is stage-2-new, which its events do not explain"] == list(found.problems)


def test_signature_is_under_the_hash(opened_up: Path) -> None:
    """Renaming a person changes what they signed."""
    assert not tampered(opened_up, "UPDATE officers SET name = 'Someone Else' WHERE id = 2").is_sound


def test_changed_words_are_found_and_erased_ones_are_not_missed(opened_up: Path) -> None:
    """Words may be erased when their retention ends (R133), but not be put in another's mouth."""
    event = f"complaint_id = {EXTENDED} AND version = 2"
    assert tampered(opened_up, f"UPDATE events SET text = NULL, salt = NULL WHERE {event}").is_sound

    found = tampered(opened_up, f"UPDATE events SET text = 'A better reason', salt = 'x' WHERE {event}")

    assert "its words were changed" in found.problems[0]


@pytest.mark.parametrize(
    "sets",
    [
        "due_on = '2024-06-28'",
        "version = 1",
        "state = 'stage-2'",
        "state = 'withdrawn', due_on = NULL",
    ],
)
def test_case_that_its_events_do_not_explain_is_named(opened_up: Path, sets: str) -> None:
    """A case is what its latest event says it is (guarantee 6)."""
    found = tampered(opened_up, f"UPDATE complaints SET {sets} WHERE id = {OPEN}")

    assert [problem for problem in found.problems if problem.startswith("C24-00002 is ")]


def test_stage_that_its_event_does_not_explain_is_named(opened_up: Path) -> None:
    """The due date of a stage is the one that its event set (guarantee 6)."""
    found = tampered(opened_up, f"UPDATE stages SET due_on = '2024-06-28' WHERE complaint_id = {LGSCO}")

    assert ["C24-00006: the due date of stage 1 is not the one that its event set"] == list(found.problems)


def test_row_that_refers_to_nothing_is_found(opened_up: Path) -> None:
    """A bare connection may leave rows without what they refer to."""
    found = tampered(opened_up, "DELETE FROM complaints WHERE id = 1")

    assert [problem for problem in found.problems if "refers to a row of complaints that is not there" in problem]


def test_damaged_page_is_found(opened_up: Path, tmp_path: Path) -> None:
    """What a failing disk did is told, not crashed on."""
    shutil.copy(opened_up, tmp_path / "damaged.db")
    with closing(sqlite3.connect(tmp_path / "damaged.db", isolation_level=None)) as bare:
        bare.execute("PRAGMA writable_schema = ON")
        bare.execute("DELETE FROM sqlite_master WHERE name = 'ix_complaints__due_on'")

    with closing(Store.open(str(tmp_path / "damaged.db"))) as store, store.reading() as reader:
        assert "The file is damaged" in verify(reader).problems[0]


def test_only_so_many_misfits_are_named(opened_up: Path) -> None:
    """A damaged store may have millions."""
    found = tampered(opened_up, "UPDATE stages SET due_version = 99", "UPDATE complaints SET version = 99")

    assert 0 < len(found.problems) <= AT_MOST
