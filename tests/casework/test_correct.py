"""Corrections: what was taken down wrongly is put right, and what stood there before is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from caseapp.casework.requests import Acknowledge, Complainant, Correct, Escalate, Extend, Reopen, Respond
from caseapp.casework.verbs import carry_out
from caseapp.rules import deadlines
from caseapp.rules.case import Case
from caseapp.rules.errors import Conflict, InvalidInput, NotFound
from caseapp.rules.vocabulary import Action, Channel, Kind, Outcome, State
from caseapp.store.queries.cases import CaseView, case_view
from caseapp.store.verification import verify
from tests.builders import LEE, MEL, MONDAY, OLGA, TUESDAY, WEDNESDAY, Desk, a_log, april, may, noon, stage_of

WRONG: dict[str, Any] = {
    "summary": "The bin was not emptied",
    "details": "They never came",
    "desired_outcome": "An apology",
    "raised_before": "Rang in March",
    "adjustments": "Large print",
    "contact": "Letters only",
}
SIAN = Complainant("Sian O'Neil", "sian@example.org", "01223 000000", "1 Mill Road", "CB1 2AD")


def view_of(desk: Desk, case: Case) -> CaseView:
    with desk.store.reading() as reader:
        return case_view(reader, case.reference)


def require_sound(desk: Desk) -> None:
    with desk.store.reading() as reader:
        assert () == verify(reader).problems


@pytest.mark.parametrize(
    ("field", "new", "old"),
    [
        ("summary", "The box was not emptied", "The bin was not emptied"),
        ("details", "They came late", "They never came"),
        ("desired_outcome", "", "An apology"),
        ("raised_before", "Rang in April", "Rang in March"),
        ("name", "Siân O'Neil", "Sian O'Neil"),
        ("email", "", "sian@example.org"),
        ("telephone", "01223 111111", "01223 000000"),
        ("address", "2 Mill Road", "1 Mill Road"),
        ("postcode", "CB1 2AE", "CB1 2AD"),
        ("adjustments", "Braille", "Large print"),
        ("contact", "Through Olga alone", "Letters only"),
    ],
)
def test_words_are_corrected_and_the_old_ones_kept(desk: Desk, field: str, new: str, old: str) -> None:
    """Old words go into the event's text, where they can be erased one day, and never into what its hash covers."""
    case = desk.logged(**WRONG, complainant=SIAN)
    before = view_of(desk, case)
    done = desk.do(Correct(case.reference, "Misheard", **{field: new}), today=TUESDAY)  # type: ignore[arg-type]  # one field
    after = view_of(desk, case)

    assert (new, 2, case.state) == (getattr(after, field), done.version, done.state)
    assert replace(before, **{field: new}, case=after.case, timeline=after.timeline) == after  # type: ignore[arg-type]  # one field
    *_, event = after.timeline
    assert (Action.CORRECT, TUESDAY, OLGA, {"fields": [field]}) == (event.action, event.on, event.by, event.content)
    assert f"Misheard\n[{field.replace('_', ' ')} before: {old}]" == event.text
    assert f"Corrected {field.replace('_', ' ')}" == event.words


def test_several_fields_are_one_correction(desk: Desk) -> None:
    """One event; what says nothing of a person is told from what to what."""
    case = desk.logged(**WRONG)
    desk.do(
        Correct(case.reference, "Wrong form", summary="Noise", name="Ann", channel=Channel.LETTER, issue_on=april(2))
    )
    *_, event = view_of(desk, case).timeline

    assert ["channel", "issue_on", "name", "summary"] == event.content["fields"]
    assert {"from": "web", "to": "letter"} == event.content["channel"]
    assert {"from": None, "to": "2024-04-02"} == event.content["issue_on"]
    assert "Corrected channel from web to letter, issue on from blank to 2024-04-02, name, summary" == event.words
    assert "[name before: blank]" in event.text
    require_sound(desk)


def test_words_can_be_added_where_there_were_none(desk: Desk) -> None:
    """Nobody said who they are, nor what they need, until they rang again."""
    case = desk.logged()
    desk.do(Correct(case.reference, "They rang again", email="ann@example.org", adjustments="Large print"))
    view = view_of(desk, case)

    assert ("ann@example.org", "", "Large print") == (view.email, view.name, view.adjustments)


def test_another_case_of_the_same_person_keeps_its_words(desk: Desk) -> None:
    """A correction is about one case."""
    one, other = (desk.logged(complainant=SIAN) for _ in range(2))
    desk.do(Correct(one.reference, "Moved", address="9 Hills Road"))

    assert ("9 Hills Road", "1 Mill Road") == (view_of(desk, one).address, view_of(desk, other).address)


