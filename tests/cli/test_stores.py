"""Verify, backup, restore, upgrade and people by command."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def one_case(caseapp: Any) -> Any:
    """A store with a case that was acknowledged."""
    caseapp("log", "--service", "Waste", "--summary", "Bin missed")
    caseapp("acknowledge", "C24-1", today="2024-04-09")
    caseapp("log", "--service", "Waste", "--summary", "Answered late")
    caseapp("extend", "C24-2", "--days", "5", "--reason", "Records", today="2024-04-10")
    caseapp("respond", "C24-2", "--outcome", "upheld", today="2024-04-11")
    return caseapp


def test_verify_is_content_with_an_honest_store(one_case: Any) -> None:
    """And prints the anchor."""
    found = one_case("verify", "--json").json

    assert (True, 2, []) == (found["sound"], found["cases"], found["problems"])
    assert 64 == len(found["head"])


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE events SET happened_on = '2024-04-08' WHERE action = 'acknowledge'", "acknowledge of C24-00001"),
        ("DELETE FROM events WHERE action = 'log'", "is missing before it"),
        ("UPDATE complaints SET state = 'stage-1-answered', due_on = NULL, acknowledge_by = NULL", "do not explain"),
        ("UPDATE stages SET due_on = '2024-05-01'", "the due date of stage 1"),
        ("UPDATE decisions SET outcome = 'not-upheld'", "how a stage ended"),
        ("UPDATE decisions SET decided_on = '2024-04-12'", "how a stage ended"),
        ("DELETE FROM decisions", "more or fewer"),
        ("UPDATE extensions SET days = 3", "an extension"),
        ("DELETE FROM extensions", "more or fewer"),
        ("UPDATE stages SET acknowledged_on = NULL", "more or fewer"),
        ("UPDATE stages SET acknowledged_on = '2024-04-10'", "was acknowledged"),
        ("UPDATE complaints SET received_on = '2024-04-01'", "what was received"),
        ("UPDATE complaints SET policy = 'cambridge-2021'", "what was received"),
        ("UPDATE officers SET name = 'Somebody Else'", "was changed after it was recorded"),
    ],
)
def test_verify_names_what_was_tampered_with(
    one_case: Any, founded_sqlite_address: str, tampering: str, named: str
) -> None:
    """Whoever takes the guards away and edits the file is found out."""
    with sqlite3.connect(founded_sqlite_address) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(tampering)
    connection.close()
    said = one_case("verify")

    assert 1 == said.code
    assert named in said.out


def test_a_backup_stands_on_its_own_and_can_be_restored(one_case: Any, anywhere: Any, tmp_path: Path) -> None:
    """It verifies by itself, and restoring refuses to overwrite without a word."""
    copy = tmp_path / "copy.db"
    assert 0 == one_case("backup", str(copy)).code
    one_case("withdraw", "C24-1", today="2024-04-10")

    assert 0 == anywhere("--database", str(copy), "verify").code
    assert 1 == one_case("backup", str(copy)).code
    assert 1 == one_case("restore", str(copy)).code
    assert "withdrawn" == one_case("show", "C24-1", "--json").json["state"]
    assert 0 == one_case("restore", str(copy), "--force").code
    assert "stage-1" == one_case("show", "C24-1", "--json").json["state"]


def test_upgrade_of_a_current_store_changes_nothing(one_case: Any) -> None:
    """It says so."""
    said = one_case("upgrade")

    assert (0, True) == (said.code, "up to date" in said.out)


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
