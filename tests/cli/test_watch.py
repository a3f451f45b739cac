"""Unattended import by command: each whole file once, nothing half done, one line for logs, and an exit code."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from caseapp import intake
from caseapp.cli import watch
from caseapp.intake.watching import WatchedFolder
from caseapp.rules.errors import StoreProblem

HEADING = "submission_id,submitted_at,source,summary,service"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """The folder that is watched."""
    folder = tmp_path / "forms"
    folder.mkdir()
    return folder


@pytest.fixture
def once(caseapp: Any, forms: Path) -> Any:
    """One pass, as a scheduler makes it."""
    return lambda *arguments, **who: caseapp("import", "--watch", str(forms), "--once", *arguments, **who)


def put(forms: Path, name: str, *rows: str, heading: str = HEADING, age: float = 60) -> Path:
    """A file of submissions that was written a minute ago; of each row the reference, or the whole row."""
    whole = (row if "," in row else f"{row},2024-04-05T09:15:27+01:00,web,Bin missed at {row},Waste" for row in rows)
    path = forms / name
    path.write_text("\n".join((heading, *whole, "")), encoding="utf-8")
    os.utime(path, (time.time() - age,) * 2)
    return path


def names(forms: Path) -> list[str]:
    """What is in the folder and beneath, the lock and the folders aside."""
    return sorted(
        str(path.relative_to(forms)) for path in forms.rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def references(caseapp: Any) -> list[str]:
    return sorted(row["reference"] for row in caseapp("list", "--json").json)


def test_every_file_is_imported_by_itself_and_put_away(once: Any, caseapp: Any, forms: Path) -> None:
    """Whole files, the oldest first; a report beside each, and what was rejected; one line of result for logs."""
    put(forms, "a.csv", "W-1", "W-2", "W-1", "W-2,2024-04-05T09:15:27+01:00,web,Another,Waste", age=90)
    put(forms, "b.csv", "W-3", "W-4,yesterday,web,Lost,Waste")
    put(forms, "c.csv", "1", heading="what,is,this")

    said = once()

    line = "caseapp import: 3 files, 6 rows: 3 new, 1 duplicate, 1 changed, 0 skipped, 1 rejected; 1 file failed\n"
    assert (1, line) == (said.code, said.out)
    assert [
        "done/a.csv",
        "done/a.csv.report.txt",
        "done/b.csv",
        "done/b.csv.rejects.csv",
        "done/b.csv.report.txt",
        "failed/c.csv",
        "failed/c.csv.report.txt",
    ] == names(forms)
    assert ["C24-00001", "C24-00002", "C24-00003"] == references(caseapp)
    assert ["a.csv: import 1", "b.csv: import 2", "c.csv: failed: "] == [line[:15] for line in said.words.splitlines()]


def test_report_tells_what_became_of_a_file(once: Any, forms: Path) -> None:
    """What it was taken for, the counts, the import's number, every row that is not new, and where rejects are."""
    put(forms, "b.csv", "W-3", "W-4,yesterday,web,Lost,Waste", "W-3")
    put(forms, "c.csv", "1", heading="what,is,this")
    once()

    done = (forms / "done/b.csv.report.txt").read_text(encoding="utf-8")
    failed = (forms / "failed/c.csv.report.txt").read_text(encoding="utf-8")

    assert "Recognised: caseapp's own format (submissions)" in done
    assert "Import 1: 3 rows: 1 new, 1 duplicate, 0 changed, 0 skipped, 1 rejected" in done
    assert "b.csv.rejects.csv" in done
    assert "row 3: rejected: submitted_at “yesterday”" in done
    assert done.endswith("row 4: duplicate: This is the same as row 2.\n")
    assert "has the columns “what”, “is”, “this”" in failed
    assert "Nothing was taken in." in failed


