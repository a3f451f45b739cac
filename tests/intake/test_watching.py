"""The folder of unattended import: what is whole, what is left alone, and how a file is put away."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from caseapp.intake.watching import DONE, FAILED, Arrival, Look, WatchedFolder
from caseapp.rules.errors import FileProblem


@pytest.fixture
def folder(tmp_path: Path) -> WatchedFolder:
    """A folder that is watched, ready."""
    watched = WatchedFolder(tmp_path / "forms")
    watched.folder.mkdir()
    watched.make_ready()
    return watched


def put(folder: WatchedFolder, name: str, content: str = "a,b\n", *, age: float = 60) -> Path:
    """A file in the folder that was written some seconds ago."""
    path = folder.folder / name
    path.write_text(content, encoding="utf-8")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def look(folder: WatchedFolder) -> Look:
    return folder.look(datetime.now(UTC))


def whole(folder: WatchedFolder) -> list[str]:
    return [arrival.path.name for arrival in look(folder).whole]


def only(folder: WatchedFolder) -> Arrival:
    (arrival,) = look(folder).whole
    return arrival


def put_away(folder: WatchedFolder, beneath: str = DONE, report: str = "All well.\n") -> Path:
    """Put the only file away; gives where it is now."""
    arrival = only(folder)
    place = folder.place(arrival, beneath, date(2024, 4, 8))
    folder.put_away(arrival, place, report)
    return place.file


def everything(folder: WatchedFolder) -> dict[str, str]:
    """The text of every file, by its path in the folder; the lock is not one."""
    paths = (path for path in folder.folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {str(path.relative_to(folder.folder)): path.read_text(encoding="utf-8") for path in paths}


def test_whole_files_come_the_oldest_first(folder: WatchedFolder) -> None:
    """As they came in; those with the same time by name."""
    for name, age in (("c.csv", 60), ("a.csv", 30), ("b.csv", 90)):
        put(folder, name, age=age)

    assert ["b.csv", "c.csv", "a.csv"] == whole(folder)


def test_names_of_unfinished_files_are_left(folder: WatchedFolder) -> None:
    """However old they are, and nothing is said of them."""
    for name in (".hidden.csv", "a.csv.tmp", "b.csv.part", "c.csv.crdownload", "D.CSV.PART", "~$open.xlsx"):
        put(folder, name)

    assert ([], [], []) == look(folder)


def test_file_that_was_written_a_moment_ago_is_left_until_it_settles(folder: WatchedFolder) -> None:
    """No change of size or time for some seconds, seen by two looks or told by the file itself."""
    path = put(folder, "a.csv", age=0)
    folder.settled = 60
    assert ([], ["a.csv"], []) == look(folder)

    folder.settled = 0.01
    time.sleep(0.02)
    put(folder, "a.csv", "a,b\n1,", age=-3_600)  # a clock that is ahead
    assert ["a.csv"] == look(folder).growing
    time.sleep(0.02)
    assert [path] == [arrival.path for arrival in look(folder).whole]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes to a file")
def test_file_that_somebody_has_open_to_write_is_left(folder: WatchedFolder) -> None:
    """A writer that pauses for longer than a file takes to settle is seen all the same; a reader is no writer."""
    path = put(folder, "a.csv")
    with path.open("a"):
        assert ["a.csv"] == look(folder).growing
    with path.open():
        assert ["a.csv"] == whole(folder)


def test_what_is_no_file_is_left_alone_and_said_once(folder: WatchedFolder) -> None:
    """Symbolic links, pipes and folders of a file's name; folders beneath are neither searched nor mentioned."""
    elsewhere = folder.folder.parent / "secret.csv"
    elsewhere.write_text("a,b\n", encoding="utf-8")
    (folder.folder / "link.csv").symlink_to(elsewhere)
    os.mkfifo(folder.folder / "pipe.csv")
    (folder.folder / "folder.csv").mkdir()
    (folder.folder / "archive").mkdir()
    put(folder, "archive/old.csv")

    seen = look(folder)

    assert ([], []) == seen[:2]
    assert ["folder.csv is a folder", "link.csv is a symbolic link", "pipe.csv is a pipe or a device"] == sorted(
        sentence.partition(" and")[0] for sentence in seen.odd
    )
    assert [] == look(folder).odd


def test_only_one_watches_a_folder(folder: WatchedFolder) -> None:
    """A second one is told who does; when the first has gone, however it went, nothing is in the way."""
    with folder.alone(datetime.now(UTC)) as other:
        assert "" == other
        with WatchedFolder(folder.folder).alone(datetime.now(UTC)) as holder:
            assert f"process {os.getpid()} on " in holder
    with WatchedFolder(folder.folder).alone(datetime.now(UTC)) as other:
        assert "" == other


def test_lock_that_is_a_link_is_refused(folder: WatchedFolder) -> None:
    """Nobody's file elsewhere is written to."""
    precious = folder.folder.parent / "precious"
    precious.write_text("mine", encoding="utf-8")
    (folder.folder / ".caseapp-import.lock").symlink_to(precious)

    with pytest.raises(FileProblem, match="cannot be watched"), folder.alone(datetime.now(UTC)):
        pass
    assert "mine" == precious.read_text(encoding="utf-8")


