"""Profiles on the command line: listed, explained, copied, drafted; and columns matched and remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caseapp.resources import fixtures_dir

HEADING = "Reference,Submitted at,What is the complaint about?"
ROW = "AAAA1111,2024-04-05T09:15:27+01:00,Bin missed"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one's own profiles."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    monkeypatch.setenv("CASEAPP_PROFILES", str(folder))
    return folder


@pytest.fixture
def daily(tmp_path: Path) -> Path:
    """A file with a question in other words."""
    path = tmp_path / "daily.csv"
    path.write_text(f"{HEADING}\n{ROW}\n", encoding="utf-8")
    return path


def test_profiles_are_listed_with_what_they_read(anywhere: Any) -> None:
    """Name, title, formats and a command to try."""
    said = anywhere("import", "profiles")

    assert "govuk-forms: GOV.UK Forms. The CSV files of GOV.UK Forms" in said.out
    assert "Formats: csv, jsonl" in said.out
    assert "Example: caseapp import submissions.csv --profile submissions --dry-run" in said.out


def test_profile_is_explained_when_it_is_named(anywhere: Any) -> None:
    """Where it is, what tells it, what a row's key is, how dates are read, and which headings mean what."""
    said = anywhere("import", "profiles", "govuk-forms").out

    for words in (
        "fixtures/profiles/govuk-forms.toml",
        "the columns Reference and Submitted at, all of them together",
        "the source govuk-forms and Reference",
        "day first, 30/03/2026",
        "files whose name begins with test_",
        "What is your email address?",
        "caseapp import copy govuk-forms NEW",
    ):
        assert words in said


def test_profile_is_explained_as_json(anywhere: Any) -> None:
    """For scripts, with everything that is read by it."""
    told = anywhere("import", "profiles", "govuk-forms", "--json").json

    assert ("govuk-forms", "day-month-year", False) == (told["name"], told["date_order"], told["own"])
    assert ["Reference"] == told["questions"]["submission_id"]


def test_copy_is_a_profile_of_ones_own(anywhere: Any, own: Path) -> None:
    """With its comments, under the new name, and never over a file that is there."""
    said = anywhere("import", "copy", "govuk-forms", "complaints")

    assert (0, f"{own / 'complaints.toml'}\n") == (said.code, said.out)
    assert "so add the" in (own / "complaints.toml").read_text(encoding="utf-8")
    told = anywhere("import", "profiles", "complaints", "--json").json
    assert (True, False) == (told["own"], told["replaces_shipped"])
    again = anywhere("import", "copy", "govuk-forms", "complaints")
    assert 1 == again.code
    assert "There is a profile complaints already" in again.words


def test_own_profile_takes_the_place_of_the_shipped_one_and_says_so(anywhere: Any, own: Path) -> None:
    """By its name; the list tells."""
    anywhere("import", "copy", "govuk-forms", "govuk-forms")

    (told,) = [each for each in anywhere("import", "profiles", "--json").json if each["name"] == "govuk-forms"]
    assert (True, True, str(own / "govuk-forms.toml")) == (told["own"], told["replaces_shipped"], told["path"])
    assert "(your own, in the place of the shipped one)" in anywhere("import", "profiles").out
    again = anywhere("import", "copy", "govuk-forms", "govuk-forms")
    assert "There is a file" in again.words


@pytest.mark.parametrize("name", ["Ours", "../ours", "ours--2", "", "our s"])
def test_copy_is_refused_when_the_name_is_none(anywhere: Any, own: Path, name: str) -> None:
    """A name is a file's name too."""
    said = anywhere("import", "copy", "govuk-forms", name)

    assert (1, []) == (said.code, list(own.iterdir()))
    assert "is no name for a profile" in said.words


def test_broken_profile_keeps_nobody_from_importing_by_another(caseapp: Any, own: Path, daily: Path) -> None:
    """It is said in a sentence, named when it is asked for, and not replaced by the shipped one of its name."""
    (own / "ours.toml").write_text("name = ", encoding="utf-8")

    done = caseapp("import", str(daily), "--dry-run")
    assert (0, 1) == (done.code, done.words.count("A profile of your own cannot be used."))
    asked = caseapp("import", str(daily), "--profile", "ours")
    assert 1 == asked.code
    assert "ours.toml is not TOML" in asked.words

    (own / "ours.toml").rename(own / "govuk-forms.toml")
    assert "govuk-forms" not in [each["name"] for each in caseapp("import", "profiles", "--json").json]
    assert 1 == caseapp("import", str(daily), "--dry-run").code


