"""What cells mean, by the profile: dates and instants, kinds, drafts, lists, ticks, what spreadsheets do to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caseapp.casework.requests import Log
from caseapp.intake import open_import, profiles
from caseapp.intake.dates import Dates, Unread
from caseapp.intake.digests import digest, submission_digest
from caseapp.intake.history_rows import HistoryRows
from caseapp.intake.prepared import Prepared
from caseapp.intake.profile import DateOrder, Profile, Skip, profile_called
from caseapp.intake.profile_file import parse
from caseapp.intake.reasons import Reason, Skipped
from caseapp.intake.rows import Heading, RawRow
from caseapp.intake.services import Services
from caseapp.intake.submission import SubmissionRows
from caseapp.resources import fixtures_dir
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Channel, Kind
from tests.intake.office import SAMPLES, Office, a_govuk_answer, counts

NATIVE = profile_called("submissions", profiles())
WEBFORM = profile_called("drupal-webform", profiles())
US = replace(NATIVE, date_order=DateOrder.MONTH_FIRST, short_years=True)
UK = replace(NATIVE, date_order=DateOrder.DAY_FIRST)
SERVICES = Services(["Waste", "Streets & Open Spaces"], {"Street cleaning": "Streets & Open Spaces"})
A_ROW = {"submission_id": "W-1", "submitted_at": "2026-03-30T09:15:27+01:00", "summary": "Bin"}


def prepared(profile: Profile, cells: Mapping[str, str]) -> Prepared | Skipped | tuple[Reason, ...]:
    """What is understood of one row of a profile's files."""
    return SubmissionRows(profile, Heading(tuple(cells)), SERVICES).prepare(RawRow(2, cells, ()))


def taken(profile: Profile, cells: Mapping[str, str]) -> Prepared:
    """The same for a row that can be taken in."""
    answer = prepared(profile, cells)
    assert isinstance(answer, Prepared), answer
    return answer


def log_of(profile: Profile, cells: Mapping[str, str]) -> Log:
    """The contact that such a row asks for."""
    request = taken(profile, cells).request
    assert isinstance(request, Log)
    return request


def reasons(profile: Profile, cells: Mapping[str, str]) -> list[str]:
    """Why a row is rejected."""
    answer = prepared(profile, cells)
    assert isinstance(answer, tuple), answer
    return [reason.sentence for reason in answer]


def a_webform(**changes: str) -> dict[str, str]:
    """A row of Drupal Webform about a missed bin."""
    row = {
        "Serial number": "41",
        "Submission ID": "1187",
        "Completed": "2026-03-30 09:19:02",
        "Is draft": "0",
        "Your complaint": "Bin missed",
    }
    return {**row, **{name.replace("_", " "): value for name, value in changes.items()}}


# Dates and instants.


@pytest.mark.parametrize(
    ("profile", "typed", "meant"),
    [
        (US, "3/30/26 9:15:27", "2026-03-30T08:15:27"),
        (US, "3/30/2026 9:15 PM", "2026-03-30T20:15:00"),
        (US, "3/30/26, 12:05:00\u202fa.m.", "2026-03-29T23:05:00"),
        (US, "3/30/26 12:05:00 pm", "2026-03-30T11:05:00"),
        (US, "1/2/71 10:00", "1971-01-02T09:00:00"),  # 1971, and British Standard Time
        (UK, "25/12/2023 12:00", "2023-12-25T12:00:00"),
        (UK, "30-03-2026 09:15:27.123", "2026-03-30T08:15:27"),
        (UK, "30/03/2026", "2026-03-29T23:00:00"),
        (UK, "'30/03/2026 09:15", "2026-03-30T08:15:00"),
        (UK, "2026-03-30T08:15:27.000Z", "2026-03-30T08:15:27"),  # ISO 8601 whatever the profile says
        (UK, "2026-03-30 9:15", "2026-03-30T08:15:00"),
        (US, "2026/03/30 09:15", "2026-03-30T08:15:00"),
        (NATIVE, "2026-03-30T08:15:27+0000", "2026-03-30T08:15:27"),
        (NATIVE, "2026-03-30 09:15:27", "2026-03-30T08:15:27"),
        (WEBFORM, "1774858527", "2026-03-30T08:15:27"),
    ],
)
def test_instant_is_read_as_the_profile_says(profile: Profile, typed: str, meant: str) -> None:
    """Month first or day first, two-digit years, half days and seconds since 1970: each where the profile says so."""
    assert datetime.fromisoformat(meant).replace(tzinfo=UTC) == Dates(profile).instant(typed).replace(microsecond=0)


