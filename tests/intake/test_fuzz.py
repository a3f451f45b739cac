"""Damaged files by the hundred, and what more brought to light; ``tests.intake.fuzz`` tries them in thousands."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.intake import layout, meanings, open_import, write_rejects
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded
from tests.intake import fuzz, promises
from tests.intake.mutations import SAMPLE_BYTES, WAYS, damaged, ways_of
from tests.intake.office import Office, a_submission, counts, csv_text
from tests.intake.workbooks import COLUMNS, sheet, workbook

SEED, FILES = 2026, 100
MATCHES = {"submission_id": "submission_id", "submitted_at": "submitted_at"}
LONG = "x" * 2_001
"""A character longer than the name of a column may be."""


@pytest.fixture
def checker(office: Office) -> Iterator[promises.Checker]:
    """A store that is watched while files are imported into it."""
    with closing(promises.Checker(office)) as checker:
        yield checker


def test_damaged_files_break_no_promise(checker: promises.Checker) -> None:
    """Each is refused with a sentence, or every row of it is accounted for; and it goes in whole or not at all."""
    planned = 0
    for number in range(FILES):
        tested = fuzz.trial(SEED, number)
        name = f"damaged.{tested.sample.rpartition('.')[2]}"
        planned += checker.check(name, tested.content, tested.how, is_kept=tested.is_kept) is not None

    assert FILES / 4 < planned < FILES, "files that are all refused, or none, try little"
    checker.require_sound()


def test_file_of_a_number_is_always_the_same() -> None:
    """What broke a promise can be tried again by its seed and number."""
    assert fuzz.trial(1, 7) == fuzz.trial(1, 7) != fuzz.trial(1, 8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sample=st.sampled_from(sorted(SAMPLE_BYTES)),
    ways=st.lists(st.sampled_from(sorted(WAYS.keys() - {"huge"})), min_size=1, max_size=5),
    seed=st.integers(0, 1_000),
    named=st.booleans(),
)
def test_any_ways_of_damage_together_break_no_promise(
    checker: promises.Checker, sample: str, ways: list[str], seed: int, *, named: bool
) -> None:
    """Whatever was done to a file before, in whatever order."""
    content = damaged(SAMPLE_BYTES[sample], ways, Random(seed))  # noqa: S311  # to be repeated, not to be secret
    how = {"profile": fuzz.profile_of(sample) if named else None}

    checker.check(f"damaged.{sample.rpartition('.')[2]}", content, how)


@pytest.mark.parametrize("sample", sorted(SAMPLE_BYTES))
def test_every_sample_can_be_damaged(sample: str) -> None:
    """In the ways that know what they damage something is different afterwards, and the rest is still there."""
    knowing = next(way for way, often in ways_of(sample).items() if often > 1)
    dice = Random(1)  # noqa: S311  # to be repeated, not to be secret
    content = SAMPLE_BYTES[sample]

    assert any(damaged(content, [knowing], dice) not in {content, b""} for _ in range(3))


# That the checks themselves see what they are for.


def test_broken_promise_is_seen_when_a_plan_writes(office: Office, checker: promises.Checker) -> None:
    """Whatever is written during a plan, by anybody, shows."""
    with closing(sqlite3.connect(promises.file_of(office.store))) as other:
        before = checker._version()
        other.execute("CREATE TABLE sneaked_in (x)")
        other.commit()

    assert before != checker._version()


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("a.csv", csv_text(["submission_id", "submitted_at", "summary"], [a_submission()] * 0), 0),
        ("a.csv", "\n\nsubmission_id,submitted_at,summary\n1,2,3\n\n4,5,6\n", 3),
        ("a.jsonl", f"{json.dumps(a_submission())}\n\n{{}}\n", 3),
        ("open311-good.json", SAMPLE_BYTES["open311-good.json"].decode(), 4),
        ("open311-good.xml", SAMPLE_BYTES["open311-good.xml"].decode(), 4),
    ],
)
def test_rows_are_counted_otherwise(office: Office, name: str, content: str, rows: int) -> None:
    """The standard library counts the rows of a file without caseapp's readers."""
    profile = None if "open311" in name else "submissions"
    source = open_import(office.write(name, content), profile)

    assert rows == promises.counted_otherwise(source, content.encode())


@pytest.mark.parametrize("sentence", ["", "two\nlines", "\x1b[2J", "x" * 3_000])
def test_unclear_sentence_is_seen(sentence: str) -> None:
    """Nothing said, several lines, what a terminal acts on, or no end of it."""
    with pytest.raises(promises.BrokenPromise):
        promises.require_clear(sentence)


# What was found.


