"""Profiles drafted from a heading: they can be read, say how each line was found, and hold nobody's data."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from caseapp.intake import open_import
from caseapp.intake.profile import Profile, Subject
from caseapp.intake.profile_file import parse
from caseapp.intake.shapes import order_of, shape_of
from caseapp.intake.shelf import shelf
from caseapp.intake.suggest import suggest
from tests.intake.office import SAMPLES, csv_text

GOOD = sorted(path.name for path in SAMPLES.iterdir() if "good" in path.name)


def drafted(folder: Path, *heading: str, rows: Sequence[Sequence[str]] = ()) -> tuple[str, Profile]:
    """The draft for a file of these columns, as text and as caseapp reads it."""
    path = folder / "our_form_2026-03-30.csv"
    filled = [dict(zip(heading, row, strict=True)) for row in rows]
    path.write_text(csv_text(heading, filled), encoding="utf-8")
    text = suggest(path)
    return text, parse(text, "draft")


@pytest.mark.parametrize("sample", GOOD)
def test_draft_of_every_sample_can_be_read(sample: str) -> None:
    """Whatever the format, the draft is a profile with a name of its own and the fields that such rows need."""
    profile = parse(suggest(SAMPLES / sample), sample)

    assert profile.name not in {known.name for known in shelf().profiles}
    assert profile.required
    assert set(profile.required) <= set(profile.questions)


@pytest.mark.parametrize("sample", GOOD)
def test_draft_holds_nothing_of_what_people_wrote(sample: str) -> None:
    """Of the rows only what the columns look like is told."""
    source = open_import(SAMPLES / sample)
    with closing(source.rows()) as rows:
        cells = {cell for row in islice(rows, 20) for cell in row.cells.values() if len(cell) > 5 and " " in cell}
    cells = {cell for cell in cells if not any(cell in name for name in source.heading.names)}

    text = suggest(SAMPLES / sample)
    assert cells
    assert not [cell for cell in cells if cell in text]


def test_columns_are_given_to_the_fields_they_are_like(tmp_path: Path) -> None:
    """By the wordings of every profile, each with its score and what the first rows look like."""
    text, profile = drafted(
        tmp_path,
        *("Complaint reference", "Date submitted", "Your email", "Which bin was it?"),
        rows=[("A1B2C3", "2026-03-30 10:00", "aoife@example.org", "the green one")],
    )

    assert ("Your email",) == profile.questions["email"]
    assert "of 100 like “Email” of" in text
    assert "looks like an e-mail address" in text
    assert "#   “Which bin was it?” looks like short text" in text


def test_field_that_was_not_found_is_asked_for(tmp_path: Path) -> None:
    """Without a reference of its own no row can be told from its repeat: the likely columns are named."""
    text, profile = drafted(tmp_path, "Ticket", "Submitted at", "Ward", rows=[("TK-0001", "2026-03-30", "Abbey")])

    assert ("submitted_at",) == profile.required
    assert "# submission_id: which column is a reference of the form's own?" in text
    assert "Perhaps “Ticket”." in text


def test_question_in_parts_is_drafted_as_one(tmp_path: Path) -> None:
    """The parts are named once, and what stands before them."""
    _, profile = drafted(tmp_path, "Reference", "Submitted at", "Your name: First name", "Your name: Last name")

    assert (("Your name",), ("First name", "Last name"), ": ") == (
        profile.questions["name"],
        profile.parts["name"],
        profile.joint,
    )


def test_drafts_are_skipped_when_a_column_tells_them(tmp_path: Path) -> None:
    """What somebody began and never sent is no complaint."""
    _, profile = drafted(tmp_path, "Reference", "Submitted at", "Is draft")

    assert ["Is draft"] == [skip.column for skip in profile.skips]


def test_case_history_is_drafted_as_such(tmp_path: Path) -> None:
    """Columns of the stages of a case are those of an old tracker."""
    _, profile = drafted(tmp_path, "Received on", "Summary", "Stage1 responded on", "Stage1 outcome")

    assert Subject.CASE_HISTORY is profile.subject
    assert ("received_on", "summary") == profile.required


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["27/03/2026", "01/04/2026"], "day-month-year"),
        (["3/30/26 9:15", "4/1/26 9:15"], "month-day-year"),
        (["01/04/2026", "02/04/2026"], None),
        (["27/03/2026", "03/27/2026"], None),
        (["2026-03-30"], None),
    ],
)
def test_order_of_dates_is_said_only_when_a_number_tells(dates: list[str], order: str | None) -> None:
    """dd/mm or mm/dd is told by a number above twelve, and by nothing else."""
    assert order == order_of(dates)


def test_order_of_dates_is_left_open_in_the_draft_when_the_rows_do_not_tell(tmp_path: Path) -> None:
    """Then such dates are rejected until a person has said it."""
    text, profile = drafted(tmp_path, "Reference", "Date of incident", rows=[("A1B2C3", "01/04/2026")])

    assert "year-month-day" == profile.date_order
    assert '# date_order = "day-month-year"' in text
    assert "day first or month first: the first rows do not say" in text


@pytest.mark.parametrize(
    ("cells", "shape"),
    [
        (["", " "], "blank in the first rows"),
        (["aoife@example.org", ""], "an e-mail address"),
        (["2026-03-30T09:15:27+01:00"], "a moment, ISO 8601"),
        (["27/03/2026"], "a date, day first"),
        (["1774862127"], "seconds since 1970"),
        (["07700 900123"], "a telephone number"),
        (["AB1 2CD"], "a postcode"),
        (["41", "42"], "a whole number"),
        (["Waste;Planning", "Waste;"], "several answers with ; between them"),
        (["yes", "No"], "yes or no"),
        (["K7QW2M9X"], "a reference"),
        (["Bin missed"], "short text"),
        (["x" * 100_000], "long text"),
    ],
)
def test_shape_tells_what_cells_look_like(cells: list[str], shape: str) -> None:
    """In words that hold nothing of the cells."""
    assert shape == shape_of(cells)


def test_draft_imports_the_file_it_was_made_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put into the folder of one's own profiles, it is recognised before the shipped one, which tells less."""
    monkeypatch.setenv("CASEAPP_PROFILES", str(tmp_path))
    sample = SAMPLES / "govuk_forms_complaints_2026-03-31.csv"
    (tmp_path / "ours.toml").write_text(suggest(sample), encoding="utf-8")

    assert "govuk-forms-complaints" == open_import(sample).profile.name


def test_heading_that_quotes_and_escapes_is_drafted(tmp_path: Path) -> None:
    """A heading may hold what TOML and terminals take for something else."""
    _, profile = drafted(tmp_path, 'Your "name" \\ #1', "Reference", "Submitted at\x1b[2J", "Naïve? “yes”")

    assert "Submitted at" in profile.recognised_by
    assert 'Your "name" \\ #1' in {*profile.recognised_by, *(w for words in profile.questions.values() for w in words)}
