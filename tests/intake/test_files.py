"""Files that are no files of rows: each is refused with one sentence that says what to do."""

from __future__ import annotations

import os
import tracemalloc
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.intake import files, open_import, plan_file
from caseapp.intake.formats import csv_rows
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


def peak_memory(work: Callable[[], object]) -> int:
    """The most bytes that were in use at once while something was done."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def open_columns(office: Office, content: bytes) -> tuple[str, ...]:
    """The names of a file's columns, whatever it is."""
    return csv_rows.heading(files.TextFile(office.write("file.csv", content))).names


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


def test_nul_bytes_are_refused(office: Office) -> None:
    """A NUL byte means that this is no text."""
    assert "line 2 holds a NUL byte" in refusal(office, f"{HEADING}\nweb,W\0-1\n".encode())


def test_endless_line_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is only read up to a limit, so that a file that is no file of rows cannot fill the memory."""
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)

    assert "line 2 is longer than 1,000 characters" in refusal(office, f"{HEADING}\n{'x' * 2_000}".encode())


def test_unclosed_quote_is_named_with_its_line(office: Office) -> None:
    """A quote that is never closed swallows every row after it, so the whole file is refused."""
    rows = f'{GOOD}web,W-2,2026-03-30,,,,,,,,,,"Bin\nweb,W-3,2026-03-30,,,,,,,,,,Bin,,,,,,\n'

    assert "line 3: a quote is opened in this row and never closed" in refusal(office, rows.encode())


def test_unclosed_quote_does_not_fill_the_memory(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is only read up to a limit, over however many lines it goes."""
    monkeypatch.setattr(files, "LONGEST_LINE", 300_000)
    rows = f'{GOOD}web,W-2,2026-03-30,,,,,,,,,,"Bin\n' + "web,W-3,2026-03-30,,,,,,,,,,Bin,,,,,,\n" * 40_000

    peak = peak_memory(lambda: refusal(office, rows.encode()))

    assert "line 3: a quote is opened in this row and never closed" in refusal(office, rows.encode())
    assert peak < 12_000_000


def test_endless_row_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a row read whose cells are each of a lawful length and have no end."""
    monkeypatch.setattr(files, "LONGEST_LINE", 300_000)

    assert "line 2: a quote is opened" in refusal(office, f"{HEADING}\n".encode() + b'"a\n",' * 300_000)


def test_half_a_file_is_refused_or_its_last_row_rejected(office: Office) -> None:
    """A file that was cut off is never imported as if it were whole: the cut row is not taken for a shorter one."""
    whole = csv_text(SUBMISSION_COLUMNS, [a_submission(), a_submission(submission_id="W-2", details="One, two")])
    in_quotes, between = whole.index("One, two") + 3, whole.index("W-2") + 12

    assert "or fetch the file again if it was cut off" in refusal(office, whole[:in_quotes].encode())
    assert counts(new=1, rejected=1) == office.plan(office.write("half.csv", whole[:between]), "submissions").counts


def test_heading_is_named_when_it_is_another(office: Office) -> None:
    """A file whose columns are not the profile's is refused with what is missing and what is there."""
    said = refusal(office, b"ID,Comments\n1,Bin\n")

    assert "no column submission_id and no column submitted_at" in said
    assert "“ID”, “Comments”" in said


def test_delimiter_is_suspected_when_heading_is_one_column(office: Office) -> None:
    """A heading in one piece is most likely separated by something that is not looked for."""
    assert "something other than commas" in refusal(office, HEADING.replace(",", ":").encode())


def test_million_columns_are_refused_in_bounded_memory(office: Office) -> None:
    """A heading of a million columns is none, and a row of as many is rejected as the one text that it is."""
    heading, row = b"x," * 999_999 + b"x\n", GOOD.encode() + b"," * 999_999 + b"x\n"
    path = office.write("row.csv", row)

    assert "has 1,000,000 columns; the most is 1,000" in refusal(office, heading)
    plan = office.plan(path, "submissions")

    assert "The row has 1,000,000 cells and the heading 19" in plan.rows[1].reasons[0]
    assert 1 == len(plan.rows[1].original or ())
    assert peak_memory(lambda: refusal(office, heading)) < 60_000_000


def test_heading_of_one_name_a_thousand_times_is_told_apart_quickly(office: Office) -> None:
    """Telling columns of one name apart does not take the square of their number."""
    names = open_columns(office, b",".join([b"x"] * 1_000) + b"\n")

    assert ("x", "x (2)", "x (1000)") == (names[0], names[1], names[-1])


def test_hostile_heading_is_refused(office: Office) -> None:
    """Escape codes in a heading do not reach the terminal."""
    assert "\x1b" not in refusal(office, b"\x1b[2J\x1b]52;c;AAAA\x07name,other\n")


def test_file_is_refused_when_it_changes_meanwhile(office: Office) -> None:
    """A file that was replaced between its recognition and its reading is not read by the wrong columns."""
    path = office.submissions(a_submission())
    source = open_import(path)
    path.write_text("ID,Comments\n1,Bin\n", encoding="utf-8")

    with office.store.reading() as reader, pytest.raises(FileProblem, match="has changed while it was read"):
        plan_file(reader, source, today=TODAY)


def test_file_that_grows_is_refused(office: Office) -> None:
    """A file that is still being written is not taken as it was at some moment, and reading it comes to an end."""
    row = GOOD.splitlines()[1]
    path = office.write("growing.csv", f"{HEADING}\n" + f"{row}\n" * 10_000)
    source = open_import(path, "submissions")

    with path.open("ab", buffering=0) as file:
        grown = (file.write(f"{row}\n".encode()) for _ in source.rows())
        with pytest.raises(FileProblem, match="has changed while it was read; import it again when it is whole"):
            deque(grown, maxlen=0)


def test_device_is_refused() -> None:
    """What never ends is no file."""
    with pytest.raises(FileProblem, match="is not an ordinary file"):
        open_import(Path("/dev/zero"))


def test_reading_does_not_hold_the_file(office: Office) -> None:
    """Rows are handed on as they are read: memory does not grow with the file."""
    path = office.write("long.csv", f"{HEADING}\n" + f"{GOOD.splitlines()[1]}\n" * 80_000)
    source = open_import(path, "submissions")

    assert peak_memory(lambda: deque(source.rows(), maxlen=0)) < 5_000_000 < path.stat().st_size


def test_heading_alone_is_a_plan_without_rows(office: Office) -> None:
    """A day without submissions is no mistake."""
    plan = office.plan(office.submissions())

    assert counts() == plan.counts
    assert 0 == plan.rows_read


def test_file_problem_is_not_invalid_input() -> None:
    """The two kinds of refusal stay apart: one is mended in the folder, the other in the file."""
    assert not issubclass(FileProblem, InvalidInput)
