"""Bulk import by command: the same plan dry and for real, several files as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caseapp.resources import fixtures_dir

HEADING = (
    "Reference,Submitted at,What is your complaint about?,What is your name? - First name,Which services are involved?"
)


@pytest.fixture
def daily(tmp_path: Path) -> Path:
    """A file with a good row, its repeat and a row with a broken date."""
    path = tmp_path / "daily.csv"
    rows = (
        "AAAA1111,2024-04-05T09:15:27+01:00,Bin missed,Aoife,Waste",
        "AAAA1111,2024-04-05T09:15:27+01:00,Bin missed,Aoife,Waste",
        "BBBB2222,yesterday,Lost ticket,Bo,Commercial Services",
    )
    path.write_text("\n".join((HEADING, *rows, "")), encoding="utf-8")
    return path


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    """A file that repeats the daily one's good row and adds another."""
    path = tmp_path / "weekly.csv"
    rows = (
        "AAAA1111,2024-04-05T09:15:27+01:00,Bin missed,Aoife,Waste",
        "CCCC3333,2024-04-06T09:00:00+01:00,Market noise,Kasia,Streets & Open Spaces",
    )
    path.write_text("\n".join((HEADING, *rows, "")), encoding="utf-8")
    return path


def test_a_dry_run_changes_nothing_and_the_import_does_what_it_said(caseapp: Any, daily: Path) -> None:
    """One plan serves both."""
    dry = caseapp("import", str(daily), "--dry-run", "--json").json[0]
    assert [] == caseapp("list", "--json").json

    done = caseapp("import", str(daily), "--json").json[0]
    assert dry["counts"] == done["counts"] == {"new": 1, "duplicate": 1, "changed": 0, "skipped": 0, "rejected": 1}
    assert [row["verdict"] for row in dry["rows"]] == [row["verdict"] for row in done["rows"]]
    assert ["C24-00001"] == [row["reference"] for row in caseapp("list", "--json").json]


def test_importing_again_adds_nothing(caseapp: Any, daily: Path) -> None:
    """A submission is taken once (guarantee 7)."""
    caseapp("import", str(daily))
    again = caseapp("import", str(daily), "--json").json[0]

    assert (0, 2) == (again["counts"]["new"], again["counts"]["duplicate"])
    assert 1 == len(caseapp("list", "--json").json)


@pytest.mark.parametrize("mode", [(), ("--dry-run",)])
def test_files_of_one_run_know_of_each_other(caseapp: Any, daily: Path, weekly: Path, mode: tuple[str, ...]) -> None:
    """The same submission in the daily and the weekly file is new once, dry or not."""
    plans = caseapp("import", str(daily), str(weekly), *mode, "--json").json

    assert [1, 1] == [plan["counts"]["new"] for plan in plans]


def test_rejected_rows_go_to_a_file_with_their_reasons(caseapp: Any, daily: Path, tmp_path: Path) -> None:
    """As they were, to be mended; and never over a file that is there."""
    rejects = tmp_path / "rejects.csv"
    assert 0 == caseapp("import", str(daily), "--rejects", str(rejects)).code

    heading, row = rejects.read_text(encoding="utf-8").splitlines()
    assert heading.endswith(HEADING)
    assert row.endswith("BBBB2222,yesterday,Lost ticket,Bo,Commercial Services")
    assert 1 == caseapp("import", str(daily), "--rejects", str(rejects)).code

    rejects.write_text(rejects.read_text(encoding="utf-8").replace("yesterday,", "2024-04-06T08:00:00+01:00,"))
    mended = caseapp("import", str(rejects), "--json").json[0]
    assert 1 == mended["counts"]["new"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nowhere.csv",), "nowhere.csv"),
        ((".",), "folder"),
        (("FILE", "--profile", "carrier-pigeon"), "carrier-pigeon"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    caseapp: Any, daily: Path, arguments: tuple[str, ...], named: str
) -> None:
    """Missing, a folder, or of an unknown profile."""
    said = caseapp("import", *(str(daily) if word == "FILE" else word for word in arguments))

    assert (1, "") == (said.code, said.out)
    assert named in said.words


def test_profiles_are_listed(anywhere: Any) -> None:
    """With what each reads, by name."""
    listed = [profile["name"] for profile in anywhere("import", "profiles", "--json").json]

    assert sorted(path.stem for path in (fixtures_dir() / "profiles").iterdir()) == listed


def test_rejects_file_in_the_way_is_told_before_anything_is_read(caseapp: Any, daily: Path, tmp_path: Path) -> None:
    """A long file is not read for nothing; where no row is rejected, that is said."""
    there = tmp_path / "rejects.csv"
    there.write_text("kept")
    daily.write_text("\n".join(daily.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")

    in_the_way = caseapp("import", str(daily), "--rejects", str(there))
    free = caseapp("import", str(daily), "--rejects", str(tmp_path / "other.csv"))

    assert (1, "") == (in_the_way.code, in_the_way.out)
    assert "rejects.csv is there already" in in_the_way.words
    assert "Reading" not in in_the_way.words
    assert "recognised" not in in_the_way.words
    assert "kept" == there.read_text()
    assert "No row was rejected" in free.words