@pytest.mark.parametrize(
    ("profile", "typed"),
    [
        (UK, "3/30/26 9:15:27"),
        (UK, "30/03/26 09:15"),  # a year of two digits, where the profile knows none
        (US, "30/3/26 9:15:27"),
        (US, "3/30/26 13:15 PM"),
        (US, "3/30/26 0:15 AM"),
        (US, "3/30/26 25:15"),
        (US, "3/30/226 9:15"),
        (UK, "30/03-2026 09:15"),
        (UK, "30.03.2026"),
        (UK, "٣٠/٠٣/٢٠٢٦"),
        (UK, "30/03/2026" + " " * 60 + "x"),
        (NATIVE, "1774858527"),
        (NATIVE, "noon"),
        (WEBFORM, "99999999999999"),
        (WEBFORM, "٣" * 10),
        (NATIVE, "0001-01-01T00:00:00+14:00"),
    ],
)
def test_instant_is_not_guessed(profile: Profile, typed: str) -> None:
    """What the source cannot have written is refused, however near it is to something else."""
    with pytest.raises(Unread, match=r"is not a (date and time; write it like 2026|number of seconds since 1970)"):
        Dates(profile).instant(typed)


@pytest.mark.parametrize("typed", ["04/05/2026", "04-05-2026", "4/5/2026 09:15"])
def test_ambiguous_date_is_refused_with_both_readings(typed: str) -> None:
    """A date that could be two days is refused unless the profile says the order, and the reason says how to say it."""
    (reason,) = reasons(NATIVE, {**A_ROW, "issue_on": typed})

    assert reason == (
        f"issue_on “{typed}” could be 4 May 2026 or 5 April 2026; the profile must say which, by date_order = "
        "“day-month-year” or “month-day-year”, or write it like 2026-03-30."
    )
    assert {date(2026, 5, 4), date(2026, 4, 5)} == {Dates(UK).day(typed), Dates(US).day(typed)}


def test_times_may_be_in_another_order_than_dates() -> None:
    """A spreadsheet writes instants as the computer has them, and dates as people typed them."""
    mixed = replace(UK, time_order=DateOrder.MONTH_FIRST)

    assert (date(2026, 5, 4), 5) == (Dates(mixed).day("04/05/2026"), Dates(mixed).instant("05/04/2026 09:00").month)


def test_date_of_an_instant_with_a_zone_is_the_date_in_cambridge() -> None:
    """A date question that is answered by an instant counts in Cambridge, like every date."""
    dates = Dates(NATIVE)

    assert [date(2026, 3, 31), date(2026, 3, 30)] == [
        dates.day(typed) for typed in ("2026-03-30T23:30:00Z", "2026-03-30T23:30:00")
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-29 01:30:00", "2026-03-29T01:30:00"),  # left out: counted from before, so 02:30 by the new time
        ("2026-10-25 01:30:00", "2026-10-25T00:30:00"),  # comes twice: the first, still in summer time
    ],
)
def test_local_time_at_a_clock_change_is_settled_by_rule(typed: str, meant: str) -> None:
    """A local time that does not exist, or exists twice, means one instant, and the date that was written."""
    log = log_of(UK, {**A_ROW, "submitted_at": typed})

    assert datetime.fromisoformat(meant).replace(tzinfo=UTC) == Dates(UK).instant(typed)
    assert date.fromisoformat(typed[:10]) == log.received_on


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-06-30T22:59:59Z", date(2026, 6, 30)),
        ("2026-06-30T23:00:00Z", date(2026, 7, 1)),
        ("2026-12-31T23:59:59Z", date(2026, 12, 31)),
        ("2026-12-31T22:30:00-02:00", date(2027, 1, 1)),
        ("1947-06-01T22:30:00Z", date(1947, 6, 2)),  # double summer time
        ("1800-01-01T00:00:30Z", date(1799, 12, 31)),  # before there were zones
    ],
)
def test_received_date_at_a_zone_edge_is_the_date_in_cambridge(typed: str, day: date) -> None:
    """The date of receipt is the Europe/London date, whichever side of midnight the instant is in UTC."""
    assert day == log_of(NATIVE, {**A_ROW, "submitted_at": typed}).received_on


