"""Files that are no files of rows: each is refused with one sentence that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from caseapp.intake import files, open_import, plan_file
from caseapp.rules.errors import CaseappError, FileProblem, InvalidInput
from tests.intake.office import SUBMISSION_COLUMNS, TODAY, Office, a_submission, counts, csv_text

HEADING = ",".join(SUBMISSION_COLUMNS)
GOOD = csv_text(SUBMISSION_COLUMNS, [a_submission(summary="Fenêtre cassée – again")])


def refusal(office: Office, content: bytes) -> str:
    """The sentence with which a file is refused, when it is opened or when it is read."""
    path = office.write("file.csv", content)
    with pytest.raises(CaseappError) as caught:
        office.plan(path, "submissions")
    assert "\n" not in caught.value.sentence
    assert caught.value.sentence.startswith(str(path))
    return caught.value.sentence


def test_file_is_named_when_missing(tmp_path: Path) -> None:
    """A file that is not there is a problem with the file, not with what it holds."""
    with pytest.raises(FileProblem, match=r"There is no file .*nowhere\.csv"):
        open_import(tmp_path / "nowhere.csv")


def test_folder_is_refused_when_named_as_file(tmp_path: Path) -> None:
    """A folder holds files; one of them is to be named."""
    with pytest.raises(FileProblem, match="is a folder; name a file in it"):
        open_import(tmp_path)


def test_pipe_is_refused(tmp_path: Path) -> None:
    """What can be read only once cannot be recognised first and read afterwards."""
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(FileProblem, match="is not an ordinary file"):
        open_import(tmp_path / "pipe.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(office: Office) -> None:
    """A file without permission to read is named with the reason."""
    path = office.write("closed.csv", GOOD)
    path.chmod(0)

    with pytest.raises(FileProblem, match="Permission denied"):
        open_import(path)


@pytest.mark.parametrize(("content", "words"), [(b"", "is empty"), (b"\n\r\n  \n", "has no heading")])
def test_empty_file_is_refused(office: Office, content: bytes, words: str) -> None:
    """Neither nothing nor blank lines are a file of rows."""
    assert words in refusal(office, content)


def test_byte_order_mark_is_dropped(office: Office) -> None:
    """A byte order mark, as Excel writes one, is not part of the first column's name."""
    path = office.write("marked.csv", b"\xef\xbb\xbf" + GOOD.encode())

    assert "Fenêtre cassée – again" == office.only_case(path).summary


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_when_met(office: Office, encoding: str) -> None:
    """UTF-16, with a mark or without, is not guessed at: the sentence says what to save the file as."""
    assert "save" in (said := refusal(office, GOOD.encode(encoding)))
    assert "UTF-16" in said or "NUL" in said


def test_windows_1252_is_named_with_its_line(office: Office) -> None:
    """A byte that is not UTF-8 is named with its line, and the file is not read as something that it may not be."""
    said = refusal(office, GOOD.encode("cp1252"))

    assert "line 2: the byte 0xEA is not UTF-8" in said
    assert "Windows-1252" in said


def test_nul_bytes_are_refused(office: Office) -> None:
    """A NUL byte means that this is no text."""
    assert "line 2 holds a NUL byte" in refusal(office, f"{HEADING}\nweb,W\0-1\n".encode())


def test_endless_line_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is only read up to a limit, so that a file that is no file of rows cannot fill the memory."""
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)

    assert "line 2 is longer than 1,000 bytes" in refusal(office, f"{HEADING}\n{'x' * 2_000}".encode())


def test_unclosed_quote_is_named_with_its_line(office: Office) -> None:
    """A quote that is never closed swallows every row after it, so the whole file is refused."""
    rows = f'{GOOD}web,W-2,2026-03-30,,,,,,,,,,"Bin\nweb,W-3,2026-03-30,,,,,,,,,,Bin,,,,,,\n'

    assert "line 3: a quote is opened in this row and never closed" in refusal(office, rows.encode())


def test_heading_is_named_when_it_is_another(office: Office) -> None:
    """A file whose columns are not the profile's is refused with what is missing and what is there."""
    said = refusal(office, b"ID,Comments\n1,Bin\n")

    assert "no column submission_id and no column submitted_at" in said
    assert "“ID”, “Comments”" in said


def test_semicolons_are_suspected_when_heading_is_one_column(office: Office) -> None:
    """A heading in one piece is most likely separated by something else."""
    assert "something other than commas" in refusal(office, HEADING.replace(",", ";").encode())


def test_hostile_heading_is_refused(office: Office) -> None:
    """Thousands of columns are no heading, and escape codes in a heading do not reach the terminal."""
    assert "has 5,000 columns" in refusal(office, b",".join([b"x"] * 5_000))
    assert "\x1b" not in refusal(office, b"\x1b[2J\x1b]52;c;AAAA\x07name,other\n")


def test_file_is_refused_when_it_changes_meanwhile(office: Office) -> None:
    """A file that was replaced between its recognition and its reading is not read by the wrong columns."""
    path = office.submissions(a_submission())
    source = open_import(path)
    path.write_text("ID,Comments\n1,Bin\n", encoding="utf-8")

    with office.store.reading() as reader, pytest.raises(FileProblem, match="has changed while it was read"):
        plan_file(reader, source, today=TODAY)


def test_heading_alone_is_a_plan_without_rows(office: Office) -> None:
    """A day without submissions is no mistake."""
    plan = office.plan(office.submissions())

    assert counts() == plan.counts
    assert 0 == plan.rows_read


def test_file_problem_is_not_invalid_input() -> None:
    """The two kinds of refusal stay apart: one is mended in the folder, the other in the file."""
    assert not issubclass(FileProblem, InvalidInput)