def test_what_comes_from_outside_is_made_safe(desk: Desk) -> None:
    """Escape codes and control characters are no part of a correction either."""
    case = desk.logged()
    desk.do(Correct(case.reference, "\x1b[31mWrong", summary="A\x1b[2J bin\nhere", details="one\x07\ntwo"))
    view = view_of(desk, case)

    assert ("A bin here", "one\ntwo") == (view.summary, view.details)
    assert view.timeline[-1].text.startswith("Wrong\n[")


@pytest.mark.parametrize("changes", [{}, {"summary": " The bin  was not emptied"}, {"received_on": MONDAY}])
def test_nothing_to_correct_is_told(desk: Desk, changes: dict[str, Any]) -> None:
    """A correction that changes nothing leaves no event."""
    case = desk.logged()
    error = desk.failed(Correct(case.reference, "Why not", **changes))

    assert isinstance(error, InvalidInput)
    assert error.sentence.startswith("Nothing to correct: ")


def test_a_case_keeps_a_summary(desk: Desk) -> None:
    """Every other field can be emptied."""
    assert isinstance(desk.failed(Correct(desk.logged().reference, "Why not", summary=" \n")), InvalidInput)


@pytest.mark.parametrize("reason", ["", " \n", "\x1b[31m"])
def test_a_correction_has_a_reason(desk: Desk, reason: str) -> None:
    """In words that can be read."""
    assert "R18" == desk.refused(Correct(desk.logged().reference, reason, summary="Noise")).refusal.rule


def test_a_correction_is_for_whoever_works_on_cases(desk: Desk) -> None:
    """In any state, by any of them; a member sees no case (R54)."""
    reference = desk.answered().reference

    assert "R54" == desk.refused(Correct(reference, "Misheard", name="Ann"), by=MEL).refusal.rule
    assert State.STAGE_1_ANSWERED is desk.do(Correct(reference, "Misheard", name="Ann"), by=LEE, today=april(11)).state


def test_a_correction_of_what_somebody_else_has_corrected_is_told(desk: Desk) -> None:
    """The version that the person was looking at is the one that is corrected."""
    reference = desk.logged().reference
    desk.do(Correct(reference, "Misheard", name="Ann", expected_version=1))

    assert isinstance(desk.failed(Correct(reference, "Misheard", name="Anne", expected_version=1)), Conflict)
    assert isinstance(desk.failed(Correct("C24-99999", "Misheard", name="Anne")), NotFound)


def test_a_case_of_the_same_transaction_can_be_corrected(desk: Desk) -> None:
    """What was logged and acknowledged a moment ago has not been written yet."""
    with desk.store.writing() as work:
        by = desk.actor(work, OLGA)
        reference = carry_out(work, a_log(summary="Bin"), by=by, at=noon(MONDAY)).reference
        carry_out(work, Acknowledge(reference), by=by, at=noon(MONDAY))
        done = carry_out(
            work, Correct(reference, "Typing", summary="Bins", received_on=april(5)), by=by, at=noon(MONDAY)
        )

    assert (3, april(5), "Bins") == (done.case.version, done.case.received_on, view_of(desk, done.case).summary)
    assert done.case == desk.case(reference)
    require_sound(desk)


# The date of receipt.


@pytest.mark.parametrize("policy", ["cambridge-2024", "housing-ombudsman-2024"])
@pytest.mark.parametrize("acknowledged_on", [None, TUESDAY])
def test_the_date_of_receipt_moves_the_dates_of_stage_1(desk: Desk, policy: str, acknowledged_on: date | None) -> None:
    """As they would stand had it been taken down at once, and each explains itself (R37, R38, R75)."""
    case = desk.logged(policy=policy)
    if acknowledged_on:
        case = desk.do(Acknowledge(case.reference), today=acknowledged_on)
    done = desk.do(Correct(case.reference, "Lay in a tray", received_on=april(4)), today=WEDNESDAY)
    stage = stage_of(done)
    with desk.store.reading() as reader:
        of_case = reader.policies.get(policy)
        made = deadlines.explain(of_case, reader.calendar(of_case.division), stage)

    assert (april(4), april(4), acknowledged_on) == (done.received_on, stage.opened_on, stage.acknowledged_on)
    assert [stage.acknowledge_by, stage.due_on] == [deadline.on for deadline in made]
    assert april(11) == stage.acknowledge_by
    assert done == desk.case(case.reference)
    event = view_of(desk, done).timeline[-1]
    assert {"from": "2024-04-08", "to": "2024-04-04"} == event.content["received_on"]
    assert "2024-04-11" == event.content["acknowledge_by"]
    assert "received on from 2024-04-08 to 2024-04-04" in event.words
    require_sound(desk)


