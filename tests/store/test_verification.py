"""Proof that nobody changed the past: what somebody who gets past the guards cannot hide."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from caseapp.store import guards
from caseapp.store.audit import GENESIS, Anchor
from caseapp.store.guards import GUARDS
from caseapp.store.store import Store
from caseapp.store.verification import AT_MOST, Verification, anchor_of, verify
from tests.postgres import owners
from tests.store.scene import ANSWERED, EXTENDED, FRESH, LGSCO, OPEN, OVERRIDDEN, STAGE_2


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
    """What verify finds after somebody took the guards away, did that, and put them back."""
    with closing(sqlite3.connect(path)) as bare, bare:
        for guard in GUARDS:
            bare.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
        for statement in (*statements, *(create for guard in GUARDS for create in guard.create("sqlite"))):
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

    assert "C24-00011: version is 4, but 3 by its events" == found.problems[0]


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

    assert [problem for problem in found.problems if problem.startswith("C24-00002: ") and "by its events" in problem]


def test_stage_that_its_event_does_not_explain_is_named(opened_up: Path) -> None:
    """The due date of a stage is the one that its event set (guarantee 6)."""
    found = tampered(opened_up, f"UPDATE stages SET due_on = '2024-06-28' WHERE complaint_id = {LGSCO}")

    assert "C24-00006: due_on of stage 1 is 2024-06-28, but 2024-04-23 by its events" == found.problems[0]


def test_row_that_refers_to_nothing_is_found(opened_up: Path) -> None:
    """A bare connection may leave rows without what they refer to."""
    found = tampered(opened_up, "DELETE FROM complaints WHERE id = 1")

    assert [problem for problem in found.problems if "refers to a row of complaints that is not there" in problem]


def test_damaged_page_is_found(opened_up: Path, tmp_path: Path) -> None:
    """What a failing disk did is told, not crashed on."""
    shutil.copy(opened_up, tmp_path / "damaged.db")
    with closing(sqlite3.connect(tmp_path / "damaged.db")) as bare:
        (page,) = bare.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_complaints__received_on'"
        ).fetchone()
        (size,) = bare.execute("PRAGMA page_size").fetchone()
    with (tmp_path / "damaged.db").open("r+b") as file:
        file.seek((page - 1) * size)
        held = file.read(size)
        file.seek((page - 1) * size)
        file.write(held.replace(b"2024-04-08", b"2024-04-07"))

    with closing(Store.open(str(tmp_path / "damaged.db"))) as store, store.reading() as reader:
        assert "The file is damaged" in verify(reader).problems[0]


def test_only_so_many_misfits_are_named(opened_up: Path) -> None:
    """A damaged store may have millions."""
    found = tampered(opened_up, "UPDATE stages SET due_version = 99", "UPDATE complaints SET version = 99")

    assert 0 < len(found.problems) <= AT_MOST


ROWS = {
    "who handles a case": f"UPDATE complaints SET handler_id = 1 WHERE id = {OPEN}",
    "which service it is of": f"UPDATE complaints SET service_id = 2 WHERE id = {OPEN}",
    "when it came": f"UPDATE complaints SET received_on = '2024-04-07' WHERE id = {OPEN}",
    "how it came": f"UPDATE complaints SET channel = 'letter' WHERE id = {OPEN}",
    "by which policy": f"UPDATE complaints SET policy = 'lgsco-2024' WHERE id = {OPEN}",
    "who may see it": f"UPDATE complaints SET restricted = 1 WHERE id = {OPEN}",
    "when a stage began": f"UPDATE stages SET opened_on = '2024-04-01' WHERE complaint_id = {OPEN}",
    "when it was acknowledged": f"UPDATE stages SET acknowledged_on = '2024-04-08' WHERE complaint_id = {OPEN}",
    "who handles a stage": f"UPDATE stages SET handler_id = 1 WHERE complaint_id = {OPEN}",
    "whose answer is reviewed": f"UPDATE stages SET stage1_decider = 1 WHERE complaint_id = {STAGE_2} AND number = 2",
    "why one may review": f"UPDATE stages SET override_reason = 'No' WHERE complaint_id = {OVERRIDDEN} AND number = 2",
    "how much longer it takes": f"UPDATE extensions SET days = 9 WHERE complaint_id = {EXTENDED}",
    "until when": f"UPDATE extensions SET extended_to = '2024-05-01' WHERE complaint_id = {EXTENDED}",
    "an extension": f"DELETE FROM extensions WHERE complaint_id = {EXTENDED}",
    "what was decided": f"UPDATE decisions SET outcome = 'upheld' WHERE complaint_id = {ANSWERED}",
    "when": f"UPDATE decisions SET decided_on = '2024-04-12' WHERE complaint_id = {ANSWERED}",
    "by whom": f"UPDATE decisions SET decided_by = 1 WHERE complaint_id = {ANSWERED}",
    "a decision": f"DELETE FROM decisions WHERE complaint_id = {ANSWERED}",
    "what it taught": f"UPDATE decisions SET root_cause = 'Nothing' WHERE complaint_id = {ANSWERED}",
    "a stage": f"DELETE FROM stages WHERE complaint_id = {STAGE_2} AND number = 2",
}
"""What somebody with the file in their hands might change, each in a row that no hash covers."""


@pytest.mark.parametrize("statement", ROWS.values(), ids=ROWS)
def test_row_that_its_events_do_not_explain_is_named(opened_up: Path, statement: str) -> None:
    """Telling a case again by its events shows every row of it that says something else."""
    found = tampered(opened_up, "PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", statement)

    assert [problem for problem in found.problems if problem.startswith("C24-000") and "event" in problem]


def test_role_that_no_event_gave_is_named(opened_up: Path) -> None:
    """Nobody becomes administrator by a line of SQL without its being seen (R52)."""
    found = tampered(opened_up, "UPDATE officers SET role = 'administrator' WHERE name = 'Olga Officer'")

    assert ("Olga Officer is administrator here, which no event says",) == found.problems


def test_person_whom_no_event_brought_is_named(opened_up: Path) -> None:
    """Nor does anybody join so."""
    row = "(99, 'Sly Stranger', 'lead', 1, '2024-04-08T12:00:00.000000Z')"
    found = tampered(opened_up, f"INSERT INTO officers (id, name, role, can_log_in, joined_at) VALUES {row}")

    assert ("Sly Stranger is lead here, which no event says",) == found.problems


def test_setting_that_no_event_made_is_named(opened_up: Path) -> None:
    """A store that was opened to newcomers by hand says so."""
    found = tampered(opened_up, "UPDATE settings SET value = 'closed' WHERE name = 'joining'")

    assert ("The setting joining is closed, but open by its events",) == found.problems


def rewritten(path: Path, change: str, where: str) -> None:
    """The work of somebody who knows the chain: an event is changed, and every hash after it is made anew."""
    from dataclasses import replace

    from caseapp.store.verification import _CHAIN, _link

    with closing(Store.open(str(path))) as store, store.connected(writing=True) as connection, connection.begin():
        guards.remove(connection)
        connection.exec_driver_sql(f"UPDATE events SET {change} WHERE {where}")
        previous = GENESIS
        connection.exec_driver_sql("UPDATE events SET previous = 'old ' || seq")
        for row in connection.exec_driver_sql(_CHAIN).mappings().all():
            digest = replace(_link(row), previous=previous).hash()
            values = (previous, digest, row["seq"])
            connection.exec_driver_sql("UPDATE events SET previous = ?, hash = ? WHERE seq = ?", values)
            previous = digest
        guards.apply(connection)


def proven(path: Path, *anchors: Anchor) -> Verification:
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        return verify(reader, anchors)


def test_back_dated_event_is_found(opened_up: Path) -> None:
    """An event that claims to be older than the one before it is found, even when every hash was made anew."""
    rewritten(opened_up, "recorded_at = '2020-01-01T12:00:00.000000Z'", EVENT)

    assert "claims to have been recorded before the event that it follows" in proven(opened_up).problems[0]


def test_past_that_was_written_anew_is_found_against_an_anchor(opened_up: Path) -> None:
    """Whoever has the file can make a chain that fits; not one that ends in a digest that was kept elsewhere."""
    before = proven(opened_up).anchor
    assert before is not None
    rewritten(opened_up, "happened_on = '2023-12-31'", "action = 'founded'")
    assert proven(opened_up).is_sound

    found = proven(opened_up, before)

    assert "an anchor kept elsewhere names another event here" in found.problems[0]


def test_tail_that_was_cut_off_is_found_against_an_anchor(opened_up: Path) -> None:
    """The last events can be taken away with their rows without a trace in the store itself; an anchor remembers."""
    whole = proven(opened_up).anchor
    assert whole is not None
    last = "(SELECT MAX(id) FROM complaints)"
    cut = [
        f"DELETE FROM {table} WHERE complaint_id = {last}"
        for table in ("decisions", "extensions", "stages", "narratives", "events")
    ]
    found = tampered(opened_up, *cut, f"DELETE FROM complaints WHERE id = {last}")
    assert found.is_sound

    found = proven(opened_up, whole)

    assert f"The store ends at event {found.events}, but an anchor names event {whole.seq}" in found.problems[0]


def test_store_agrees_with_its_own_anchors(opened_up: Path) -> None:
    """Anchors of any earlier moment hold, however much has happened since."""
    with closing(Store.open(str(opened_up))) as store, store.reading() as reader:
        anchors = [Anchor(row["seq"], row["hash"]) for row in reader.rows("SELECT seq, hash FROM events")]
        head = anchor_of(reader)

    assert anchors[-1] == head
    assert proven(opened_up, *anchors).problems == proven(opened_up).problems


def test_missing_guard_is_named(founded_address: str) -> None:
    """A store without one of its guards, or with one that was weakened or switched off, no longer defends itself."""
    engine = "postgresql" if "://" in founded_address else "sqlite"
    with closing(Store.open(owners(founded_address))) as store:
        assert [] == faults_after(store, [])
        dropped = GUARDS[0].drop(engine)
        assert any("stages_kept is missing" in fault for fault in faults_after(store, dropped))
        weak = dataclasses.replace(GUARDS[0], when="1 = 0")
        assert ["the guard stages_kept was changed or switched off"] == faults_after(
            store, [*dropped, *weak.create(engine)]
        )[:1]
        if engine == "postgresql":
            off = "ALTER TABLE events DISABLE TRIGGER events_kept"
            assert ["the guard events_kept was changed or switched off"] == faults_after(store, [off])


def faults_after(store: Store, statements: list[str]) -> list[str]:
    """What is found wrong with the guards after some statements, which are undone."""
    found: list[str] = []
    with suppress(ZeroDivisionError), store.connected(writing=True) as connection, connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)
        found = list(guards.faults(connection))
        raise ZeroDivisionError
    return found