@pytest.mark.parametrize(("longest", "is_taken"), [(2_000, True), (2_001, False)])
def test_heading_is_refused_when_it_is_a_text(office: Office, longest: int, *, is_taken: bool) -> None:
    """A cell of megabytes in the heading would be compared with every wording of every profile, for minutes."""
    text = f"Reference,Submitted at,{'x' * longest}\nK7QW2M9X,2026-03-30,Bin\n"

    if is_taken:
        assert counts(new=1) == office.plan(office.write("long.csv", text)).counts
        return
    with pytest.raises(InvalidInput, match="a cell of its heading has 2,001 characters, and the name of a column at"):
        office.plan(office.write("long.csv", text))


def test_heading_of_a_workbook_is_refused_when_it_is_a_text(office: Office) -> None:
    """So it is in a sheet."""
    path = office.write("long.xlsx", workbook(sheet([[], [*COLUMNS, LONG]])))

    with pytest.raises(InvalidInput, match="a cell of its heading, row 2, has 2,001 characters"):
        office.plan(path)


def test_line_is_rejected_when_a_name_in_it_is_a_text(office: Office) -> None:
    """The lines after the first may have other names, which are compared as the columns of a heading are."""
    plan = office.plan(office.json_lines(a_submission(), {**a_submission(), LONG: "x"}))

    assert ("A name in the line is longer than 2,000 characters; that is no submission.",) == plan.rows[1].reasons


def test_line_is_rejected_when_it_has_too_many_names(office: Office) -> None:
    """As many as a heading may have columns."""
    plan = office.plan(office.json_lines(a_submission(), {f"q{number}": "" for number in range(1_001)}))

    assert ("The line has more than 1,000 names; that is no submission.",) == plan.rows[1].reasons


@pytest.mark.parametrize(
    ("sample", "column"),
    [
        ("drupal-webform-good.csv", "Is draft"),
        ("fixmystreet-good.csv", "Site Used"),
        ("gravity-forms-good.csv", "Services (Waste)"),
        ("icasework-good.csv", "CaseStatusReceipt.Method"),
    ],
)
def test_cell_is_not_compared_with_words_when_it_is_a_text(
    office: Office, monkeypatch: pytest.MonkeyPatch, sample: str, column: str
) -> None:
    """Whether a row is a draft, an option ticked or a channel known is asked of words, not of a cell of megabytes."""
    lengths: list[int] = []

    def watched(text: str) -> str:
        lengths.append(len(text))
        return folded(text)

    rows: list[dict[str, Any]] = list(csv.DictReader(SAMPLE_BYTES[sample].decode("utf-8-sig").splitlines()))
    assert column in rows[0]
    path = office.write("long.csv", csv_text([*rows[0]], [{**rows[0], column: LONG * 10}]))
    monkeypatch.setattr(meanings, "folded", watched)
    monkeypatch.setattr(layout, "folded", watched)

    plan = office.plan(path)

    assert 1 == plan.rows_read
    assert 2_000 >= max(lengths)


def test_rejects_are_read_by_their_own_heading(office: Office) -> None:
    """Whatever the columns of a form hold, what caseapp wrote is separated as caseapp wrote it."""
    heading = ["submission_id", "submitted_at", "summary", odd := "a;submission_id;submitted_at;Reference;b"]
    row = {"submission_id": "W-1", "submitted_at": "x", "summary": "y", odd: "1;2;3;4"}
    path = office.write("odd.csv", csv_text(heading, [row]))
    rejects = office.folder / "rejects.csv"

    assert 1 == write_rejects(rejects, [office.plan(path, "govuk-forms", delimiter=",", matches=MATCHES)])

    assert counts(rejected=1) == office.plan(rejects, "govuk-forms", matches=MATCHES).counts


def test_row_too_short_is_not_told_to_quote_its_delimiter(office: Office) -> None:
    """A cell too few comes of a line end or of half a file; a cell too many of a delimiter."""
    text = "submission_id,submitted_at,summary\nW-1,2026-03-30\nW-2,2026-03-30,a,b\n"
    short, long = office.plan(office.write("rows.csv", text), "submissions").rows

    assert short.reasons[0].endswith("; a cell with a line end in it needs quotes, or the row was cut off.")
    assert long.reasons[0].endswith("; a cell with a comma in it needs quotes.")


def test_wrong_profile_says_what_it_reads(office: Office) -> None:
    """A file in a form that the profile named does not read is refused with what it does read."""
    path = office.write("open311-good.xml", SAMPLE_BYTES["open311-good.xml"])

    with pytest.raises(InvalidInput, match=r"looks like XML, which .* it reads CSV\. Name another profile, or none\."):
        office.plan(path, "case-history")