def test_two_profiles_of_one_name_are_said(anywhere: Any, own: Path) -> None:
    """Neither is chosen in silence: the second is named."""
    anywhere("import", "copy", "govuk-forms", "ours")
    (own / "theirs.toml").write_text((own / "ours.toml").read_text(encoding="utf-8"), encoding="utf-8")

    assert "theirs.toml calls itself ours, as ours.toml does" in anywhere("import", "profiles").words


@pytest.mark.parametrize("made", ["folder", "huge"])
def test_what_is_no_profile_is_said(anywhere: Any, own: Path, made: str) -> None:
    """A folder of such a name, or a file of another size, is not read."""
    path = own / "odd.toml"
    path.mkdir() if made == "folder" else path.write_text("#" * 1_100_000, encoding="utf-8")

    said = anywhere("import", "profiles")
    assert 0 == said.code
    assert "odd.toml is not a file of a profile's size" in said.words


def test_draft_is_printed_or_written_to_a_new_file(anywhere: Any, daily: Path, tmp_path: Path) -> None:
    """And never over a file that is there."""
    draft = tmp_path / "draft.toml"

    printed = anywhere("import", "suggest", str(daily)).out
    assert 0 == anywhere("import", "suggest", str(daily), "--output", str(draft)).code
    assert printed == draft.read_text(encoding="utf-8")
    again = anywhere("import", "suggest", str(daily), "--output", str(draft))
    assert 1 == again.code
    assert "There is a file" in again.words


@pytest.mark.parametrize("words", [("copy", "govuk-forms"), ("suggest",), ("profiles", "a", "b")])
def test_words_are_explained_when_they_are_not_used_so(anywhere: Any, words: tuple[str, ...]) -> None:
    """Wrong usage is code 2, with how to write it."""
    said = anywhere("import", *words)

    assert 2 == said.code
    assert f"write it as caseapp import {words[0]}" in said.words


def test_dry_run_remembers_nothing_and_the_import_remembers_the_answer(caseapp: Any, own: Path, daily: Path) -> None:
    """What is matched counts in both, and for the next file once the rows are in."""
    match = ("--match", "What is the complaint about?=summary")

    assert "is likely “What is your complaint about?”" in caseapp("import", str(daily), "--dry-run").words
    caseapp("import", str(daily), "--dry-run", *match)
    assert [] == list(own.iterdir())

    caseapp("import", str(daily), *match)
    assert "is read as summary, as remembered" in caseapp("import", str(daily)).words
    assert {"What is the complaint about?": "summary"} == caseapp("import", "profiles", "govuk-forms", "--json").json[
        "remembered"
    ]


def test_every_proposal_is_taken_when_accepted(caseapp: Any, own: Path, daily: Path) -> None:
    """One word instead of an option for each."""
    caseapp("import", str(daily), "--accept")

    assert "Bin missed" in caseapp("list").out
    assert ["govuk-forms.remembered.json"] == [path.name for path in own.iterdir()]


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ("What=summary", "which is no column of what is to be imported"),
        ("summary", "write the heading, = and the field"),
    ],
)
def test_match_is_refused_when_it_says_nothing(caseapp: Any, daily: Path, match: str, words: str) -> None:
    """A slip in a heading is not passed over, and nothing goes in."""
    said = caseapp("import", str(daily), "--match", match)

    assert 1 == said.code
    assert words in said.words
    assert [] == caseapp("list", "--json").json


@pytest.mark.usefixtures("own")
def test_copy_is_taken_for_no_file_until_it_is_filled_in(anywhere: Any, tmp_path: Path) -> None:
    """Two profiles that fit would stop every import of such files, the nightly one among them."""
    file = fixtures_dir() / "submissions" / "govuk_forms_complaints_2026-03-31.csv"

    copied = anywhere("import", "copy", "govuk-forms", "our-form")
    planned = anywhere("--database", str(tmp_path / "s.db"), "import", str(file))
    listed = anywhere("import", "profiles", "--json").json

    assert 0 == copied.code
    assert "could be" not in planned.words
    assert "recognised by its columns Reference and Submitted at" in planned.words
    assert {"GOV.UK Forms", "GOV.UK Forms (our-form)"} <= {profile["title"] for profile in listed}