def test_same_instant_from_csv_and_json_is_the_same_submission() -> None:
    """UTC with milliseconds, local time with and without an offset, and seconds since 1970 are one instant."""
    unix = replace(US, unix_times=True)
    typed = [
        "2026-03-30T09:15:27+01:00",
        "2026-03-30T08:15:27.000Z",
        "2026-03-30 09:15:27",
        "3/30/26 9:15:27",
        "1774858527",
    ]

    assert 1 == len({taken(unix, {**A_ROW, "submitted_at": at}).key.digest for at in typed})


# Kinds.


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("Make a complaint", Kind.COMPLAINT),
        ("SAY THANK-YOU", Kind.COMPLIMENT),
        ("report a problem.", Kind.SERVICE_REQUEST),
        ("About another organisation", Kind.NOT_OURS),
        ("", Kind.COMPLAINT),
    ],
)
def test_kind_is_the_forms_own_answer(answer: str, kind: Kind) -> None:
    """The profile says what an answer means, compared without case and punctuation; blank is a complaint."""
    assert kind == log_of(WEBFORM, a_webform(Type_of_feedback=answer)).kind


@pytest.mark.parametrize("answer", ["Thank you", "I want to complain", "not-ours", "Complaint " * 30])
def test_kind_is_never_guessed(answer: str) -> None:
    """An answer that the profile does not name is rejected with those that it names, however near it is."""
    (reason,) = reasons(WEBFORM, a_webform(Type_of_feedback=answer))

    assert reason.endswith(
        "is not one of Complaint, Make a complaint, Compliment, Say thank you, Service request, Report a problem, "
        "About another organisation."
    )


def test_contact_that_is_not_ours_is_recorded(office: Office) -> None:
    """A complaint about somebody else is counted and has no clock."""
    case = office.case(office.take(SAMPLES / "drupal-webform-good.csv").cases[5])

    assert (Kind.NOT_OURS, ()) == (case.case.kind, case.case.stages)


def test_default_stands_for_a_blank_answer() -> None:
    """A source of reports says that they are requests for a service, unless its own answer says otherwise."""
    fixmystreet = profile_called("fixmystreet", profiles())
    report = {"Report ID": "1", "Confirmed": "2026-03-30T09:00:00", "Title": "Bin"}

    assert Kind.SERVICE_REQUEST == log_of(fixmystreet, report).kind
    assert Kind.COMPLAINT == log_of(fixmystreet, {**report, "Kind of report": "complaint"}).kind


def test_words_of_a_source_are_put_into_those_of_caseapp() -> None:
    """A channel is a closed list; the profile names what the source calls its members, and what means nothing."""
    profile = replace(NATIVE, words={"channel": {"By phone": "telephone"}, "name": {"anonymous": ""}})

    log = log_of(profile, {**A_ROW, "channel": "BY PHONE", "name": "Anonymous"})

    assert (Channel.TELEPHONE, "") == (log.channel, log.complainant.name)
    assert Channel.EMAIL == log_of(profile, {**A_ROW, "channel": "e-mail".replace("-", "")}).channel
    assert reasons(profile, {**A_ROW, "channel": "By pigeon"})[0].startswith("channel “By pigeon” is not one of web")


# Drafts, previews, tests, spam, empty.


@pytest.mark.parametrize("mark", ["1", " Yes "])
def test_draft_is_skipped_and_counted(office: Office, mark: str) -> None:
    """A draft holds nothing that anybody sent: it is skipped with its reason, before anything else is asked of it."""
    draft = a_webform(Is_draft=mark, Completed="", Type_of_feedback="Whatever")
    rows = [draft, a_webform()]
    columns = list(draft)
    text = "\n".join([",".join(columns), *(",".join(row.get(name, "") for name in columns) for row in rows), ""])

    plan = office.plan(office.write("drafts.csv", text))

    assert counts(new=1, skipped=1) == plan.counts
    assert ("The row is a draft that nobody sent, as its column “Is draft” tells.",) == next(iter(plan.rows)).reasons


