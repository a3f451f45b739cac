"""Columns that are not those of last time: said, proposed, remembered, and never assumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from caseapp.intake import open_import
from caseapp.intake.likeness import question_likeness
from caseapp.intake.remembered import memory_file, memory_of
from caseapp.intake.source import Source
from caseapp.rules.errors import InvalidInput
from tests.intake.office import Office, a_past_case, csv_text

USUAL = (
    "Reference",
    "Submitted at",
    "What is your complaint about?",
    "What is your email address?",
    "Which services are involved?",
    "Which bin was it?",
)
ANSWERS = ("K7QW2M9X", "2026-03-30T09:15:27+01:00", "Bin missed", "aoife@example.org", "Waste", "green")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for profiles of one's own and for what is remembered."""
    monkeypatch.setenv("CASEAPP_PROFILES", str(tmp_path / "profiles"))
    return tmp_path / "profiles"


def reworded(**changes: str) -> tuple[str, ...]:
    """The usual heading with the questions that hold a word in other words."""
    return tuple(next((new for word, new in changes.items() if word in column), column) for column in USUAL)


def write(office: Office, heading: Sequence[str], answers: Sequence[str] = ANSWERS) -> Path:
    """A file of GOV.UK Forms with one row."""
    return office.write("daily.csv", csv_text(heading, [dict(zip(heading, answers, strict=False))]))


def opened(office: Office, heading: Sequence[str], **how: Any) -> Source:
    """The file as it is opened for import."""
    return open_import(write(office, heading), **how)


def taken(office: Office, heading: Sequence[str] = USUAL, **how: Any) -> None:
    """Open a file and remember it, as an import does once it is in."""
    assert not opened(office, heading, **how).remember()


def said(office: Office, heading: Sequence[str], **how: Any) -> str:
    """Everything that is said about the columns of a file."""
    return "\n".join(opened(office, heading, **how).notices)


def test_nothing_is_said_when_the_columns_are_those_of_last_time(office: Office) -> None:
    """An ordinary file needs no words about its columns."""
    taken(office)

    assert () == opened(office, USUAL).notices


def test_moved_question_is_said_and_changes_nothing(office: Office) -> None:
    """Columns are found by their headings, wherever they stand."""
    taken(office)

    moved = (*USUAL[:2], *reversed(USUAL[2:]))
    assert ("The columns are in another order than last time, which changes nothing.",) == opened(office, moved).notices


def test_new_question_is_said_and_its_answers_are_kept(office: Office) -> None:
    """What no field takes becomes a line of the details."""
    taken(office)
    heading = (*USUAL, "What is your shoe size?")

    assert "No field takes “What is your shoe size?”: the answers are kept as lines of the details." == said(
        office, heading
    )
    case = office.only_case(write(office, heading, (*ANSWERS, "nine")))
    assert "What is your shoe size?: nine" in case.details


def test_missing_question_is_said(office: Office) -> None:
    """A question that a form has lost may be a mistake in the form."""
    taken(office)

    assert "The last file had “Which bin was it?” as well; this one has not." == said(office, USUAL[:-1])


def test_question_without_a_field_is_said_to_be_reworded(office: Office) -> None:
    """One that is kept in the details is told with what it was, since nothing else changes."""
    taken(office)

    assert "“Which bin is it?” is likely “Which bin was it?” of last time in other words." == said(
        office, reworded(bin="Which bin is it?")
    )


def test_wording_that_the_profile_knows_is_said_with_what_it_was(office: Office) -> None:
    """Nothing needs to be asked when a form turns to another wording that is known."""
    taken(office)

    assert "“Email” is what “What is your email address?” was last time." == said(office, reworded(email="Email"))


