"""Logging a contact."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from caseapp.casework.requests import Complainant, Log, Note, SubmissionKey
from caseapp.casework.verbs import carry_out
from caseapp.rules.case import Stage
from caseapp.rules.errors import InvalidInput, NotFound, StoreProblem
from caseapp.rules.vocabulary import Action, Channel, Kind, State
from caseapp.store.queries.cases import CaseView, case_view
from tests.builders import LEE, MEL, MONDAY, Desk, a_log, april, may, noon, stage_of


def view(desk: Desk, reference: str) -> CaseView:
    with desk.store.reading() as reader:
        return case_view(reader, reference)


def test_complaint_starts_the_clock_of_stage_1(desk: Desk) -> None:
    """Five working days to acknowledge and ten to answer, the day of receipt being day zero (R37, R75, R115)."""
    case = desk.logged()

    assert (State.NEW, "cambridge-2024", 1) == (case.state, case.policy, case.version)
    assert Stage(1, 1, MONDAY, acknowledge_by=april(15), due_on=april(22)) == stage_of(case)
    assert case == desk.case(case.reference)


@pytest.mark.parametrize(
    ("received_on", "acknowledge_by", "due_on"),
    [
        (april(13), april(19), april(26)),  # a Saturday: day zero where it falls, Monday is day one
        (april(14), april(19), april(26)),
        (may(3), may(13), may(20)),  # before the early May bank holiday
        (may(6), may(13), may(20)),  # on it
    ],
)
def test_clock_when_received_on_a_day_off(desk: Desk, received_on: date, acknowledge_by: date, due_on: date) -> None:
    """A receipt on a weekend or bank holiday is day zero on that day; the next working day is day one (R115)."""
    stage = stage_of(desk.logged(received_on=received_on, today=may(31)))

    assert (acknowledge_by, due_on) == (stage.acknowledge_by, stage.due_on)


def test_clock_when_it_starts_at_the_acknowledgement(desk: Desk) -> None:
    """Until it is acknowledged the answer is due when it would be if acknowledged on the last day (R38, R125)."""
    assert april(29) == desk.logged(policy="lgsco-2024").due_on


def test_day_of_receipt_is_the_day_in_cambridge(desk: Desk) -> None:
    """At half past eleven at night, UTC, in July, it is tomorrow already in Cambridge."""
    with desk.store.writing() as work:
        late = datetime(2024, 7, 1, 23, 30, tzinfo=UTC)
        case = carry_out(work, a_log(), by=desk.actor(work, LEE), at=late).case

    assert date(2024, 7, 2) == case.received_on
    assert late == view(desk, case.reference).logged_at


def test_policy_is_the_one_in_force_on_receipt(desk: Desk) -> None:
    """A complaint of March that is entered in April falls under the policy of March (R76)."""
    assert "cambridge-2021" == desk.logged(received_on=date(2024, 3, 28)).policy
    assert "cambridge-2024" == desk.logged(received_on=april(1)).policy


def test_past_dates_are_taken_and_future_ones_are_not(desk: Desk) -> None:
    """The date of receipt is when any officer first had it (R21), so it may be past, and never to come."""
    assert april(5) == desk.logged(received_on=april(5)).received_on
    assert "2024-04-09 is in the future" in desk.refused(a_log(received_on=april(9))).sentence


def test_dates_beyond_what_is_known_are_refused(desk: Desk) -> None:
    """No policy is stretched to a date that it does not cover."""
    assert isinstance(desk.failed(a_log(received_on=date(1999, 12, 31))), NotFound)
    outside = a_log(received_on=date(1999, 12, 31), policy="cambridge-2021")
    assert "R76" == desk.refused(outside).refusal.rule


def test_policy_is_not_taken_outside_its_dates(desk: Desk) -> None:
    """A policy that has ended, or has not begun, is no way round the one in force (R76)."""
    for received_on, policy in ((april(5), "cambridge-2021"), (date(2024, 3, 28), "cambridge-2024")):
        refusal = desk.refused(a_log(received_on=received_on, policy=policy)).refusal
        assert ("R76", True) == (refusal.rule, str(received_on) in refusal.reason)


def test_references_count_up_within_their_year(own_desk: Desk) -> None:
    """One series a year of receipt; a number is never given twice."""
    references = [own_desk.logged(received_on=on).reference for on in (MONDAY, april(5), date(2023, 5, 2), MONDAY)]

    assert ["C24-00001", "C24-00002", "C23-00001", "C24-00003"] == references


def test_reference_that_an_old_tracker_used_is_passed_over(own_desk: Desk) -> None:
    """A case from an old tracker keeps its reference, and the series goes round it."""
    own_desk.logged(reference="C24-00001")
    own_desk.logged(reference="C24-00002")

    assert "C24-00003" == own_desk.logged().reference


def test_reference_is_found_however_it_is_typed(desk: Desk) -> None:
    """A reference that is given is stored in the form in which it is looked for."""
    case = desk.logged(reference=" c24-777 ")

    assert "C24-00777" == case.reference
    assert case == desk.case("C24-777")
    assert isinstance(desk.failed(a_log(reference="c24-00777")), InvalidInput)


def test_blank_reference_is_refused(desk: Desk) -> None:
    """A case without a reference could not be found again."""
    assert isinstance(desk.failed(a_log(reference=" \n")), InvalidInput)


def test_compliment_is_recorded_and_has_no_stages(desk: Desk) -> None:
    """Only a complaint runs through the stages; anything else is recorded and counted (R6, R7)."""
    case = desk.logged(kind=Kind.COMPLIMENT)

    assert (State.RECORDED, (), None) == (case.state, case.stages, case.due_on)
    assert 2 == desk.do(Note(case.reference, "Thanked")).version


def test_service_is_found_whatever_its_capitals(desk: Desk) -> None:
    """A service is one of the council's, however it is typed."""
    assert "Streets & Open Spaces" == desk.logged(service="streets & OPEN spaces ").service
    assert desk.logged(service=None).service is None
    error = desk.failed(a_log(service="Dragons"))
    assert isinstance(error, NotFound)
    assert "Dragons" in error.sentence