@pytest.mark.parametrize(
    ("values", "typed", "is_skipped"),
    [
        (("spam", "test"), "SPAM", True),
        (("spam",), "no spam", False),
        (("spam",), "", False),
        (("",), "  ", True),
        (("",), "!", False),
    ],
)
def test_row_is_skipped_by_what_its_column_says(values: tuple[str, ...], typed: str, *, is_skipped: bool) -> None:
    """Whole values are compared without case; blank is one only where the profile says so."""
    profile = replace(NATIVE, skips=(Skip("Our status", values, "is nothing real"),))

    assert is_skipped == isinstance(prepared(profile, {**A_ROW, "our_status": typed}), Skipped)


def test_row_is_not_skipped_by_a_column_that_is_not_there() -> None:
    """A file without the column has no drafts."""
    profile = replace(NATIVE, skips=(Skip("Our status", ("", "spam"), "is nothing real"),))

    assert isinstance(prepared(profile, A_ROW), Prepared)


# Lists, ticks, repeats, parts.


@pytest.mark.parametrize("typed", ["Waste;Street cleaning", "Waste;Street cleaning;", "Waste;;Street cleaning;;"])
def test_trailing_separator_of_a_list_is_nothing(typed: str) -> None:
    """A list may end with its separator, as Microsoft Forms writes it."""
    log = log_of(WEBFORM, a_webform(Services_involved=typed))

    assert ("Waste", ("Streets & Open Spaces",), "Bin missed") == (log.service, log.other_services, log.details)


def test_option_that_repeats_its_name_is_ticked() -> None:
    """Gravity Forms writes the option's own name where it is ticked, and the option in brackets above it."""
    gravity = profile_called("gravity-forms", profiles())
    row = {"Entry Id": "1", "Entry Date": "2026-03-30 09:00:00", "Summary": "Bin"}

    log = log_of(gravity, {**row, "Services (Waste)": "Waste", "Services (Street cleaning)": ""})

    assert ("Waste", (), "") == (log.service, log.other_services, log.details)


@pytest.mark.parametrize("tick", ["X", "x", "1", "true", "Yes"])
def test_ticked_options_are_a_list(tick: str) -> None:
    """One column an option, ticked in several ways, is the same as one column with a list."""
    row = {**a_webform(), "Services: Waste": tick, "Services: Street cleaning": tick, "services:\u00a0Lido": "0"}

    log = log_of(WEBFORM, row)

    assert ("Waste", ("Streets & Open Spaces",), "Bin missed") == (log.service, log.other_services, log.details)


def test_words_in_the_place_of_a_tick_are_kept() -> None:
    """An option of one's own is no service, and is not lost either."""
    row = {**a_webform(), "Services: Waste": "X", "Services: Other": "The lido"}

    log = log_of(WEBFORM, row)

    assert ("Waste", "Bin missed\n\nServices: Other: The lido") == (log.service, log.details)


def test_no_tick_at_all_is_no_answer() -> None:
    """Options that are not ticked say nothing."""
    log = log_of(WEBFORM, {**a_webform(), "Services: Waste": "0", "Services: Lido": "false"})

    assert (None, "Bin missed") == (log.service, log.details)


def test_lines_of_a_repeatable_question_are_answers(office: Office) -> None:
    """GOV.UK Forms writes several answers as lines of one cell, each after “Answer:”."""
    path = office.govuk(
        a_govuk_answer(services="Answer: Waste\nAnswer: Local Taxation", story="Answer: Once\nAnswer: Twice")
    )
    case = office.only_case(path)

    assert ("Waste", ("Local Taxation",), "Once\nTwice") == (case.case.service, case.other_services, case.details)