def test_another_form_of_the_same_source_is_not_compared(office: Office) -> None:
    """Several forms share a profile; each is compared with the file that is most like it."""
    taken(office)
    compliments = ("Reference", "Submitted at", "Who was so kind?", "Where were you?", "What did they do for you?")
    assert "last" not in said(office, compliments)
    taken(office, compliments)

    assert () == opened(office, compliments).notices
    assert () == opened(office, USUAL).notices


def test_reworded_question_is_proposed_and_not_assumed(office: Office) -> None:
    """The likely match is shown with its score and what to type; until then its answers are lines of the details."""
    heading = reworded(complaint="What is the complaint about?")

    notices = said(office, heading)
    assert "“What is the complaint about?” is likely “What is your complaint about?” (94 of 100 alike)" in notices
    assert '--match "What is the complaint about?=summary" or --accept' in notices
    assert "What is the complaint about?: Bin missed" in office.only_case(write(office, heading)).details


def test_column_is_not_proposed_when_it_is_most_like_a_question_that_is_there(office: Office) -> None:
    """A second e-mail address is no address to write to."""
    assert "likely" not in said(office, (*USUAL, "What is your other email address?"))


@pytest.mark.parametrize("how", [{"matches": {"what is the complaint about": "summary"}}, {"accept": True}])
def test_reworded_question_is_read_when_somebody_says_so(office: Office, how: dict[str, Any]) -> None:
    """By naming the field, or by taking every proposal."""
    source = opened(office, reworded(complaint="What is the complaint about?"), **how)

    assert {"summary"} == set(source.matches.values())
    assert "is read as summary" in source.notices[0]
    assert source.profile.questions["summary"][0].casefold().startswith("what is the complaint about")


def test_answer_is_remembered_for_the_next_file(office: Office) -> None:
    """A reworded question is asked about once, and read as it was answered from then on."""
    heading = reworded(complaint="What is the complaint about?")
    taken(office, heading, accept=True)

    assert "“What is the complaint about?” is read as summary, as remembered." == said(office, heading)
    assert "Bin missed" == office.only_case(write(office, heading)).summary


def test_refusal_is_remembered_for_the_next_file(office: Office) -> None:
    """A column that looks like a question and is none is not proposed again."""
    heading = reworded(complaint="What is the complaint about?")
    taken(office, heading, matches={"What is the complaint about?": ""})

    assert "likely" not in said(office, heading)
    assert "is read as" not in said(office, heading)


def test_question_in_parts_is_matched_as_one(office: Office) -> None:
    """Its columns are proposed together, by the question before the part, and are read in their order."""
    heading = (*USUAL, "What's your full name please? - Last name", "What's your full name please? - First name")

    assert "“What's your full name please?” is likely “What is your full name?”" in said(office, heading)
    source = opened(office, heading, accept=True)
    assert "What's your full name please?" == source.profile.questions["name"][0]
    source.remember()
    case = office.only_case(write(office, heading, (*ANSWERS, "Byrne", "Aoife")))
    assert "Aoife Byrne" == case.name


def test_repeated_or_reworded_question_texts(office: Office) -> None:
    """A required question in other words stops the file before anything is written, with the exact option to type."""
    with pytest.raises(InvalidInput) as caught:
        opened(office, reworded(Submitted="Date submitted"), profile="govuk-forms")

    assert "has no column Submitted at, which the profile govuk-forms needs" in caught.value.sentence
    assert "“Date submitted” is likely “Submitted at” (81 of 100 alike)" in caught.value.sentence
    assert '--match "Date submitted=submitted_at"' in caught.value.sentence


def test_required_question_is_asked_for_when_no_column_is_like_it(office: Office) -> None:
    """Without a proposal the sentence still says what to type."""
    with pytest.raises(InvalidInput, match='add --match "COLUMN=submitted_at" and import it again'):
        opened(office, reworded(Submitted="When"), profile="govuk-forms")


def test_profile_is_hinted_at_when_a_telling_column_is_reworded(office: Office) -> None:
    """A file that is not recognised is not read by the profile it is likely for; but the likeness is said."""
    with pytest.raises(
        InvalidInput, match=r'It may be govuk-forms: “Date submitted” is likely .* add --match "Date subm'
    ):
        opened(office, reworded(Submitted="Date submitted"))


