"""Submissions in caseapp's own format: what each becomes, and every reason why one does not."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.rules.vocabulary import Channel, Kind, State, Verdict
from caseapp.store.queries.cases import CaseView
from tests.intake.office import SAMPLES, Office, a_submission, counts

KINDS = "complaint, compliment, service-request, not-ours"
WHICH = (
    "the profile must say which, by time_order = “day-month-year” or “month-day-year”, or write it like "
    "2026-03-30T09:15:27+01:00."
)


def test_samples_become_cases(office: Office) -> None:
    """Every kind of contact of the sample file goes in, and complaints alone have a clock."""
    batch = office.take(SAMPLES / "submissions-good.csv")

    cases = {row: office.case(reference) for row, reference in batch.cases.items()}
    assert counts(new=5) == batch.counts
    assert [Kind.COMPLAINT, Kind.COMPLAINT, Kind.COMPLIMENT, Kind.SERVICE_REQUEST, Kind.COMPLAINT] == [
        case.case.kind for case in cases.values()
    ]
    assert [State.RECORDED, State.RECORDED] == [cases[4].case.state, cases[5].case.state]
    assert (Channel.EMAIL, "Large print please") == (cases[3].channel, cases[3].adjustments)


def test_every_field_arrives(office: Office) -> None:
    """Each column of the format has its place in a case."""
    case = office.case(office.take(SAMPLES / "submissions-good.csv").cases[2])

    assert ("intranet", "S-1001", "Waste", "Missed collections", date(2026, 3, 2)) == (
        case.source,
        case.submission,
        case.case.service,
        case.case.sub_service,
        case.case.received_on,
    )
    assert ("Aoife Ní Bhriain", "aoife@example.org", "07700 900123", "1 High Street, Ambridge", "AB1 2CD") == (
        case.name,
        case.email,
        case.telephone,
        case.address,
        case.postcode,
    )
    assert ("Empty it on the day", "Twice by telephone", date(2026, 2, 23), date(2026, 2, 23)) == (
        case.desired_outcome,
        case.raised_before,
        case.issue_on,
        case.aware_on,
    )


def test_bad_sample_meets_every_verdict(office: Office) -> None:
    """One file shows every verdict, and the counts add up to the rows."""
    plan = office.plan(SAMPLES / "submissions-bad.csv")

    assert counts(new=2, duplicate=1, changed=1, skipped=1, rejected=4) == plan.counts
    assert plan.rows_read == plan.counts.total == 9


def test_every_reason_is_given_at_once(office: Office) -> None:
    """Whoever mends a row sees all that is wrong with it, each with its column and what is wanted."""
    (reasons,) = [row.reasons for row in office.plan(SAMPLES / "submissions-bad.csv").rows if row.number == 5]

    assert (
        "submission_id is missing; every submission needs a reference of its own.",
        f"submitted_at “05/03/2026” could be 5 March 2026 or 3 May 2026; {WHICH}",
        "summary is missing; say in a line, or in the details, what it is about.",
        f"kind “complant” is not one of {KINDS}.",
        "channel “pigeon” is not one of web, email, telephone, face-to-face, letter.",
        "email “jago at example.org” is not an e-mail address; write it like name@example.org, or leave it blank.",
    ) == reasons


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"submitted_at": "30/03/2026 09:15"}, "submitted_at “30/03/2026 09:15” is not a date and time"),
        ({"submitted_at": "1774858527"}, "submitted_at “1774858527” is not a date and time"),
        ({"submitted_at": "0001-01-01T00:00:00+14:00"}, "is not a date and time"),
        ({"submitted_at": "2026-04-02"}, "2026-04-02 is in the future; today is 2026-04-01."),
        ({"submitted_at": "2026-04-01T23:30:00Z"}, "2026-04-02 is in the future"),
        ({"submitted_at": "1999-12-31"}, "No policy of the scheme “cambridge” covers 1999-12-31"),
        ({"kind": "not ours at all"}, "kind “not ours at all” is not one of"),
        ({"issue_on": "30/03/2026"}, "issue_on “30/03/2026” is not a date; write it like 2026-03-30."),
        ({"issue_on": "2026-03-31"}, "issue_on 2026-03-31 is after the date of receipt"),
        ({"aware_on": "2026-02-30"}, "aware_on “2026-02-30” is not a date"),
        ({"email": "a b@example.org"}, "email “a b@example.org” is not an e-mail address"),
        ({"name": "x" * 201}, "name “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is longer than 200 characters"),
        ({"submission_id": "x" * 101}, "is longer than 100 characters"),
        ({"submission_id": " \t "}, "submission_id is missing"),
        ({"summary": "\x1b[31m\x07", "details": " "}, "summary is missing"),
    ],
)
def test_row_is_rejected_with_its_reason(office: Office, change: dict[str, object], words: str) -> None:
    """A row that cannot be understood, or that casework would refuse, is rejected with a sentence."""
    row = office.only_row(office.submissions(a_submission(**change)))

    assert Verdict.REJECTED is row.verdict
    assert words in row.reasons[0]


def test_hostile_text_is_quoted_briefly_and_plainly(office: Office) -> None:
    """A reason quotes forty characters on one line, without what a terminal would obey; the store keeps none."""
    row = office.only_row(office.submissions(a_submission(kind="\x1b]52;c;AAAA\x07[bold]\n" + "evil " * 2_000)))

    assert (f"kind “[bold] evil evil evil evil evil evil ev…” is not one of {KINDS}.",) == (row.reasons)
    assert f"kind is not one of {KINDS}." == row.because[0].kept


@pytest.mark.parametrize(
    ("submitted_at", "received_on"),
    [
        ("2026-03-30T23:30:00Z", date(2026, 3, 31)),  # half past midnight in Cambridge, in summer
        ("2026-03-28T23:30:00Z", date(2026, 3, 28)),  # half past eleven, in winter
        ("2026-03-30T23:30:00", date(2026, 3, 30)),  # no offset: Cambridge
        ("2026-03-30T23:30:00+01:00", date(2026, 3, 30)),
        ("2026-03-30", date(2026, 3, 30)),
        ("2026-03-31T00:10:00+02:00", date(2026, 3, 30)),
    ],
)
def test_date_of_receipt_is_the_date_in_cambridge(office: Office, submitted_at: str, received_on: date) -> None:
    """The date of receipt is the Europe/London date of the instant."""
    assert received_on == office.only_case(office.submissions(a_submission(submitted_at=submitted_at))).case.received_on


def test_closed_lists_are_read_however_they_are_joined(office: Office) -> None:
    """Capitals and spaces do not make another kind or channel."""
    case = office.only_case(office.submissions(a_submission(kind="Service request", channel="FACE TO FACE")))

    assert (Kind.SERVICE_REQUEST, Channel.FACE_TO_FACE) == (case.case.kind, case.channel)


def test_kind_channel_and_source_have_defaults(office: Office) -> None:
    """A row that says no more is a complaint by web, of the profile's own source."""
    row = {"submission_id": "1", "submitted_at": "2026-03-30", "summary": "Bin"}
    case = office.only_case(office.submissions(row))

    assert (Kind.COMPLAINT, Channel.WEB, "submissions") == (case.case.kind, case.channel, case.source)