def test_text_that_only_begins_like_an_answer_is_left_alone(office: Office) -> None:
    """A story may begin with the word."""
    case = office.only_case(office.govuk(a_govuk_answer(story="Answer: me this.\nWhy?")))

    assert "Answer: me this.\nWhy?" == case.details


@pytest.mark.parametrize(
    ("profile", "row"),
    [
        (
            WEBFORM,
            {"Address: Address": "1 High Street", "Address: Town/City": "Ambridge", "Address: Postcode": "AB1 2CD"},
        ),
        (WEBFORM, {"Address: Town/City": "Ambridge", "ADDRESS:\u00a0Address": "1 High Street", "Postcode": "AB1 2CD"}),
    ],
)
def test_parts_of_an_address_are_put_together(profile: Profile, row: Mapping[str, str]) -> None:
    """The boxes of an address are columns of their own; their order in the file does not matter."""
    log = log_of(profile, {**a_webform(), **row})

    assert ("1 High Street, Ambridge", "AB1 2CD") == (log.complainant.address, log.complainant.postcode)


def test_keys_name_parts_by_two_underscores() -> None:
    """The headings of a download by keys are those of the same questions."""
    keys = profile_called("drupal-webform-keys", profiles())
    row = {
        "sid": "1",
        "completed": "2026-03-30 09:00:00",
        "summary": "Bin",
        "name__last": "Prys",
        "name__first": "Dafydd",
    }

    log = log_of(keys, {**row, "address__address": "4 Mill Lane", "address__city": "Ambridge"})

    assert ("Dafydd Prys", "4 Mill Lane, Ambridge") == (log.complainant.name, log.complainant.address)


# Headings.


@pytest.mark.parametrize(
    "heading", ["Your\u00a0complaint", "Your\ncomplaint", "  YOUR   COMPLAINT: ", "Your complaint\u200b?"]
)
def test_heading_is_known_without_its_accidents(heading: str) -> None:
    """Non-breaking spaces, line breaks and capitals do not make another question."""
    row = {**a_webform(), heading: "The story"}
    del row["Your complaint"]

    assert "The story" == log_of(WEBFORM, row).details


def test_question_asked_twice_is_answered_by_either() -> None:
    """A form with two routes has a question twice; the answer counts wherever it stands, and a second one is kept."""
    first = {**a_webform(), "Name": "Aoife", "Name (2)": "Esme"}
    second = {**a_webform(), "Name": "", "Name (2)": "Esme"}

    assert ("Aoife", "Bin missed\n\nName (2): Esme") == (
        log_of(WEBFORM, first).complainant.name,
        log_of(WEBFORM, first).details,
    )
    assert ("Esme", "Bin missed") == (log_of(WEBFORM, second).complainant.name, log_of(WEBFORM, second).details)


def test_bookkeeping_of_a_source_is_no_content() -> None:
    """A state that changes from one download to the next does not make another submission of it."""
    one = taken(WEBFORM, {**a_webform(), "Changed": "2026-03-30 09:19:02", "Sticky": "0", "Remote IP address": "::1"})
    other = taken(WEBFORM, {**a_webform(), "Changed": "2026-04-01 10:00:00", "Sticky": "1"})

    assert one == other
    assert isinstance(one.request, Log)
    assert "::1" not in one.request.details


def test_parts_of_two_people_are_not_mixed() -> None:
    """The boxes of a question that is asked twice belong to their own asking."""
    log = log_of(WEBFORM, {**a_webform(), "Name: First": "Aoife", "Name: Last (2)": "Prys"})

    assert ("Aoife", "Bin missed\n\nName: Last (2): Prys") == (log.complainant.name, log.details)


def test_whole_answer_counts_before_its_parts() -> None:
    """A question that is answered as a whole is not put together again from boxes, which are kept."""
    log = log_of(WEBFORM, {**a_webform(), "Name: First": "Aoife", "Name": "Aoife Prys"})

    assert ("Aoife Prys", "Bin missed\n\nName: First: Aoife") == (log.complainant.name, log.details)


# Keys.


def test_key_is_the_uuid_if_there_is_one() -> None:
    """UUID, else Submission ID, else Serial number, whatever their order in the file."""
    uuid = {**a_webform(), "Submission UUID": "3f2b"}
    sid = a_webform()
    serial = a_webform(Submission_ID="")

    assert ["3f2b", "1187", "41"] == [taken(WEBFORM, row).key.reference for row in (uuid, sid, serial)]


