"""The file of rejected rows: as they were, with the reasons, and fit to be imported again once mended."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pytest

from caseapp.intake import write_rejects
from caseapp.rules.errors import FileProblem, InvalidInput
from tests.intake.office import SAMPLES, SUBMISSION_COLUMNS, Office, a_govuk_answer, a_submission, counts


def test_row_is_as_it_was_with_number_and_reasons(office: Office) -> None:
    """The original cells are untouched, hostile ones among them; two columns of caseapp's come before them."""
    hostile = a_submission(kind="complant", summary='=1+1\n"quoted", with comma', name="'07700\x1b[2J")
    plan = office.plan(office.submissions(a_submission(), hostile))
    path = office.folder / "rejects.csv"

    assert 1 == write_rejects(path, [plan])

    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert ["caseapp_row", "caseapp_reasons", *SUBMISSION_COLUMNS] == list(row)
    assert ("3", "kind “complant” is not one of complaint, compliment, service-request, not-ours.") == (
        row["caseapp_row"],
        row["caseapp_reasons"],
    )
    assert {name: row[name] for name in hostile} == hostile


def test_mended_rejects_go_in(office: Office) -> None:
    """The file of rejected rows is itself a file to import: as it is everything is rejected, mended it is taken."""
    office.take(SAMPLES / "submissions-bad.csv")
    path = office.folder / "rejects.csv"
    write_rejects(path, [office.plan(SAMPLES / "submissions-bad.csv")])

    again = office.plan(path)
    text = path.read_text(encoding="utf-8")
    mended = office.write("mended.csv", text.replace("2126-03-05", "2026-03-05").replace("2026-03-06", "2026-03-05"))

    assert counts(rejected=4) == again.counts
    assert counts(new=2, rejected=2) == office.take(mended).counts


def test_rejects_of_rejects_have_the_columns_once(office: Office) -> None:
    """A second round does not add caseapp's columns to caseapp's columns."""
    first, second = office.folder / "first.csv", office.folder / "second.csv"
    write_rejects(first, [office.plan(SAMPLES / "submissions-bad.csv")])
    write_rejects(second, [office.plan(first)])

    headings = [path.read_text(encoding="utf-8").splitlines()[0] for path in (first, second)]
    assert headings[0] == headings[1]


def test_row_with_too_many_cells_keeps_them_all(office: Office) -> None:
    """The cells of a row that does not fit its heading stand where they stood."""
    path = office.folder / "rejects.csv"
    write_rejects(path, [office.plan(SAMPLES / "submissions-bad.csv")])

    with path.open(encoding="utf-8", newline="") as file:
        cells = next(row for row in csv.reader(file) if "S-2003" in row)
    assert ["Bins", " and more bins"] == cells[cells.index("Waste") + 2 : cells.index("Waste") + 4]
    assert 2 + 20 == len(cells)


def test_json_lines_come_back_as_objects(office: Office) -> None:
    """Each object has two keys more; a line that is none is kept as text."""
    path = office.folder / "rejects.jsonl"
    source = SAMPLES / "submissions-bad.jsonl"

    assert 5 == write_rejects(path, [office.plan(source)])

    objects = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines = source.read_text(encoding="utf-8").splitlines()
    assert [2, 3, 4, 6, 7] == [row["caseapp_row"] for row in objects]
    assert lines[1:4] == [row["caseapp_original"] for row in objects[:3]]
    assert json.loads(lines[5]) == {key: value for key, value in objects[3].items() if not key.startswith("caseapp_")}
    assert counts(rejected=5) == office.plan(path, "submissions").counts


def test_json_line_is_untouched_but_for_the_keys(office: Office) -> None:
    """Numbers keep their noughts and escapes their form, the first time; in any later round the texts are the same."""
    line = '{"submission_id":"W-1",  "submitted_at": "x", "summary": 1.10, "name": "\\u00e9"}'
    first, second = office.folder / "first.jsonl", office.folder / "second.jsonl"
    write_rejects(first, [office.plan(office.write("one.jsonl", f"{line}\n"))])
    write_rejects(second, [office.plan(first)])

    assert first.read_text(encoding="utf-8").startswith(f'{line.removesuffix("}")}, "caseapp_row": 1, ')
    again = json.loads(second.read_text(encoding="utf-8"))
    assert {"submission_id": "W-1", "submitted_at": "x", "summary": "1.10", "name": "é"}.items() <= again.items()


def test_mended_json_lines_go_in(office: Office) -> None:
    """An object that was mended is taken, whatever keys caseapp gave it."""
    path = office.folder / "rejects.jsonl"
    write_rejects(path, [office.plan(office.json_lines(a_submission(submitted_at="yesterday", name="Zoë\ud800")))])

    mended = office.write("mended.jsonl", path.read_text(encoding="utf-8").replace("yesterday", "2026-03-30"))

    case = office.only_case(mended)
    assert ("Zoë", "") == (case.name, case.details)


def test_existing_file_is_not_overwritten(office: Office) -> None:
    """A file of that name may hold the rows that somebody is mending."""
    path = office.write("rejects.csv", "precious")
    plan = office.plan(SAMPLES / "submissions-bad.csv")

    with pytest.raises(FileProblem, match="is there already; name another file"):
        write_rejects(path, [plan])
    assert "precious" == path.read_text(encoding="utf-8")


def test_unwritable_place_is_a_problem_with_the_file(office: Office) -> None:
    """A folder that is not there is said to be so."""
    with pytest.raises(FileProblem, match="cannot be written to"):
        write_rejects(office.folder / "none" / "rejects.csv", [office.plan(SAMPLES / "submissions-bad.csv")])


def test_nothing_rejected_makes_no_file(office: Office) -> None:
    """An empty file would only raise the question what it means."""
    path = office.folder / "rejects.csv"

    assert 0 == write_rejects(path, [office.plan(SAMPLES / "submissions-good.csv")])
    assert not path.exists()


def test_only_the_owner_may_read_it(office: Office) -> None:
    """It holds what people wrote to the council."""
    path = office.folder / "rejects.csv"
    write_rejects(path, [office.plan(SAMPLES / "submissions-bad.csv")])

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_files_of_one_form_share_a_file(office: Office) -> None:
    """The rows of several files with the same columns are mended together."""
    plans = [office.plan(office.govuk(a_govuk_answer(on="soon"), name=name)) for name in ("monday.csv", "tuesday.csv")]

    assert 2 == write_rejects(office.folder / "rejects.csv", plans)


def test_files_of_different_columns_do_not(office: Office) -> None:
    """Cells under the wrong heading would be mended into the wrong field."""
    plans = [office.plan(SAMPLES / name) for name in ("submissions-bad.csv", "case_history_bad.csv")]

    with pytest.raises(InvalidInput, match="have different columns, so their rejected rows cannot share a file"):
        write_rejects(office.folder / "rejects.csv", plans)
    assert not (office.folder / "rejects.csv").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_rejects_that_cannot_be_written_leave_no_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk half way: what was written goes, so that the next attempt does not find it in its way."""
    plan = office.plan(office.submissions(a_submission(kind="complant")))
    path = office.folder / "rejects.csv"

    def begun_on_a_full_disk(name: Path) -> int:
        name.touch()
        return os.open("/dev/full", os.O_WRONLY)

    with monkeypatch.context() as patched:
        patched.setattr("caseapp.intake.rejects._new_private", begun_on_a_full_disk)
        with pytest.raises(FileProblem, match="No space left on device"):
            write_rejects(path, [plan])

    assert not path.exists()
    assert 1 == write_rejects(path, [plan])