def test_summary_is_the_beginning_of_the_details_when_blank(office: Office) -> None:
    """What has no summary gets a hundred characters of its details."""
    case = office.only_case(office.submissions(a_submission(summary="", details="Word\n" * 50)))

    assert f"{('Word ' * 20)[:99]}…" == case.summary
    assert case.details.startswith("Word\nWord\n")


def test_long_summary_loses_nothing(office: Office) -> None:
    """A story in the summary goes to the details as a whole."""
    story = "The bin was not emptied. " * 20
    case = office.only_case(office.submissions(a_submission(summary=story, details="More.")))

    assert len(case.summary) <= 200
    assert case.details == f"{story.strip()}\n\nMore."


def test_formula_cells_are_kept_as_typed(office: Office) -> None:
    """What begins like a formula is stored as it was typed; only exports neutralise it."""
    case = office.only_case(
        office.submissions(a_submission(summary='=HYPERLINK("x")', details="+44 1223", name="@x", raised_before="-1"))
    )

    assert ('=HYPERLINK("x")', "+44 1223", "@x", "-1") == (case.summary, case.details, case.name, case.raised_before)


def test_control_characters_are_stripped(office: Office) -> None:
    """Escape codes and control characters do not get into the store by any field."""
    hostile = "a\x1b[2Jb\x07c\u202ed\x1b]52;c;AAAA\x07"
    fields = ("summary", "details", "name", "telephone", "address", "desired_outcome", "adjustments", "submission_id")
    case = office.only_case(office.submissions(a_submission(**dict.fromkeys(fields, hostile))))

    kept = (case.summary, case.details, case.name, case.telephone, case.address, case.adjustments, case.submission)
    assert {"abcd"} == set(kept)