def test_profile_is_recognised_by_a_wording_that_was_remembered(office: Office) -> None:
    """Once answered, the file tells its profile again."""
    heading = reworded(Submitted="Date submitted")
    taken(office, heading, matches={"Date submitted": "submitted_at"})

    assert "recognised by its columns Reference and Date submitted" in opened(office, heading).recognised


def test_match_overrides_what_the_profile_says(office: Office) -> None:
    """Somebody who says what a column means knows better."""
    source = opened(office, USUAL, matches={"Which services are involved?": "details"})

    assert "Which services are involved?" == source.profile.questions["details"][0]
    assert "Which services are involved?" not in source.profile.questions["service"]


def test_match_is_refused_when_it_names_no_field(office: Office) -> None:
    """A slip in the name of a field would lose the answers."""
    with pytest.raises(InvalidInput, match="sumary is no field of govuk-forms"):
        opened(office, USUAL, matches={"Which bin was it?": "sumary"})


def test_misspelt_column_of_case_history_can_be_matched(office: Office) -> None:
    """A file that is refused for a column says which one it likely is, and is taken when that is confirmed."""
    columns = ["stage1_outcom" if column == "stage1_outcome" else column for column in a_past_case()]
    path = office.write("tracker.csv", csv_text(columns, []))

    with pytest.raises(
        InvalidInput, match=r'is stage1_outcome meant \(96 of 100.*--match "stage1_outcom=stage1_outcome"'
    ):
        open_import(path)
    assert {"stage1_outcom": "stage1_outcome"} == open_import(path, accept=True).matches


def test_memory_holds_headings_alone(office: Office) -> None:
    """Nothing of what people wrote is kept outside the store."""
    taken(office, reworded(complaint="What is the complaint about?"), accept=True)

    text = memory_file("govuk-forms").read_text(encoding="utf-8")
    assert "What is the complaint about?" in text
    assert not [answer for answer in ANSWERS if answer in text]


@pytest.mark.parametrize("content", ["{", "[]", '{"matches": {}}', '{"matches": [], "headings": 3}', "\udcff"])
def test_memory_that_cannot_be_read_is_said_and_left_out(office: Office, own_folder: Path, content: str) -> None:
    """It is no obstacle to the import, and is not written over: somebody may mend it."""
    own_folder.mkdir()
    memory_file("govuk-forms").write_bytes(content.encode(errors="surrogateescape"))

    source = opened(office, USUAL)
    assert "cannot be read (it is not what caseapp wrote) and is left out; delete the file" in source.notices[0]
    assert not source.remember()
    assert content.encode(errors="surrogateescape") == memory_file("govuk-forms").read_bytes()


def test_memory_that_cannot_be_written_is_said(office: Office, own_folder: Path) -> None:
    """The import is in by then, and stands."""
    source = opened(office, USUAL)
    own_folder.write_text("a file in the place of the folder", encoding="utf-8")

    assert "so this is not remembered" in source.remember()


def test_memory_is_bounded(office: Office) -> None:
    """The headings of the last eight forms are kept."""
    for number in range(10):
        taken(office, (*USUAL, f"Question {number}"))

    assert [f"Question {number}" for number in range(9, 1, -1)] == [
        heading[-1] for heading in memory_of("govuk-forms").headings
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is your name?", "What is your email?"),
        ("Address", "IP address"),
        ("stage1_extended_on", "stage2_extended_on"),
        ("Address line 1", "Address line 2"),
        ("When did it happen?", "When did you become aware of it?"),
    ],
)
def test_different_questions_are_not_alike(one: str, other: str) -> None:
    """The words that every question has, and numbers that differ, do not make two questions one."""
    assert question_likeness(one, other) < 70