def test_row_without_a_reference_is_known_by_its_content() -> None:
    """A source that numbers nothing: the same row again is a duplicate, any other is a new one."""
    jadu = profile_called("jadu-connect", profiles())
    row = {"ff_description-3": "Bin", "ff_date-received": "2026-03-30", "status": "Stage 1"}
    again, other = {**row, "status": "Closed"}, {**row, "ff_description-3": "Bins"}

    assert 1 == len({taken(jadu, one).key for one in (row, again)})
    assert 2 == len({taken(jadu, one).key.reference for one in (row, other)})


def test_row_without_a_date_is_received_when_it_is_imported(office: Office) -> None:
    """A source without dates says so in its profile; the row says that its date is the day of the import."""
    path = office.write("cases.csv", "ff_description-3,status\nBin missed three weeks running,Stage 1\n")
    row = office.only_row(path)

    assert ("submitted_at is not told; it was received on the day of the import.",) == row.notes
    assert date(2026, 4, 1) == office.only_case(path).case.received_on


# Case history by another system's names.


def test_cases_of_a_leaving_system_go_through_the_process(office: Office) -> None:
    """Stages of iCasework become stages; what it worked out itself, and the old targets, stay as lines."""
    batch = office.take(SAMPLES / "icasework-good.csv")
    case = office.case(batch.cases[3])
    first, second = case.case.stages

    assert ("1048577", "Planning", Channel.EMAIL, "Three departments and no answer") == (
        case.case.reference,
        case.case.service,
        case.channel,
        case.summary,
    )
    assert [(date(2024, 5, 22), "partly-upheld"), (date(2024, 7, 2), "not-upheld")] == [
        (stage.responded_on, stage.outcome) for stage in (first, second)
    ]
    assert date(2024, 6, 10) == second.opened_on
    assert "CaseStageStage2.DateDue: 2024-07-08" in case.details


def test_kind_that_has_no_past_cases_is_rejected() -> None:
    """A profile may know what an answer means, and past cases are complaints and compliments alone."""
    icasework = profile_called("icasework", profiles())
    profile = replace(icasework, kinds={**icasework.kinds, "Enquiry": "service-request"})
    row = {"CaseDetails.CaseId": "1", "CaseStatusReceipt.DateReceived": "2024-05-07", "CaseDetails.CaseType": "Enquiry"}

    answer = HistoryRows(profile, Heading(tuple(row))).prepare(RawRow(2, row, ()))

    assert isinstance(answer, tuple)
    assert ["CaseDetails.CaseType “Enquiry” is not one of Complaint, Corporate complaint, Compliment."] == [
        reason.sentence for reason in answer
    ]


def test_case_with_a_third_stage_is_rejected(office: Office) -> None:
    """What the two-stage process could not have produced does not come in as something else."""
    (row,) = [row for row in office.plan(SAMPLES / "icasework-bad.csv").rows if row.number == 7]

    assert (
        "CaseStageStage3.DateReceived “2024-06-10” tells of a third stage, which the process does not have; enter "
        "the case by hand."
    ) == " ".join(row.reasons)


# What spreadsheets do to text.


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [("telephone", "'07700 900123", "07700 900123"), ("submission_id", "'00417", "00417"), ("postcode", "'AB1", "AB1")],
)
def test_apostrophe_before_a_number_is_left_out_and_told(field: str, typed: str, kept: str) -> None:
    """A spreadsheet's apostrophe is no part of a number; a note has what was typed."""
    answer = taken(NATIVE, {**A_ROW, field: typed})

    assert [f"{field} “{typed}” has an apostrophe that a spreadsheet put there; it is left out."] == [
        note.sentence for note in answer.notes
    ]
    assert isinstance(answer.request, Log)
    assert kept in {answer.key.reference, answer.request.complainant.telephone, answer.request.complainant.postcode}


