"""Verify, backup, restore, upgrade, doctor and people by command."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from caseapp.cli.main import main
from tests import postgres
from tests.store import older


@pytest.fixture(scope="module")
def with_cases(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a case that was acknowledged and one that was answered late; tests copy it."""
    path = Path(shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("cases") / "cases.db"))
    for today, *words in (
        ("2024-04-08", "log", "--service", "Waste", "--summary", "Bin missed"),
        ("2024-04-09", "acknowledge", "C24-1"),
        ("2024-04-09", "log", "--service", "Waste", "--summary", "Answered late", "--received-on", "2024-04-08"),
        ("2024-04-10", "extend", "C24-2", "--days", "5", "--reason", "Records"),
        ("2024-04-11", "respond", "C24-2", "--outcome", "upheld"),
    ):
        assert 0 == main(["--database", str(path), "--as", "Ada Admin", "--today", today, *words])
    return path


@pytest.fixture
def one_case(caseapp: Any, with_cases: Path, founded_sqlite_address: str) -> Any:
    """Commands on a copy of that store."""
    shutil.copy(with_cases, founded_sqlite_address)
    return caseapp


def tamper(path: str, *statements: str) -> None:
    """Whoever takes the guards away can write what they like."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def test_verify_is_content_with_an_honest_store(one_case: Any) -> None:
    """And prints the anchor, to be kept elsewhere."""
    found = one_case("verify", "--json").json

    assert (True, 2, []) == (found["sound"], found["cases"], found["problems"])
    assert f"{found['events']}:{found['head']}" == found["anchor"]
    assert [] == found["anchors_checked"]
    assert found["anchor"] in one_case("verify").out


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE events SET happened_on = '2024-04-08' WHERE action = 'acknowledge'", "acknowledge of C24-00001"),
        ("DELETE FROM events WHERE action = 'log'", "is missing before it"),
        (
            "UPDATE complaints SET state = 'stage-1-answered', due_on = NULL, acknowledge_by = NULL",
            "is stage-1-answered",
        ),
        ("UPDATE stages SET due_on = '2024-05-01'", "of stage 1 is 2024-05-01"),
        ("UPDATE decisions SET outcome = 'not-upheld'", "is not-upheld, but upheld"),
        ("UPDATE decisions SET decided_on = '2024-04-12'", "is 2024-04-12, but 2024-04-11"),
        ("DELETE FROM decisions", "is nothing, but answered"),
        ("UPDATE extensions SET days = 3", "is 3, but 5"),
        ("DELETE FROM extensions", "is nothing, but 5"),
        ("UPDATE stages SET acknowledged_on = NULL", "is nothing, but 2024-04-09"),
        ("UPDATE stages SET acknowledged_on = '2024-04-10'", "is 2024-04-10, but 2024-04-09"),
        ("UPDATE complaints SET received_on = '2024-04-01'", "is 2024-04-01, but 2024-04-08"),
        ("UPDATE complaints SET policy = 'cambridge-2021'", "is cambridge-2021, but cambridge-2024"),
        ("UPDATE officers SET name = 'Somebody Else'", "was changed after it was recorded"),
    ],
)
def test_verify_names_what_was_tampered_with(
    one_case: Any, founded_sqlite_address: str, tampering: str, named: str
) -> None:
    """Whoever takes the guards away and edits the file is found out."""
    tamper(founded_sqlite_address, tampering)
    said = one_case("verify")

    assert 1 == said.code
    assert named in said.out


def anchor_of(caseapp: Any) -> str:
    return str(caseapp("verify", "--json").json["anchor"])


def test_verify_finds_a_tail_that_was_cut_off(one_case: Any, founded_sqlite_address: str, tmp_path: Path) -> None:
    """Against an anchor from a file that was kept; without one, what is left follows each other."""
    one_case("note", "C24-1", "Telephoned", today="2024-04-10")
    kept = tmp_path / "summary.md"
    kept.write_text(f"| Anchor | {anchor_of(one_case)} |\n")
    assert "the anchor fits" in one_case("verify", "--anchor", str(kept)).out
    tamper(
        founded_sqlite_address,
        "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events)",
        "UPDATE complaints SET version = version - 1 WHERE reference = 'C24-00001'",
    )
    assert 0 == one_case("upgrade").code  # which puts the guards back

    assert 0 == one_case("verify").code
    said = one_case("verify", "--anchor", str(kept))
    assert (1, True) == (said.code, "its last events are gone" in said.out)


def test_verify_finds_a_chain_that_was_written_anew(one_case: Any, tmp_path: Path, with_cases: Path) -> None:
    """Its hashes fit each other, and not the anchors; every one that is given is tried."""
    earlier = anchor_of(one_case)
    one_case("note", "C24-1", "Telephoned", today="2024-04-10")
    later = anchor_of(one_case)
    found = one_case("verify", "--anchor", earlier, "--anchor", f"anchor: {later}", "--json").json
    assert (True, [earlier, later]) == (found["sound"], found["anchors_checked"])
    shutil.copy(with_cases, tmp_path / "founded.db")
    one_case("note", "C24-1", "Never telephoned", today="2024-04-10")

    assert 0 == one_case("verify", "--anchor", earlier).code
    said = one_case("verify", "--anchor", earlier, "--anchor", later)
    assert (1, True) == (said.code, "written anew" in said.out)


def test_an_anchor_that_is_none_is_refused(one_case: Any, tmp_path: Path) -> None:
    """The sentence says what one looks like."""
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")

    for given in ("nowhere.md", "12:34", str(tmp_path / "letter.txt")):
        said = one_case("verify", "--anchor", given)
        assert (1, True) == (said.code, "SEQ:HASH" in said.words), given


def test_a_backup_stands_on_its_own_and_can_be_restored(one_case: Any, anywhere: Any, tmp_path: Path) -> None:
    """It verifies by itself, its anchor is printed, and restoring refuses to overwrite without a word."""
    copy = tmp_path / "copy.db"
    made = one_case("backup", str(copy))
    assert (0, f"Wrote {copy}. It verifies; its anchor is {anchor_of(one_case)}.\n") == (made.code, made.out)
    one_case("withdraw", "C24-1", today="2024-04-10")

    assert 0 == anywhere("--database", str(copy), "verify").code
    assert 1 == one_case("backup", str(copy)).code
    assert 1 == one_case("restore", str(copy)).code
    assert "withdrawn" == one_case("show", "C24-1", "--json").json["state"]
    restored = one_case("restore", str(copy), "--force")
    assert (0, True) == (restored.code, "It verifies; its anchor is " in restored.out)
    assert f"What was there is kept in {tmp_path / 'founded.db'}.before-restore-1." in restored.out
    assert "stage-1" == one_case("show", "C24-1", "--json").json["state"]


def test_a_backup_that_does_not_verify_is_said(one_case: Any, founded_sqlite_address: str, tmp_path: Path) -> None:
    """It is kept, and the exit code tells whoever made it by a timetable."""
    tamper(founded_sqlite_address, "UPDATE decisions SET outcome = 'not-upheld'")
    said = one_case("backup", str(tmp_path / "copy.db"))

    assert (1, True) == (said.code, (tmp_path / "copy.db").exists())
    assert "does not verify" in said.out
    assert "C24-00002" in said.out
    assert "kept" in said.words


def test_upgrade_of_a_current_store_changes_nothing(one_case: Any) -> None:
    """It says so."""
    said = one_case("upgrade")

    assert (0, True) == (said.code, "up to date" in said.out)


def test_upgrade_says_where_the_store_is_kept_as_it_was(anywhere: Any, tmp_path: Path) -> None:
    """A backup is made first, under the name that was given or one of its own; or none, when that is said."""
    for number, (words, told) in enumerate(
        (
            ((), "is kept as it was in"),
            (("--backup", str(tmp_path / "mine.db")), f"kept as it was in {tmp_path / 'mine.db'}."),
            (("--no-backup",), "No backup was made, as you said."),
        )
    ):
        path = str(older.sqlite_store(tmp_path / f"{number}.db"))
        said = anywhere("--database", path, "upgrade", *words)
        assert (0, True) == (said.code, told in said.out)
        assert "It verifies; its anchor is 69:" in said.out
    assert 2 == anywhere("--database", path, "upgrade", "--no-backup", "--backup", "x").code
    old = str(older.sqlite_store(tmp_path / "again.db"))
    assert 0 == anywhere("--database", old, "backup", str(tmp_path / "again-copy.db")).code
    said = anywhere("--database", old, "restore", str(tmp_path / "again-copy.db"), "--force")
    assert (0, True) == (said.code, "caseapp upgrade" in said.words)


def test_upgrade_says_what_it_put_right(one_case: Any, founded_sqlite_address: str) -> None:
    """Somebody took a guard away."""
    with closing(sqlite3.connect(founded_sqlite_address)) as bare, bare:
        bare.execute("DROP TRIGGER events_fixed")

    assert "Put right: the guard events_fixed is missing." in one_case("upgrade").words


def test_doctor_says_what_is_wrong(one_case: Any, founded_sqlite_address: str) -> None:
    """In words on standard output, and with the exit code; a healthy store gets the name of the full proof."""
    well = one_case("doctor")
    assert (0, True) == (well.code, "caseapp verify" in well.out)
    assert {"well": True, "findings": []}.items() <= one_case("doctor", "--json").json.items()
    Path(founded_sqlite_address).chmod(0o644)

    said = one_case("doctor")
    assert (1, True, True) == (said.code, "may read" in said.out, "One thing is wrong" in said.words)
    found = one_case("doctor", "--json").json["findings"]
    assert ["privacy"] == [finding["check"] for finding in found]
    assert found[0]["do"].startswith("Say: chmod o-rwx ")


def test_doctor_of_nothing(anywhere: Any, tmp_path: Path) -> None:
    """A store that is not there is no traceback."""
    said = anywhere("--database", str(tmp_path / "none.db"), "doctor")

    assert (1, True) == (said.code, "caseapp init" in said.out)


def test_a_server_is_backed_up_and_restored(
    founded_postgres_address: str, anywhere: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same commands; what was there is kept in the current folder."""
    monkeypatch.chdir(tmp_path)
    address = postgres.owners(founded_postgres_address)
    made = anywhere("--database", address, "backup", "copy")
    restored = anywhere("--database", address, "restore", "copy", "--force")

    assert (0, True) == (made.code, made.out.startswith("Wrote copy. It verifies; its anchor is "))
    assert (0, True) == (restored.code, restored.out.startswith("Restored postgresql+psycopg://"))
    assert made.out.rpartition(" ")[2] in restored.out
    assert f"is kept in {tmp_path}" in restored.out


def test_a_closed_store_takes_no_newcomers(caseapp: Any) -> None:
    """Until it is closed anyone may join; afterwards only people on the list act."""
    assert 0 == caseapp("log", "--summary", "x", "--service", "Waste", user="Newcomer").code
    assert 0 == caseapp("people", "--add", "Priya Raman", "--role", "reviewer", "--close").code

    said = caseapp("acknowledge", "C24-1", user="Stranger")
    assert 1 == said.code
    assert "Stranger" in said.words
    assert 0 == caseapp("acknowledge", "C24-1", user="Priya Raman").code


def test_only_an_administrator_changes_people(caseapp: Any) -> None:
    """A newcomer may not (R52)."""
    said = caseapp("people", "--add", "Me", "--role", "administrator", user="Newcomer")

    assert 1 == said.code
    assert "R52" in said.words
