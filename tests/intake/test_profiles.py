"""Profiles are data: those shipped are sound, and a file is never read by one that was guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseapp.intake import open_import, profiles
from caseapp.intake.profile import SUBMISSION_FIELDS
from caseapp.intake.profile import profiles as profiles_in
from caseapp.intake.profile_file import parse
from caseapp.intake.submission import Submission
from caseapp.resources import fixtures_dir
from caseapp.rules.errors import InvalidInput, NotFound
from tests.intake.office import GOVUK_COLUMNS, SAMPLES, Office, a_submission

SHIPPED = [
    "case-history",
    "drupal-webform",
    "drupal-webform-keys",
    "fixmystreet",
    "govuk-forms",
    "govuk-forms-json",
    "gravity-forms",
    "home-office-complaints",
    "icasework",
    "jadu-connect",
    "localgov-crm",
    "microsoft-forms",
    "open311",
    "submissions",
]
TEXT = (fixtures_dir() / "profiles" / "govuk-forms.toml").read_text(encoding="utf-8")


def test_profiles_are_listed_by_name() -> None:
    """Each says what it reads and shows a command with its name or file."""
    known = profiles()

    assert SHIPPED == [profile.name for profile in known]
    assert all(profile.reads and profile.example.startswith("caseapp import ") for profile in known)


def test_fields_of_profiles_are_those_of_a_submission() -> None:
    """The list that profiles are checked against, which loads nothing, is that of what a row is read into."""
    assert SUBMISSION_FIELDS == tuple(Submission.__annotations__)


def test_profile_is_refused_when_a_field_is_misspelt() -> None:
    """A field misspelt in a profile would lose its answers."""
    with pytest.raises(InvalidInput, match="telefone is no field; the fields are submission_id, submitted_at, summary"):
        parse(TEXT.replace("telephone = [", "telefone = ["), "mine.toml")


@pytest.mark.parametrize(
    ("sample", "recognised"),
    [
        (
            "submissions-good.csv",
            "caseapp's own format (submissions), CSV, recognised by its columns submission_id and",
        ),
        ("submissions-good.jsonl", "caseapp's own format (submissions), JSON Lines, recognised by its columns"),
        (
            "govuk_forms_complaints_2026-03-31.csv",
            "GOV.UK Forms (govuk-forms), CSV, recognised by its columns Reference",
        ),
        ("case_history_good.csv", "Case history (case-history), CSV, recognised by its columns received_on and stage1"),
    ],
)
def test_sample_is_recognised_by_its_columns(sample: str, recognised: str) -> None:
    """What a file was taken for, and by what, is said."""
    assert open_import(SAMPLES / sample).recognised.startswith(recognised)


def test_profile_is_used_when_named(office: Office) -> None:
    """Naming a profile needs only the columns that it cannot do without."""
    path = office.write("few.csv", "received_on,summary\n2024-05-07,Bin missed\n")

    assert open_import(path, "case-history").recognised.endswith("as asked")


def test_profiles_are_named_when_none_fits(office: Office) -> None:
    """A file that nothing tells is not read by the nearest profile."""
    path = office.write("tracker.csv", "received_on,summary\n2024-05-07,Bin missed\n")

    with pytest.raises(InvalidInput, match="no profile is recognised") as caught:
        open_import(path)
    assert f"--profile ({', '.join(SHIPPED)})" in caught.value.sentence


def test_profiles_are_named_when_several_fit(office: Office) -> None:
    """A file that two profiles could read is not read by either until somebody says which."""
    path = office.write("both.csv", "submission_id,submitted_at,Reference,Submitted at\n")

    with pytest.raises(InvalidInput, match="could be govuk-forms, submissions; say which with --profile"):
        open_import(path)


def test_profiles_are_listed_when_name_is_unknown(office: Office) -> None:
    """A profile that does not exist is answered with those that do."""
    with pytest.raises(NotFound, match=f"no profile “drupal”; the profiles are {', '.join(SHIPPED)}"):
        open_import(office.submissions(), "drupal")


def test_format_is_refused_when_profile_does_not_read_it(office: Office) -> None:
    """Case history is CSV."""
    with pytest.raises(InvalidInput, match="looks like JSON Lines, which the profile case-history does not read"):
        open_import(office.json_lines(a_submission()), "case-history")


def test_misspelt_column_is_refused_in_case_history(office: Office) -> None:
    """A date column that is not recognised would bring answered cases in as open ones."""
    path = office.write("tracker.csv", "received_on,summary,stage1_responded_on,stage1_repsonded_to\n")

    with pytest.raises(
        InvalidInput, match="a column stage1_repsonded_to, which case-history does not know; is stage1_"
    ):
        open_import(path)


def test_preview_is_refused_unless_asked_for(office: Office) -> None:
    """What somebody typed to try a form out is no complaint; GOV.UK Forms marks such files in their names."""
    path = office.govuk(name="test_govuk_forms_x_2026-03-31.csv")

    with pytest.raises(InvalidInput, match="is a preview, because its name begins with test_"):
        open_import(path)
    assert "govuk-forms" == open_import(path, previews=True).profile.name


def test_native_file_may_be_called_test(office: Office) -> None:
    """Only a source that marks its previews that way has them."""
    assert "submissions" == open_import(office.submissions(name="test_one.csv")).profile.name


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('subject = "submissions"', 'subject = "letters"', "subject: "),
        ('formats = ["csv"]', "formats = []", "formats: "),
        ('required = ["submission_id", ', 'required = ["reference", ', "reference has neither a column nor a question"),
        ("unknown_columns", "unknown_colums", "unknown_colum"),
        ('date_order = "day-month-year"', 'date_order = "guess"', "date_order: "),
        ("source = ", "source == ", "is not TOML"),
    ],
)
def test_profile_is_refused_with_the_place_of_its_mistake(old: str, new: str, words: str) -> None:
    """A profile says what it means, or is named with where it does not."""
    assert old in TEXT

    with pytest.raises(InvalidInput) as caught:
        parse(TEXT.replace(old, new), "mine.toml")

    assert caught.value.sentence.startswith("mine.toml")
    assert words in caught.value.sentence


def test_profile_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """A profile is text like any other."""
    (tmp_path / "mine.toml").write_bytes(TEXT.encode("utf-16"))

    with pytest.raises(InvalidInput, match=r"mine\.toml is not UTF-8"):
        profiles_in(tmp_path)


def test_sample_columns_of_these_tests_are_the_samples() -> None:
    """The rows that these tests make have the columns of a real file."""
    heading = (SAMPLES / "govuk_forms_complaints_2026-03-31.csv").read_text(encoding="utf-8").splitlines()[0]

    assert set(GOVUK_COLUMNS) - set(heading.split(",")) == {"Which bin was it?"}