def test_part_of_a_service_needs_the_service(desk: Desk) -> None:
    """A part is kept with its service; without one the result says what was stored: nothing."""
    case = desk.logged(sub_service=" Bulky   waste ")
    alone = desk.logged(service=None, sub_service="Bulky waste")

    assert ("Bulky waste", None) == (case.sub_service, alone.sub_service)
    assert (case, alone) == (desk.case(case.reference), desk.case(alone.reference))


def test_other_services_leave_out_the_lead_and_repeats(desk: Desk) -> None:
    """A complaint about several services counts each once beside its lead service (R82)."""
    case = desk.logged(other_services=("planning", "Waste", "Planning", "Finance"))

    assert ("Finance", "Planning") == view(desk, case.reference).other_services


@pytest.mark.parametrize("summary", ["", "  \n\t ", "\x1b[31m\x1b[0m"])
def test_summary_is_needed(desk: Desk, summary: str) -> None:
    """A case says in a line what it is about; escape codes say nothing."""
    assert isinstance(desk.failed(a_log(summary=summary)), InvalidInput)


def test_everything_that_was_said_is_kept(desk: Desk) -> None:
    """Narrative, complainant, adjustments and dates are all kept, each in its place."""
    who = Complainant("Rosa Vale", "rosa@example.org", "01223 000000", "1 Mill Road", "CB1 2AZ")
    request = Log(
        summary="Bins",
        service="Waste",
        channel=Channel.TELEPHONE,
        details="Three weeks\nrunning",
        desired_outcome="An apology",
        raised_before="In January",
        issue_on=april(1),
        aware_on=april(2),
        complainant=who,
        adjustments="Large print",
        contact="Through Olga alone",
    )
    kept = view(desk, desk.do(request, by=LEE).reference)

    assert ("Bins", Channel.TELEPHONE, april(1), april(2)) == (kept.summary, kept.channel, kept.issue_on, kept.aware_on)
    assert ("Three weeks\nrunning", "An apology", "In January") == (
        kept.details,
        kept.desired_outcome,
        kept.raised_before,
    )
    assert who == Complainant(kept.name, kept.email, kept.telephone, kept.address, kept.postcode)
    assert ("Large print", "Through Olga alone", noon(MONDAY)) == (kept.adjustments, kept.contact, kept.logged_at)
    assert [(Action.LOG, LEE)] == [(entry.action, entry.by) for entry in kept.timeline]


def test_hostile_text_is_made_plain_as_it_comes_in(desk: Desk) -> None:
    """Escape codes, controls and direction overrides are not stored; quotes and markup are just words."""
    kept = view(
        desk,
        desk.logged(
            summary="[bold]\x1b]52;c;aGk=\x07O'Neil\x00 \u202e%_", details="one\x1b[2J\rtwo", service=None
        ).reference,
    )

    assert ("[bold]O'Neil %_", "one\ntwo") == (kept.summary, kept.details)


@pytest.mark.parametrize("column", ["issue_on", "aware_on"])
def test_matter_is_not_later_than_the_complaint(desk: Desk, column: str) -> None:
    """Nobody complains about what has not happened yet (R15)."""
    assert "R15" == desk.refused(a_log(**{column: april(9)})).refusal.rule
    assert MONDAY == desk.logged(**{column: MONDAY}).received_on


def test_member_sees_figures_and_never_a_case(desk: Desk) -> None:
    """The Member Responsible for Complaints logs nothing (R54)."""
    assert "R54" == desk.refused(a_log(), by=MEL).refusal.rule


def test_submission_is_taken_once(desk: Desk) -> None:
    """A submission comes in once; the second attempt leaves nothing behind (guarantee 7)."""
    key = SubmissionKey("govuk-forms", f"once on {desk.store.name}", "digest")
    first = desk.logged(submission=key)

    error = desk.failed(a_log(submission=key))

    assert isinstance(error, StoreProblem)
    assert "guarantee 7" in error.sentence
    kept = view(desk, first.reference)
    assert (key.source, key.reference) == (kept.source, kept.submission)


def test_unknown_policy_is_refused_with_those_there_are(desk: Desk) -> None:
    """A policy that is not there is not guessed."""
    error = desk.failed(a_log(policy="cambridge-2099"))

    assert isinstance(error, NotFound)
    assert "cambridge-2024" in error.sentence