def test_apostrophe_that_somebody_wrote_stays() -> None:
    """Names and stories may begin with one."""
    log = log_of(NATIVE, {**A_ROW, "name": "'t Hooft", "details": "'90s bins"})

    assert ("'t Hooft", "'90s bins") == (log.complainant.name, log.details)


@pytest.mark.parametrize("typed", ["07700 900123", "7700900123", "'07700900123", "07700-900123"])
def test_lost_leading_zero_is_no_other_number(typed: str) -> None:
    """Only digits are compared, without the zeros before them."""
    same = taken(NATIVE, {**A_ROW, "telephone": "07700900123"})

    assert same.key == taken(NATIVE, {**A_ROW, "telephone": typed}).key


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_cell_that_begins_like_a_formula_is_kept_as_typed(start: str) -> None:
    """Nothing is neutralised on its way in."""
    log = log_of(NATIVE, {**A_ROW, "summary": f"{start}1+1", "details": f"{start}A1", "name": f"{start}x"})

    assert (f"{start}1+1", f"{start}A1", f"{start}x") == (log.summary, log.details, log.complainant.name)


# Digests.


def texts() -> st.SearchStrategy[str]:
    """Texts as they are after the first cleaning: plain and stripped, never blank."""
    words = st.text(st.sampled_from("ab _.\"'\\\n\t é\u00a0{}%sR1"), min_size=1, max_size=12)
    return words.map(str.strip).filter(bool)


@example(content={"submission_id": "R1", "source": "web", "summary": "photo_R1.jpg"})
@given(
    content=st.fixed_dictionaries(
        {"submission_id": st.sampled_from(["R1", "a b", '"']), "source": st.just("web"), "summary": texts()},
        optional={"details": texts(), "telephone": texts().map(one_line), "name": texts(), "issue_on": st.dates()},
    )
)
def test_short_way_to_a_digest_leads_to_the_same(content: dict[str, object]) -> None:
    """What was taken in by an earlier version is known again: the digest is that of the canonical JSON."""
    content["submitted_at"] = datetime(2026, 3, 30, 8, 15, 27, 5, tzinfo=UTC)

    assert digest(str(content["submission_id"]), {"kind": "complaint", "channel": "web", **content}) == (
        submission_digest(content)
    )


# Profiles.


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ('[ticks]\nservice = "Services: "', "service is asked with one column an option, and so needs a splitter"),
        ('[words.colour]\nred = "blue"', "colour has neither a column nor a question"),
        ('[defaults]\ncolour = "blue"', "colour is no field; the fields are submission_id, submitted_at"),
        ('[kinds]\nMoan = "moan"', "kinds.Moan: "),
    ],
)
def test_profile_that_cannot_mean_what_it_says_is_refused(added: str, words: str) -> None:
    """A mistake in a council's own profile is found when it is read, and named."""
    text = (fixtures_dir() / "profiles" / "submissions.toml").read_text(encoding="utf-8")

    with pytest.raises(InvalidInput) as caught:
        parse(f"{text}\n{added}\n", "mine.toml")

    assert words in caught.value.sentence


def test_every_profile_begins_by_explaining_itself() -> None:
    """Whoever copies a profile reads first what the source is and what to change."""
    for path in sorted((fixtures_dir() / "profiles").glob("*.toml")):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_file_whose_times_are_of_another_order_is_refused_whole(office: Office) -> None:
    """A machine writes all times of a file alike: one that cannot be month first shows that none is."""
    heading = "ID,Start time,Completion time,Email,Name,What is your complaint about?\n"
    rows = [f"{number},,{day} 9:15:27,,,Bin {number}\n" for number, day in enumerate(("03/04/2026", "25/03/2026"), 17)]
    mixed, alike = (
        office.write(f"{name}.csv", heading + text) for name, text in (("a", "".join(rows)), ("b", rows[0]))
    )

    with pytest.raises(InvalidInput, match="“25/03/2026 9:15:27” cannot be month-day-year, which microsoft-forms says"):
        office.plan(mixed)
    assert counts(new=1) == office.plan(alike).counts
    assert [
        "A date such as 3/4/2026 is read as 4 March, month first, because the profile microsoft-forms says so."
    ] == [notice for notice in open_import(alike).notices if "month first" in notice]
