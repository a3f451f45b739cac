"""Rows as the two formats hold them: broken ones are reported where they stand, and the ones after them are read."""

from __future__ import annotations

import csv

import pytest

from caseapp.intake.cells import LONGEST_TEXT
from caseapp.rules.vocabulary import Verdict
from tests.intake.office import SUBMISSION_COLUMNS, Office, a_submission, counts, csv_text

HEADING = ",".join(SUBMISSION_COLUMNS)
AFTER = csv_text(SUBMISSION_COLUMNS, [a_submission(submission_id="W-9")]).splitlines()[1]
"""A good row, to see that it is still read."""


def verdicts(office: Office, *lines: str) -> list[tuple[int, Verdict]]:
    """Number and verdict of the rows below the native heading, the good row being the last."""
    path = office.write("rows.csv", "\n".join([HEADING, *lines, AFTER, ""]))
    plan = office.plan(path)
    assert plan.rows_read == plan.counts.total
    return [(row.number, row.verdict) for row in plan.rows]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("web,W-1,2026-03-30,,,,,,,,Waste,,Bins, and more bins,,,,,,", "The row has 20 cells and the heading 19"),
        ("web,W-1,2026-03-30", "The row has 3 cells and the heading 19"),
        ('web,W-1,2026-03-30,,,,,,,,Waste,,"say "hi" now",,,,,,', "The quotes of the row do not add up"),
        ("web,W-1\r,2026-03-30,,,,,,,,Waste,,Bins,,,,,,", "a carriage return outside quotes"),
    ],
)
def test_misfitting_row_is_rejected_and_never_shifted(office: Office, line: str, words: str) -> None:
    """A cell too many or too few, or a quote that was not doubled, rejects that row and no other."""
    path = office.write("rows.csv", f"{HEADING}\n{line}\n{AFTER}")

    broken, good = office.plan(path).rows

    assert Verdict.REJECTED is broken.verdict
    assert words in broken.reasons[0]
    assert (3, Verdict.NEW) == (good.number, good.verdict)


def test_empty_rows_are_skipped_and_counted(office: Office) -> None:
    """Blank lines and rows of blank cells are no submissions, and the count of rows still adds up."""
    blank = "," * (len(SUBMISSION_COLUMNS) - 1)

    assert [(2, Verdict.SKIPPED), (3, Verdict.SKIPPED), (4, Verdict.SKIPPED), (5, Verdict.NEW)] == verdicts(
        office, blank, "", " , , "
    )


def test_row_number_is_the_spreadsheets_when_cells_hold_lines(office: Office) -> None:
    """A cell with line feeds is one row, as it is in a spreadsheet; the heading is row 1."""
    cell = a_submission(submission_id="W-1", details="One\nTwo\r\nThree")
    path = office.submissions(cell, a_submission(submission_id=""))

    assert [(2, Verdict.NEW), (3, Verdict.REJECTED)] == [(row.number, row.verdict) for row in office.plan(path).rows]


def test_line_feeds_in_cells_are_kept(office: Office) -> None:
    """Line feeds within quotes are part of the text."""
    case = office.only_case(office.submissions(a_submission(details="One\r\nTwo\n\nThree")))

    assert "One\nTwo\n\nThree" == case.details


def test_enormous_cell_is_rejected(office: Office) -> None:
    """A cell of ten million characters rejects its row, and the row after it is read."""
    path = office.submissions(a_submission(details="x" * 10_000_000), a_submission(submission_id="W-2"))

    plan = office.plan(path)

    assert counts(new=1, rejected=1) == plan.counts
    assert f"is longer than {LONGEST_TEXT:,} characters" in plan.rows[0].reasons[0]
    assert len(plan.rows[0].reasons[0]) < 300


def test_repeated_question_is_told_apart(office: Office) -> None:
    """A form that asks the same question twice loses neither answer."""
    text = "Reference,Submitted at,Comments,Comments\nK7QW2M9X,2026-03-30T09:15:27+01:00,First,Second\n"

    assert "Comments: First\nComments (2): Second" == office.only_case(office.write("twice.csv", text)).details


def test_column_without_a_name_keeps_its_answers(office: Office) -> None:
    """A heading cell that is blank still has a column below it."""
    text = "Reference,Submitted at,,\nK7QW2M9X,2026-03-30T09:15:27+01:00,Bin,\n"

    assert "Column 3: Bin" == office.only_case(office.write("nameless.csv", text)).details


def test_no_break_space_in_heading_is_a_space(office: Office) -> None:
    """Legacy exports have no-break spaces in their headings."""
    text = "Reference,Submitted\u00a0at,Summary\nK7QW2M9X,2026-03-30T09:15:27+01:00,Bin\n"

    assert "Bin" == office.only_case(office.write("spaces.csv", text)).summary


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"submission_id": "W-1", "summary": ', "not JSON from character 37 on"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"submission_id": "W-1", "submission_id": "W-2"}', "the same key twice"),
        ('{"submission_id": "W-1", "summary": ["a"]}', "summary holds a list or an object"),
        ('{"submission_id": "W-1", "summary": NaN}', "a number that is none"),
        (f'{{"summary": {"[" * 100_000}', "nested too deeply"),
        ("\u2028{}x", "not JSON"),
    ],
)
def test_broken_line_is_rejected(office: Office, line: str, words: str) -> None:
    """A line that is no object rejects itself alone."""
    good = '{"submission_id": "W-9", "submitted_at": "2026-03-30", "summary": "Bin"}'
    path = office.write("lines.jsonl", f"{good}\n{line}\n\n{good.replace('W-9', 'W-8')}\n")

    plan = office.plan(path)

    assert counts(new=2, rejected=1, skipped=1) == plan.counts
    assert words in plan.rows[1].reasons[0]
    assert [1, 2, 3, 4] == [row.number for row in plan.rows]


def test_numbers_in_json_stay_as_written(office: Office) -> None:
    """A number is not rounded on its way: long references and amounts with noughts at the end survive."""
    path = office.write(
        "numbers.jsonl",
        '{"submission_id": 12345678901234567890123, "submitted_at": "2026-03-30", "summary": 1.10, '
        '"raised_before": true}\n',
    )

    case = office.only_case(path)

    assert ("12345678901234567890123", "1.10", "true") == (case.submission, case.summary, case.raised_before)


def test_field_limit_of_csv_is_no_obstacle(office: Office) -> None:
    """Python's own limit on a cell is lower than what a complaint may be long."""
    csv.field_size_limit(131_072)  # what it is in a fresh process

    case = office.only_case(office.submissions(a_submission(details="é" * 90_000)))

    assert 90_000 == len(case.details)
