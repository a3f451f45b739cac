"""GOV.UK Forms: questions of a form's own, the same submission in several files, what spreadsheets do to them."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.rules.vocabulary import Verdict
from tests.intake.office import SAMPLES, Office, a_govuk_answer, counts


def test_sample_becomes_cases(office: Office) -> None:
    """Known questions fill fields, a multiple choice gives lead and other services, the rest become lines."""
    batch = office.take(SAMPLES / "govuk_forms_complaints_2026-03-31.csv")
    case = office.case(batch.cases[2])

    assert counts(new=3) == batch.counts
    assert ("K7QW2M9X", "Bin missed, third week running", "Aoife Ní Bhriain") == (
        case.submission,
        case.summary,
        case.name,
    )
    assert ("Waste", ("Streets & Open Spaces",), date(2026, 3, 27)) == (
        case.case.service,
        case.other_services,
        case.issue_on,
    )
    assert (
        "They came down the road\nand drove past.\n\nDo you want a reply by post?: No\nAdd evidence: photo_K7QW2M9X.jpg"
    ) == case.details


def test_bad_sample_says_what_is_wrong(office: Office) -> None:
    """A duplicate, a broken date and numbers that a spreadsheet mangled, in one file."""
    plan = office.plan(SAMPLES / "govuk_forms_complaints_bad.csv")

    assert counts(new=3, duplicate=1, rejected=1) == plan.counts
    assert ("When did it happen? “31/02/2026” is not a date; write it like 30/03/2026.",) == plan.rows[2].reasons
    assert "rounded by a spreadsheet" in plan.rows[3].notes[0]
    assert "lost its leading zero" in plan.rows[4].notes[0]


def test_same_submission_in_single_daily_and_weekly_file_is_taken_once(office: Office) -> None:
    """GOV.UK Forms sends a submission up to three times; its reference tells."""
    answer = a_govuk_answer(story="One\nTwo", telephone="07700 900123")
    single = office.govuk(answer, name="govuk_forms_x_K7QW2M9X.csv")
    daily = office.govuk(answer, a_govuk_answer(reference="B2"), name="govuk_forms_x_2026-03-30.csv")
    weekly = office.govuk(
        answer, a_govuk_answer(reference="B2"), a_govuk_answer(reference="C3"), name="govuk_forms_x_2026-03-30--1.csv"
    )

    assert [counts(new=1), counts(new=1, duplicate=1), counts(new=1, duplicate=2)] == [
        office.take(path).counts for path in (single, daily, weekly)
    ]
    assert 3 == len(office.references())


def test_files_of_one_run_are_planned_one_after_another(office: Office) -> None:
    """A dry run over several files counts what the import will: a row of the first is no news in the second."""
    daily = office.plan(office.govuk(a_govuk_answer(), name="daily.csv"))
    weekly = office.plan(
        office.govuk(a_govuk_answer(), a_govuk_answer(reference="B2"), name="weekly.csv"), before=[daily]
    )

    assert counts(new=1, duplicate=1) == weekly.counts
    assert ("This is the same as row 2 of daily.csv.",) == weekly.rows[0].reasons
    assert [daily.counts, weekly.counts] == [office.commit(plan).counts for plan in (daily, weekly)]


def test_same_submission_is_the_same_whatever_a_spreadsheet_did(office: Office) -> None:
    """Line ends, blanks at the end, a lost zero and the name given to an attachment are no other content."""
    office.take(office.govuk(a_govuk_answer(story="One\nTwo", telephone="07700 900123", bin="photo.jpg")))

    again = a_govuk_answer(story="One\r\nTwo ", telephone="7700900123", bin="photo_K7QW2M9X.jpg")

    assert counts(duplicate=1) == office.plan(office.govuk(again)).counts


def test_reworded_question_is_known(office: Office) -> None:
    """A field has several wordings, compared without case and punctuation."""
    text = (
        "Reference,Submitted at,WHAT HAPPENED,Your name - Full name,Telephone number,Date of the incident\n"
        "K7QW2M9X,2026-03-30T09:15:27+01:00,The bin,Esme Thornbury,01223 496 0101,1/3/2026\n"
    )
    case = office.only_case(office.write("other.csv", text))

    assert ("The bin", "Esme Thornbury", "01223 496 0101", date(2026, 3, 1)) == (
        case.details,
        case.name,
        case.telephone,
        case.issue_on,
    )


def test_second_answer_for_a_field_is_kept(office: Office) -> None:
    """Two questions that mean one field: the likelier one fills it, the other becomes a line."""
    text = (
        "Reference,Submitted at,Summary,Telephone number,Phone number\n"
        "K7QW2M9X,2026-03-30T09:15:27+01:00,Bin,01223 496 0101,07700 900123\n"
    )
    case = office.only_case(office.write("two.csv", text))

    assert ("07700 900123", "Telephone number: 01223 496 0101") == (case.telephone, case.details)


@pytest.mark.parametrize(
    ("typed", "lead", "others"),
    [
        ("Waste and recycling", "Waste", ()),
        ("Waste, Planning, Local Taxation", "Waste", ("Local Taxation", "Planning")),
        ("Waste, Bins and recycling", "Waste", ()),
        ("Waste, Parking", None, ()),
        ("Parking", None, ()),
    ],
)
def test_multiple_choice_of_services(office: Office, typed: str, lead: str | None, others: tuple[str, ...]) -> None:
    """The first is the lead service; if any part is not a service of the council, an officer allocates."""
    case = office.only_case(office.govuk(a_govuk_answer(services=typed)))

    assert (lead, others) == (case.case.service, case.other_services)
    assert (f"Which services are involved?: {typed}" in case.details) == (lead is None)


def test_label_with_a_comma_is_one_service() -> None:
    """A label may hold the separator: the longest name that is known is meant."""
    from caseapp.intake.services import Services

    services = Services(["Housing, advice", "Waste"], {"Homes, streets, squares": "Waste", "Nothing": "Nowhere"})

    assert ("Housing, advice", "Waste") == services.listed("Housing, Advice, Homes, streets, squares", ", ")
    assert () == services.listed("Nothing", ", ")
    assert () == services.listed(", ".join(["Waste"] * 1_000 + ["x"]), ", ")


@pytest.mark.parametrize("typed", ["2026-03-27", "27/03/2026", "27/3/2026"])
def test_date_is_day_first(office: Office, typed: str) -> None:
    """The order of a date belongs to the source; a year in front is never ambiguous."""
    assert date(2026, 3, 27) == office.only_case(office.govuk(a_govuk_answer(on=typed))).issue_on


@pytest.mark.parametrize("typed", ["3/27/2026", "27/03/26", "last week", "27.03.2026"])
def test_ambiguous_or_broken_date_is_rejected(office: Office, typed: str) -> None:
    """A date that the form cannot have sent is not guessed at."""
    row = office.only_row(office.govuk(a_govuk_answer(on=typed)))

    assert (f"When did it happen? “{typed}” is not a date; write it like 30/03/2026.",) == row.reasons


def test_welsh_submission_says_so(office: Office) -> None:
    """A form in two languages tells in which it was filled in; English needs no word."""
    welsh = office.govuk(a_govuk_answer(language="cy"))
    english = office.govuk(a_govuk_answer(reference="B2", language="en"), name="english.csv")

    assert ("Language “cy” is the language to answer in.",) == office.only_row(welsh).notes
    assert ("Language: cy", "") == (office.only_case(welsh).details, office.only_case(english).details)


def test_unanswered_questions_are_no_lines(office: Office) -> None:
    """Every question has a column whether or not the route asked it."""
    assert "" == office.only_case(office.govuk(a_govuk_answer())).details


def test_missing_reference_is_named_as_the_form_names_it(office: Office) -> None:
    """A reason names the column as it stands in the file."""
    row = office.only_row(office.govuk(a_govuk_answer(reference="", submitted_at="")))

    assert Verdict.REJECTED is row.verdict
    assert [
        "Reference is missing; every submission needs a reference of its own.",
        "Submitted at is missing; write it like 2026-03-30T09:15:27+01:00.",
    ] == list(row.reasons)