@pytest.mark.parametrize(
    ("typed", "kept", "note"),
    [
        ("07700 900123", "07700 900123", ""),
        ("'07700900123", "07700900123", "telephone “'07700900123” has an apostrophe that a spreadsheet put there"),
        ("+44 7700 900123 ext. 4", "+44 7700 900123 ext. 4", ""),
        ("7.7009E+09", "7.7009E+09", "telephone “7.7009E+09” was rounded by a spreadsheet and cannot be called"),
        ("4.47701E+11", "4.47701E+11", "was rounded by a spreadsheet"),
        ("7700900123", "7700900123", "telephone “7700900123” seems to have lost its leading zero to a spreadsheet"),
        ("1223496010", "1223496010", "seems to have lost its leading zero"),
    ],
)
def test_telephone_number_from_a_spreadsheet(office: Office, typed: str, kept: str, note: str) -> None:
    """A number that a spreadsheet has mangled is taken in as it came, and said to be so."""
    path = office.submissions(a_submission(telephone=typed))
    row = office.only_row(path)

    assert Verdict.NEW is row.verdict
    assert note in "".join(row.notes)
    assert bool(note) == bool(row.notes)
    assert kept == office.only_case(path).telephone


def test_unknown_service_is_left_for_an_officer(office: Office) -> None:
    """A service that is not the council's does not keep a complaint out; what was typed is kept and said."""
    path = office.submissions(a_submission(service="Moon landings", sub_service="Apollo", details="Where?"))
    row = office.only_row(path)
    case = office.only_case(path)

    assert ("service “Moon landings” is not a service of the council; an officer allocates it.",) == row.notes
    assert (None, None) == (case.case.service, case.case.sub_service)
    assert "Where?\n\nservice: Moon landings\nsub_service: Apollo" == case.details


def test_service_is_known_without_its_accidents(office: Office) -> None:
    """Case and punctuation do not make another service."""
    case = office.only_case(office.submissions(a_submission(service="streets and open spaces".replace("and", "&"))))

    assert "Streets & Open Spaces" == case.case.service


def test_unknown_column_becomes_a_line_of_the_details(office: Office) -> None:
    """What another system adds to the format is not lost."""
    path = office.write(
        "ward.csv", "submission_id,submitted_at,summary,Ward\nW-1,2026-03-30,Bin,Petersfield\nW-2,2026-03-30,Bin,\n"
    )
    first, second = (office.case(reference) for reference in office.take(path).cases.values())

    assert ("Ward: Petersfield", "") == (first.details, second.details)


def contact_of(case: CaseView) -> tuple[str, ...]:
    return case.name, case.email, case.telephone, case.address, case.postcode


def test_anonymous_submission_goes_in(office: Office) -> None:
    """Nobody has to say who they are (R21)."""
    assert ("",) * 5 == contact_of(office.only_case(office.submissions(a_submission())))


def test_json_lines_are_the_same_submissions(office: Office) -> None:
    """A submission means the same in either form."""
    office.take(SAMPLES / "submissions-good.csv")

    plan = office.plan(SAMPLES / "submissions-good.jsonl")

    assert [Verdict.DUPLICATE, Verdict.NEW] == [row.verdict for row in plan.rows]


def test_bad_json_sample_is_read_to_its_end(office: Office) -> None:
    """Broken lines reject themselves alone."""
    assert counts(new=1, skipped=1, rejected=5) == office.plan(SAMPLES / "submissions-bad.jsonl").counts