def test_report_is_bounded_and_begins_with_what_must_be_mended(
    once: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of repeats do not hide the row that was rejected."""
    monkeypatch.setattr(watch, "MOST_REPORTED", 2)
    put(forms, "a.csv", "W-1", "W-1", "W-1", "W-1", "W-4,yesterday,web,Lost,Waste")
    once()

    lines = (forms / "done/a.csv.report.txt").read_text(encoding="utf-8").splitlines()

    assert ["row 6: rejected", "row 3: duplicate", "... and 2 more"] == [line[:16].rstrip(":") for line in lines[-3:]]


def test_rejected_rows_come_back_mended(once: Any, forms: Path) -> None:
    """The rejects file goes into the folder again, and its rows in."""
    put(forms, "a.csv", "W-1,yesterday,web,Lost,Waste")
    once()
    mended = (forms / "done/a.csv.rejects.csv").read_text(encoding="utf-8")
    path = forms / "mended.csv"
    path.write_text(mended.replace(",yesterday,", ",2024-04-05T09:15:27+01:00,"), encoding="utf-8")
    os.utime(path, (time.time() - 60,) * 2)

    assert 0 == once().code
    assert "Import 2: 1 row: 1 new" in (forms / "done/mended.csv.report.txt").read_text(encoding="utf-8")


def test_nothing_there_is_nothing_said(once: Any, forms: Path) -> None:
    """A scheduler that runs every night sends no empty letters."""
    put(forms, "a.csv.part", "W-1")

    said = once()

    assert (0, "", "") == (said.code, said.out, said.words)


def test_same_file_again_is_all_duplicates_and_keeps_both(once: Any, caseapp: Any, forms: Path) -> None:
    """Importing twice does no harm, and what is in done is not overwritten."""
    for _ in range(2):
        put(forms, "a.csv", "W-1")
        said = once()

    line = "caseapp import: 1 file, 1 row: 0 new, 1 duplicate, 0 changed, 0 skipped, 0 rejected\n"
    assert (0, line) == (said.code, said.out)
    assert ["C24-00001"] == references(caseapp)
    assert 2 == len([name for name in names(forms) if name.endswith(".csv")])


def test_file_still_being_written_is_left_for_the_next_time(
    once: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at twice; one that has settled by then is taken, one that somebody writes to is not."""
    monkeypatch.setattr(WatchedFolder.__init__, "__kwdefaults__", {"settled": 0.2})
    put(forms, "fresh.csv", "W-1", age=0)
    with put(forms, "open.csv", "W-2").open("a"):
        said = once()

    assert (0, "open.csv is still being written; it is left for the next time.") == (
        said.code,
        said.words.splitlines()[-1],
    )
    assert ["done/fresh.csv", "done/fresh.csv.report.txt", "open.csv"] == names(forms)


def test_second_start_says_who_watches_and_leaves(once: Any, forms: Path) -> None:
    """The files are taken care of, so it is no failure."""
    put(forms, "a.csv", "W-1")
    with WatchedFolder(forms).alone(datetime(2024, 4, 8, 2, 15, tzinfo=UTC)):
        said = once()

    assert (0, "") == (said.code, said.out)
    assert f"is watched already by process {os.getpid()}" in said.words
    assert "since 08 April 2024 03:15" in said.words
    assert ["a.csv"] == names(forms)


def test_missing_store_is_made(anywhere: Any, forms: Path, tmp_path: Path) -> None:
    """As the import of a named file makes it."""
    put(forms, "a.csv", "W-1")
    address = str(tmp_path / "new.db")

    said = anywhere("--database", address, "--as", "Ada", "import", "--watch", str(forms), "--once")

    assert 0 == said.code
    assert f"Made a new store at {address}" in said.words
    assert "done/a.csv" in names(forms)


def test_locked_store_leaves_every_file(
    once: Any, caseapp: Any, forms: Path, founded_sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that fails says nothing about a file: all stay, one sentence, and the next pass takes them."""
    monkeypatch.setattr("caseapp.store.store.BUSY_SECONDS", 0.05)
    put(forms, "a.csv", "W-1")
    put(forms, "b.csv", "W-2")
    with closing(sqlite3.connect(founded_sqlite_address, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = once()

    assert (1, ["a.csv", "b.csv"]) == (said.code, names(forms))
    assert said.out.endswith("0 files, 0 rows: 0 new, 0 duplicate, 0 changed, 0 skipped, 0 rejected; 2 files left\n")
    assert ["a.csv is left where it is: Someone else is writing to the store"] == [
        line.partition(" /")[0] for line in said.words.splitlines()
    ]
    assert 0 == once().code
    assert ["C24-00001", "C24-00002"] == references(caseapp)


@pytest.mark.parametrize("store", ["garbage", "folder"])
def test_store_that_is_none_leaves_every_file(anywhere: Any, forms: Path, tmp_path: Path, store: str) -> None:
    """Damaged or not there: one sentence, no traceback, and the file stays."""
    (tmp_path / "garbage").write_bytes(b"no store at all " * 100)
    (tmp_path / "folder").mkdir()
    put(forms, "a.csv", "W-1")

    said = anywhere("--database", str(tmp_path / store), "--as", "Ada", "import", "--watch", str(forms), "--once")

    assert (1, ["a.csv"]) == (said.code, names(forms))
    assert "a.csv is left where it is: " in said.words
    assert "Traceback" not in said.words


def test_somebody_who_may_not_import_leaves_every_file(once: Any, caseapp: Any, forms: Path) -> None:
    """A member sees figures and never a case; the files wait for somebody who may."""
    caseapp("people", "--add", "Mel", "--role", "member")
    put(forms, "a.csv", "W-1")

    said = once(user="Mel")

    assert (1, ["a.csv"]) == (said.code, names(forms))
    assert [] == references(caseapp)


def test_unexpected_error_leaves_the_file_and_takes_the_next(
    once: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one file is a sentence."""
    taking = watch.import_one

    def import_some(caseapp: Any, path: Path, **how: Any) -> watch.Taken:
        if path.name == "a.csv":
            raise ZeroDivisionError("of all things")
        return taking(caseapp, path, **how)

    monkeypatch.setattr(watch, "import_one", import_some)
    put(forms, "a.csv", "W-1", age=90)
    put(forms, "b.csv", "W-2")

    said = once()

    assert 1 == said.code
    assert "a.csv is left where it is: Something unexpected went wrong: ZeroDivisionError" in said.words
    assert ["a.csv", "done/b.csv", "done/b.csv.report.txt"] == names(forms)


def after(monkeypatch: pytest.MonkeyPatch, step: str, happens: Callable[[], object]) -> None:
    """Have something happen once a step of an import is done."""
    real = getattr(intake, step)

    def then(*arguments: Any, **how: Any) -> Any:
        done = real(*arguments, **how)
        happens()
        return done

    monkeypatch.setattr(intake, step, then)


def test_file_that_grows_while_it_is_read_is_not_taken(
    caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not whole after all: nothing is committed, and all of it is taken by the next look."""
    rows = ("W-1", "W-2,yesterday,web,Lost,Waste")
    planned: list[str] = []

    def grow_at_first() -> None:
        planned.append("a.csv")
        if len(planned) == 1:
            put(forms, "a.csv", *rows, "W-3", age=30)
        else:
            os.kill(os.getpid(), signal.SIGTERM)

    after(monkeypatch, "plan_file", grow_at_first)
    monkeypatch.setattr(watch, "TROUBLED_SECONDS", 0.01)
    put(forms, "a.csv", *rows)

    said = caseapp("import", "--watch", str(forms))

    assert "a.csv is left where it is: a.csv was written to while it was read" in said.words
    assert "caseapp import: 1 file, 3 rows: 2 new, 0 duplicate, 0 changed, 0 skipped, 1 rejected\n" in said.out
    assert ["done/a.csv", "done/a.csv.rejects.csv", "done/a.csv.report.txt"] == names(forms)


def test_file_that_cannot_be_moved_is_not_imported_again(
    caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken in and only waits to be put away: tried again pass by pass, and its rejected rows wait with it."""
    rename, tried = Path.rename, []

    def rename_at_last(path: Path, to: Path) -> Path:
        tried.append(path.name)
        if path.name == "a.csv" and tried.count("a.csv") < 3:
            raise PermissionError(13, "Permission denied")
        if path.name == "a.csv":
            os.kill(os.getpid(), signal.SIGTERM)  # enough seen: the loop ends with this pass
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", rename_at_last)
    monkeypatch.setattr(watch, "TROUBLED_SECONDS", 0.01)
    put(forms, "a.csv", "W-1", "W-2,yesterday,web,Lost,Waste")

    said = caseapp("import", "--watch", str(forms))

    assert (1, 1) == (said.code, said.words.count("cannot be moved to done (Permission denied)"))
    assert ["done/a.csv", "done/a.csv.rejects.csv", "done/a.csv.report.txt"] == names(forms)
    assert [1] == [batch["id"] for batch in caseapp("import", "list", "--json").json]


def test_signal_lets_the_file_under_way_be_finished(caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken in and put away; the next one waits for the next start."""
    after(monkeypatch, "plan_file", lambda: os.kill(os.getpid(), signal.SIGTERM))
    put(forms, "a.csv", "W-1", age=90)
    put(forms, "b.csv", "W-2")

    said = caseapp("import", "--watch", str(forms))

    assert (0, ["b.csv", "done/a.csv", "done/a.csv.report.txt"]) == (said.code, names(forms))
    assert said.out.startswith("caseapp import: 1 file, 1 row: 1 new")
    assert ["C24-00001"] == references(caseapp)


def test_second_signal_stops_at_once_with_nothing_written(
    caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a commit: the batch is undone as a whole, and the file waits."""

    def twice() -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as impatient:
        after(impatient, "commit_plan", twice)
        put(forms, "a.csv", "W-1")
        said = caseapp("import", "--watch", str(forms))

    assert (130, ["a.csv"]) == (said.code, names(forms))
    assert ([], []) == (references(caseapp), caseapp("import", "list", "--json").json)


def test_second_signal_waits_for_a_file_that_is_being_put_away(
    caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes a moment, and half of it is nothing that anybody wants to find."""
    real = WatchedFolder.put_away

    def interrupted(*arguments: Any) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
        real(*arguments)

    monkeypatch.setattr(WatchedFolder, "put_away", interrupted)
    put(forms, "a.csv", "W-1", age=90)
    put(forms, "b.csv", "W-2")

    assert 130 == caseapp("import", "--watch", str(forms)).code
    assert ["b.csv", "done/a.csv", "done/a.csv.report.txt"] == names(forms)
    assert ["C24-00001"] == references(caseapp)


KILLED = """
import os, signal, sys
from caseapp.cli.main import main
from caseapp.intake.watching import WatchedFolder
WatchedFolder.put_away = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""


def test_kill_between_commit_and_move_loses_nothing(
    once: Any, caseapp: Any, forms: Path, founded_sqlite_address: str
) -> None:
    """The file is found again, its rows are duplicates then, and what the killed run left is picked up."""
    put(forms, "a.csv", "W-1", "W-2,yesterday,web,Lost,Waste")
    options = ("--database", founded_sqlite_address, "--as", "Ada Admin", "--today", "2024-04-08")
    command = [sys.executable, "-c", KILLED, *options, "import", "--watch", str(forms), "--once"]
    killed = subprocess.run(command, capture_output=True, check=False)
    assert -signal.SIGKILL == killed.returncode, killed.stderr
    assert (["C24-00001"], True) == (references(caseapp), (forms / "a.csv").exists())

    said = once()

    assert "1 file, 2 rows: 0 new, 1 duplicate, 0 changed, 0 skipped, 1 rejected" in said.out
    assert ["C24-00001"] == references(caseapp)
    assert ["done/a.csv", "done/a.csv.rejects.csv", "done/a.csv.report.txt"] == names(forms)


def test_store_problem_is_said_once_while_it_lasts(caseapp: Any, forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not filled by a store that is away for a night; the file is tried again all the while."""
    tried: list[Path] = []

    def refused(_caseapp: Any, path: Path, **_how: Any) -> watch.Taken:
        tried.append(path)
        if len(tried) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise StoreProblem("The store is away.")

    monkeypatch.setattr(watch, "import_one", refused)
    monkeypatch.setattr(watch, "TROUBLED_SECONDS", 0.01)
    put(forms, "a.csv", "W-1")

    said = caseapp("import", "--watch", str(forms))

    assert (1, 1, 1) == (said.code, said.words.count("The store is away."), len(said.out.splitlines()))
    assert 3 == len(tried)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--watch", "nowhere"), "nowhere"),
        (("--watch", ".", "a.csv"), "FILE"),
        (("--watch", ".", "--dry-run"), "--dry-run"),
        (("--watch", ".", "--json"), "--json"),
        (("--watch", ".", "--profile", "carrier-pigeon"), "carrier-pigeon"),
        (("--once",), "folder"),
        ((), "folder"),
    ],
)
def test_wrong_usage_is_told_apart(
    caseapp: Any, forms: Path, arguments: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, files beside it, options that would have no meaning: 2, and nothing is touched."""
    monkeypatch.chdir(forms)

    said = caseapp("import", *arguments)

    assert (2, "", []) == (said.code, said.out, list(forms.iterdir()))
    assert named in said.words