def test_put_away_file_has_its_report_and_rejects_beside_it(folder: WatchedFolder) -> None:
    """The file itself, unchanged; what quotes people's words is for its owner alone."""
    put(folder, "a.csv", "a,b\n1,2\n")
    folder.rejects_of(only(folder)).write_text("rejected", encoding="utf-8")

    put_away(folder)

    assert {
        "done/a.csv": "a,b\n1,2\n",
        "done/a.csv.report.txt": "All well.\n",
        "done/a.csv.rejects.csv": "rejected",
    } == everything(folder)
    assert 0o600 == (folder.folder / "done/a.csv.report.txt").stat().st_mode & 0o777


@pytest.mark.parametrize("there", ["a.csv", "a.csv.report.txt", "a.csv.rejects.csv"])
def test_nothing_is_overwritten(folder: WatchedFolder, there: str) -> None:
    """Where any of the names is taken, the file goes under its own with the date and a number."""
    (folder.folder / FAILED / there).write_text("before", encoding="utf-8")
    names = []
    for number in range(2):
        put(folder, "a.csv", str(number))
        names.append(put_away(folder, FAILED).name)

    left = everything(folder)
    assert ["a-2024-04-08-1.csv", "a-2024-04-08-2.csv"] == names
    assert ("before", "0", "1") == (left[f"failed/{there}"], *(left[f"failed/{name}"] for name in names))


def test_name_that_leaves_no_room_is_shortened(folder: WatchedFolder) -> None:
    """A file system takes 255 bytes, and the report's name is longer than the file's."""
    put(folder, f"{'ż' * 123}.csv")

    moved = put_away(folder)

    assert moved.name.startswith("żżż")
    assert moved.name.endswith("ż.csv")
    assert f"done/{moved.name}.report.txt" in everything(folder)


def test_name_with_any_bytes_is_put_away(folder: WatchedFolder) -> None:
    """Names come from other systems: bytes that are no text, escape codes, line feeds."""
    name = os.fsdecode(b"caf\xe9\x1b[31m\n.csv")
    put(folder, name)
    assert "caf .csv" == only(folder).name

    assert name == put_away(folder).name


def fails(problem: int) -> Callable[..., Any]:
    def failing(*_arguments: object) -> Any:
        raise OSError(problem, os.strerror(problem))

    return failing


@pytest.mark.parametrize(
    ("what", "problem", "named"),
    [
        ("pathlib.Path.rename", errno.EACCES, "Permission denied"),
        ("os.write", errno.ENOSPC, "No space left"),
        ("os.fsync", errno.EIO, "Input/output error"),
    ],
)
def test_file_that_cannot_be_moved_stays_with_nothing_beside_it(
    folder: WatchedFolder, monkeypatch: pytest.MonkeyPatch, what: str, problem: int, named: str
) -> None:
    """A full disk, a missing permission: said, and everything is where it was."""
    put(folder, "a.csv")
    folder.rejects_of(only(folder)).write_text("rejected", encoding="utf-8")
    before = everything(folder)
    with monkeypatch.context() as broken:
        broken.setattr(what, fails(problem))
        with pytest.raises(FileProblem, match=rf"a\.csv cannot be moved to done \({named}"):
            put_away(folder)

    assert before == everything(folder)
    assert "a.csv" == put_away(folder).name


def test_what_was_moved_already_goes_back(folder: WatchedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step fails: rejected rows that were beside the file's new place are where they were."""
    put(folder, "a.csv")
    folder.rejects_of(only(folder)).write_text("rejected", encoding="utf-8")
    before, rename = everything(folder), Path.rename

    def rename_all_but_the_file(path: Path, to: Path) -> Path:
        return fails(errno.EACCES)() if path.name == "a.csv" else rename(path, to)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", rename_all_but_the_file)
        with pytest.raises(FileProblem, match="cannot be moved"):
            put_away(folder)

    assert before == everything(folder)


def test_file_that_changed_since_it_was_looked_at_is_not_moved(folder: WatchedFolder) -> None:
    """More came, or another file has its name: whoever reads it next reads the whole."""
    path = put(folder, "a.csv")
    arrival = only(folder)
    place = folder.place(arrival, DONE, date(2024, 4, 8))
    put(folder, "a.csv", "a,b\n1,2\n")

    with pytest.raises(FileProblem, match="written to"):
        folder.put_away(arrival, place, "")
    path.unlink()
    with pytest.raises(FileProblem, match="cannot be found"):
        folder.require_unchanged(arrival)
    assert {} == everything(folder)


def test_what_a_stopped_run_has_left_is_cleared(folder: WatchedFolder) -> None:
    """The rejected rows of a file that was not put away; the file itself is still there."""
    put(folder, "a.csv")
    folder.rejects_of(only(folder)).write_text("rejected", encoding="utf-8")

    folder.make_ready()

    assert ["a.csv"] == list(everything(folder))


def test_folder_beneath_on_another_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file would be copied there, and could be half there."""
    memory = Path("/dev/shm")  # noqa: S108  # nothing is written there
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no other file system here")
    monkeypatch.chdir(tmp_path)
    (tmp_path / DONE).symlink_to(memory)

    with pytest.raises(FileProblem, match="another file system"):
        WatchedFolder(tmp_path).make_ready()


def test_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    """It is gone, or something stands where the folders beneath belong."""
    with (
        pytest.raises(FileProblem, match="cannot be watched"),
        WatchedFolder(tmp_path / "gone").alone(datetime.now(UTC)),
    ):
        pass
    with pytest.raises(FileProblem, match="cannot be read"):
        look(WatchedFolder(tmp_path / "gone"))
    (tmp_path / FAILED).write_text("", encoding="utf-8")
    with pytest.raises(FileProblem, match="cannot be made"):
        WatchedFolder(tmp_path).make_ready()
