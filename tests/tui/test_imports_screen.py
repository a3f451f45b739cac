"""The import screen: a file becomes a plan row by row, a plan an import, and an import is taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from caseapp.bootstrap import Caseapp
from caseapp.intake.own_profiles import copy_profile
from caseapp.resources import OWN_PROFILES
from caseapp.rules.errors import CaseappError, FileProblem
from caseapp.settings import read_settings
from caseapp.tui.desks.imports import ImportDesk, Planned, Stopped, completion, entries_of
from caseapp.tui.dialogs.progress import Reached, Running
from caseapp.tui.run import settled
from caseapp.tui.store_desk import StoreDesk
from caseapp.tui.widgets.import_words import rejects_suffix
from caseapp.tui.widgets.path_input import PathInput
from tests.intake.office import SAMPLES, SUBMISSION_COLUMNS, a_submission, csv_text
from tests.tui.fakes import HOSTILE
from tests.tui.stage import Stage, staged

_ROWS: tuple[dict[str, object], ...] = (
    a_submission(summary="Bin [/bold]\u202emissed \x1b[31mred", name="Aoife Ní Bhriain", details="x" * 50_000),
    a_submission(),
    a_submission(submission_id="W-2", submitted_at="yesterday"),
    {},
    a_submission(submission_id="W-3", summary="ゴミ 👩‍👩‍👧‍👦 " + "z" + "\u0301" * 400),
)

_SOURCES = {"microsoft-forms-bad.xlsx": ".csv", "open311-bad.xml": ".jsonl", "drupal-webform-keys-bad.tsv": ".csv"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of five rows, others that mean harm, and a folder; the application is started in it."""
    place = tmp_path / "files"
    place.mkdir()
    (place / "old").mkdir()
    text = csv_text(SUBMISSION_COLUMNS, _ROWS)
    (place / "new.csv").write_text(text, encoding="utf-8")
    (place / "half.csv").write_text(f'{text}web,W-9,"2026-03-30T09', encoding="utf-8")
    (place / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (place / "evil\x1b[2J[bold]\u202e.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def ada(founded_sqlite_address: str) -> Iterator[Caseapp]:
    """Ada Admin, on Wednesday 1 April 2026."""
    settings = read_settings(database=founded_sqlite_address, user="Ada Admin", today="2026-04-01", environment={})
    with closing(Caseapp(settings)) as app:
        yield app


def cases(app: Caseapp) -> int:
    with app.reading() as reader:
        return int(reader.value("SELECT COUNT(*) FROM complaints WHERE state <> 'annulled'"))


async def go_to(stage: Stage, path: str) -> None:
    """Type a path."""
    await stage.press("slash")
    stage.app.screen.query_one(PathInput).value = path
    await stage.press("enter")


async def test_file_is_planned_imported_shown_and_taken_back(folder: Path, ada: Caseapp) -> None:
    """Every row has its verdict and reasons; new ones go in after a yes; the import's cases open; it is undone."""
    async with staged(StoreDesk(ada), size=(80, 24), start="imports") as stage:  # type: ignore[arg-type]  # any desk
        await go_to(stage, "new.csv")
        assert stage.said("#told").startswith("5 rows read = 2 new + 0 duplicate + 1 changed + 1 skipped + 1 rejected")
        assert "recognised by its columns submission_id and submitted_at" in stage.said("#told")
        assert "+ new" in stage.picture()
        assert "Waste: Bin [/bold]missed red" in stage.picture()
        assert "(50,000 characters)" in stage.said("#row-text")

        await stage.press("6")
        assert "✗ rejected" in stage.picture()
        assert "submitted_at “yesterday”" in stage.said("#row-text")
        assert "As it stands in the file" in stage.said("#row-text")
        await stage.press("]", "]")
        assert "Row 2 · + new" in stage.said("#row-text")

        await stage.press("ctrl+s")
        expected = "2 rows of new.csv will come in as one import, or none will. 3 rows will stay out."
        assert expected == stage.said("#message")
        await stage.press("escape")
        assert 0 == cases(ada)
        await stage.press("ctrl+s", "ctrl+s")
        assert 2 == cases(ada)
        assert "Import 1: 2 rows came in." in stage.said("#told")

        await stage.press("r")
        assert "new-rejects.csv" in stage.app.screen.query_one(Input).value
        await stage.press("enter")
        assert "yesterday" in (folder / "new-rejects.csv").read_text(encoding="utf-8")

        await stage.press("enter")
        assert "WorklistScreen" == stage.dialog
        assert {"C26-00001", "C26-00002"} == set(stage.references())

        await stage.press("f6", "z", "ctrl+s")
        assert "Import 1 was taken back: 2 cases annulled." == stage.toasts()[-1]
        assert 0 == cases(ada)
        await stage.press("z")
        assert "Import 1 stands. It was taken back already." == stage.toasts()[-1]


async def test_file_that_cannot_be_taken_is_told_in_a_sentence(folder: Path, ada: Caseapp) -> None:
    """What is refused is told and nothing is lost; a folder is opened; the kind of a file can be said.

    A file may be called anything that the system takes, undecodable bytes among them: it is drawn as text.
    """
    for number, text in enumerate(HOSTILE):
        (folder / "old" / f"{number} {text[:60].replace('/', '∕')}.csv").touch()
    Path(f"{folder}/old/\udcff.csv").touch()
    async with staged(StoreDesk(ada), size=(80, 40), start="imports") as stage:  # type: ignore[arg-type]  # any desk
        assert "evil[bold].csv" in stage.picture()
        await go_to(stage, "photo.csv")
        assert "not UTF-8" in stage.said("#told")

        await stage.press("p", "down", "enter")
        assert "Files are read as case-history from now on." in stage.toasts()
        await go_to(stage, "new.csv")
        assert "case-history" in stage.said("#told")

        await go_to(stage, "old")
        assert stage.app.screen.query_one(PathInput).value.endswith("/files/old")
        drawn = stage.picture()
        assert "0 refund [∕bold] now.csv" in drawn
        assert not {"\x1b", "\u202e", "\x07", "\udcff"} & set(drawn)
        await stage.press("backspace", "ctrl+s", "r")
        assert stage.app.screen.query_one(PathInput).value.endswith("/files")
        assert ["Choose a file first, to see what would become of it.", "There are no rejected rows to write."] == (
            stage.toasts()[-2:]
        )


def test_reason_for_refusing_a_file_is_a_sentence(folder: Path, ada: Caseapp) -> None:
    """Missing, a folder, no ordinary file, half a file, of no known kind: each says what, and what to do."""
    for name, told in (
        ("gone.csv", "There is no file gone.csv; check its name"),
        ("old", "is a folder"),
        ("/dev/null", "not an ordinary file"),
        ("half.csv", "never closed"),
        (str(next(folder.glob("evil*"))), "by which no profile is recognised"),
    ):
        with pytest.raises(CaseappError, match=told):
            ImportDesk(ada).plan(Path(name), None, Running())


def planned(desk: ImportDesk, path: Path = Path("new.csv")) -> Planned:
    return desk.plan(path, None, Running())


async def test_reworded_columns_are_proposed_accepted_and_remembered(
    folder: Path, ada: Caseapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A likely question in other words is told and read so at a key, also where one is needed; an import keeps that.

    A case that a row names opens from the row; the kinds of file include those of one's own.
    """
    monkeypatch.setenv(OWN_PROFILES, str(folder / "own"))
    copy_profile("submissions", "street-team")
    asked = csv_text(SUBMISSION_COLUMNS, [a_submission(email="aoife@example.org")])
    reworded = asked.replace("submission_id", "submission_number")
    (folder / "needed.csv").write_text(reworded, encoding="utf-8")
    (folder / "other.csv").write_text(reworded.replace("summary", "summary of it", 1), encoding="utf-8")

    async with staged(StoreDesk(ada), size=(120, 36), start="imports") as stage:  # type: ignore[arg-type]  # any desk
        await stage.press("a", "o", "p", "end")
        no_column, no_case = stage.toasts()[-2:]
        assert "No column of it is likely a question in other words." == no_column
        assert "No row that names a case is marked." == no_case
        assert "street-team · your own" in stage.picture()
        await stage.press("up", "enter")

        await go_to(stage, "needed.csv")
        assert stage.said("#told").startswith("✗ Not read. Press a to read these columns as those questions.")
        assert "“submission_number” is likely “submission_id”" in stage.said("#told")
        await stage.press("a")
        assert stage.said("#told").startswith("1 rows read = 1 new")
        assert "“submission_number” is read as submission_id" in stage.said("#told")
        await stage.press("ctrl+s", "ctrl+s")
        assert 1 == cases(ada)

        await go_to(stage, "other.csv")
        assert "“submission_number” is read as submission_id, as remembered." in stage.said("#told")
        assert "“summary of it” is likely “summary”" in stage.said("#told")
        assert "Press a to read it so" in stage.said("#told")
        assert "--" not in stage.said("#told")
        assert "This was taken in before, as C26-00001" in stage.said("#row-text")
        await stage.press("o")
        assert "CaseScreen" == stage.dialog
        await stage.press("escape")
        assert "~ changed" in stage.said("#row-text")
        assert "was: The bin was not emptied" in stage.said("#row-text")

        await stage.press("w")
        stage.app.screen.query_one("#delimiter", Select).value = "semicolon"
        await stage.press("ctrl+s")
        assert "The heading is a single column" in stage.said("#told")


@pytest.mark.usefixtures("folder")
def test_reading_tells_how_much_is_read(ada: Caseapp) -> None:
    """While a text file is read its bytes say how far it is; how many rows it has is not known before the end."""
    running = Running()
    ImportDesk(ada).plan(Path("new.csv"), None, running)
    assert Reached(5, None, "Reading changes nothing.", 1.0) == running.reached


def test_rejects_file_is_named_after_what_is_in_it(ada: Caseapp) -> None:
    """Rejected rows of a workbook are CSV and those of an XML document lines of JSON, so no other name is suggested."""
    endings = {name: rejects_suffix(planned(ImportDesk(ada), SAMPLES / name).plan) for name in _SOURCES}
    assert _SOURCES == endings


@pytest.mark.usefixtures("folder")
def test_import_that_is_stopped_leaves_nothing(ada: Caseapp) -> None:
    """A batch is one unit: stopped half way, none of its rows is there; the plan can be carried out afterwards."""
    desk, stopped = ImportDesk(ada), Running()
    plan = planned(desk)
    reports: list[int] = []

    def stop_at_the_third(done: int, total: int | None = None, words: str = "", part: float | None = None) -> None:  # noqa: ARG001  # its shape
        reports.append(done)
        if done == 2:
            stopped.stop()

    stopped.report = stop_at_the_third  # type: ignore[method-assign]  # to stop at a known row
    with pytest.raises(Stopped, match="nothing was taken in"):
        desk.commit(plan, stopped)
    assert [0, 1, 2] == reports
    assert 0 == cases(ada)
    assert () == desk.past()

    assert {2: "C26-00001", 6: "C26-00002"} == dict(desk.commit(plan, Running())[0].cases)


@pytest.mark.usefixtures("folder")
async def test_stop_key_stops_an_import_under_way(ada: Caseapp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc in the progress window asks it to stop; the plan is still there, and says that nothing was taken in."""
    gate = threading.Event()
    commit = ImportDesk.commit

    def slow(desk: ImportDesk, plan: Planned, running: Running) -> object:
        gate.wait(10)
        return commit(desk, plan, running)

    monkeypatch.setattr(ImportDesk, "commit", slow)
    async with staged(StoreDesk(ada), size=(80, 24), start="imports") as stage:  # type: ignore[arg-type]  # any desk
        await go_to(stage, "new.csv")
        await stage.press("ctrl+s")
        await stage.pilot.press("ctrl+s")
        await stage.pilot.press("escape")
        gate.set()
        await settled(stage.pilot)

        assert "The import was stopped; nothing was taken in." == stage.said("#told")
        assert "Row 2 · + new" in stage.said("#row-text")
        assert 0 == cases(ada)


def test_path_is_completed(folder: Path) -> None:
    """The first folder or file that begins so, a folder with a slash; names that cannot be shown are left out."""
    assert f"{folder}/new.csv" == completion(f"{folder}/n")
    assert f"{folder}/old/" == completion(f"{folder}/ol")
    assert "photo.csv" == completion("ph")
    assert completion(f"{folder}/evil") is None
    assert completion("/no/such/folder/x") is None


def test_folder_lists_what_can_be_chosen(folder: Path) -> None:
    """The way up, folders, then files by name; hidden ones left out; what is no folder is told."""
    (folder / ".hidden").touch()
    (folder / "nowhere").symlink_to(folder / "gone")

    names = [entry.path.name for entry in entries_of(folder)]
    assert ["old", "evil\x1b[2J[bold]\u202e.csv", "half.csv", "new.csv", "nowhere", "photo.csv"] == names[1:]
    with pytest.raises(FileProblem, match="cannot be read"):
        entries_of(folder / "new.csv")