def test_a_case_goes_on_from_its_corrected_date(desk: Desk) -> None:
    """It is acknowledged, extended, answered and escalated by the new dates; nothing is before the new receipt."""
    reference = desk.logged(received_on=april(3)).reference
    desk.do(Correct(reference, "Misread", received_on=april(5)))
    for request in (Acknowledge(reference), Extend(reference, 10, "Records"), Respond(reference, Outcome.UPHELD)):
        done = desk.do(request, today=TUESDAY)
    assert (april(5), april(19), may(3)) == (done.received_on, stage_of(done).due_on, stage_of(done).extended_to)
    assert State.STAGE_2_NEW is desk.do(Escalate(reference), today=WEDNESDAY).state
    require_sound(desk)


def test_a_date_of_receipt_is_corrected_twice(desk: Desk) -> None:
    """Even to a day with the same due date: 6 April 2024 is a Saturday."""
    reference = desk.logged(received_on=april(5)).reference
    due = [stage_of(desk.do(Correct(reference, "Misread", received_on=april(day)))).due_on for day in (6, 7, 8, 5)]

    assert [april(19), april(19), april(22), april(19)] == due
    require_sound(desk)


def case_closed(desk: Desk) -> Case:
    return desk.answered()


def case_reopened(desk: Desk) -> Case:
    return desk.do(Reopen(desk.answered().reference, "New facts"), today=april(11))


def case_at_stage_2(desk: Desk) -> Case:
    return desk.escalated()


def case_extended(desk: Desk) -> Case:
    return desk.do(Extend(desk.logged().reference, 5, "Records"), today=TUESDAY)


def case_of_another_kind(desk: Desk) -> Case:
    return desk.logged(kind=Kind.COMPLIMENT)


@pytest.mark.parametrize(
    ("begun", "rule"),
    [
        (case_closed, "R77"),
        (case_reopened, "R77"),
        (case_at_stage_2, "R77"),
        (case_extended, "R124"),
        (case_of_another_kind, "R6"),
    ],
)
def test_a_date_of_receipt_that_was_acted_on_stands(desk: Desk, begun: Any, rule: str) -> None:
    """What was answered by a date, or promised anew, stays true; the refusal says to write a note instead."""
    refusal = desk.refused(Correct(begun(desk).reference, "Misread", received_on=april(4)), today=april(12)).refusal

    assert rule == refusal.rule
    assert "record the right date in a note" in refusal.reason


@pytest.mark.parametrize(
    ("received_on", "reason"),
    [
        (april(16), "2024-04-16 is in the future; today is 2024-04-12"),
        (april(10), "was acknowledged on 2024-04-09, before 2024-04-10"),
        (date(2024, 3, 29), "opened under cambridge-2024, which does not apply on 2024-03-29; log it anew"),
        (april(1), "issue_on 2024-04-02 is after the date of receipt, 2024-04-01"),
    ],
)
def test_a_date_of_receipt_that_cannot_be_is_refused(desk: Desk, received_on: date, reason: str) -> None:
    """Not in the future, not after the acknowledgement, not under another policy, not before the issue (R15)."""
    reference = desk.acknowledged(issue_on=april(2)).reference
    refusal = desk.refused(Correct(reference, "Misread", received_on=received_on), today=april(12)).refusal

    assert reason in refusal.reason


def test_issue_and_receipt_are_corrected_together(desk: Desk) -> None:
    """Dates are compared as they will be (R15)."""
    reference = desk.logged(issue_on=april(5)).reference
    assert "R15" == desk.refused(Correct(reference, "Misread", aware_on=TUESDAY)).refusal.rule

    done = desk.do(Correct(reference, "Misread", received_on=april(4), issue_on=april(2), aware_on=april(3)))
    assert april(4) == done.received_on


def test_contact_is_noted_where_there_was_no_special_note(desk: Desk) -> None:
    """Kept apart with the adjustments, of which there are still none (R128)."""
    case = desk.logged()
    desk.do(Correct(case.reference, "Left out", contact="No visits alone"))
    view = view_of(desk, case)

    assert ("No visits alone", "") == (view.contact, view.adjustments)
    require_sound(desk)
