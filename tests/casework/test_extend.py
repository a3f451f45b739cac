"""Giving the open stage more time."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.casework.requests import Acknowledge, Escalate, Extend, Reopen, Respond
from caseapp.rules.errors import OutsideCalendar
from caseapp.rules.vocabulary import Outcome, State
from caseapp.store.queries.cases import case_view
from tests.builders import MEL, RITA, Desk, april, may, stage_of

OLD = date(2024, 3, 4)
"""A Monday under cambridge-2021; ten working days end on 18 March."""


def test_extension_moves_the_answer(desk: Desk) -> None:
    """Working days of the extension are counted from the date that stood before it (R76)."""
    case = desk.do(Extend(desk.logged().reference, 10, " A long\n inquiry "), today=april(10))
    stage = stage_of(case)
    extension = stage.extensions[0]

    assert (april(22), may(7), may(7)) == (stage.due_on, stage.answer_by, case.due_on)
    assert (1, 10, april(10), "A long inquiry") == (
        extension.ordinal,
        extension.days,
        extension.extended_on,
        extension.reason,
    )
    assert (State.NEW, case) == (case.state, desk.case(case.reference))


def test_stage_2_is_extended_as_stage_1(desk: Desk) -> None:
    """Each stage has one extension of its own; the first one's does not count against the second (R76)."""
    first = desk.do(Extend(desk.logged().reference, 10, "Records"), today=april(9))
    desk.do(Respond(first.reference, Outcome.UPHELD), today=april(10))
    desk.do(Escalate(first.reference), today=april(11))
    case = desk.do(Extend(first.reference, 10, "Committee"), by=RITA, today=april(12))

    assert (may(10), may(24)) == (stage_of(case).due_on, case.due_on)
    assert case == desk.case(case.reference)


@pytest.mark.parametrize("days", [11, 20, 1000])
def test_too_long_is_refused(desk: Desk, days: int) -> None:
    """At most ten working days since April 2024 (R76)."""
    refused = desk.refused(Extend(desk.logged().reference, days, "Long"))

    assert "R76" == refused.refusal.rule
    assert "the longest is 10" in refused.sentence


@pytest.mark.parametrize("days", [0, -3])
def test_too_short_is_refused(desk: Desk, days: int) -> None:
    """An extension extends."""
    desk.refused(Extend(desk.logged().reference, days, "Short"))


def test_second_extension_is_refused(desk: Desk) -> None:
    """A single extension a stage since April 2024 (R76)."""
    reference = desk.do(Extend(desk.logged().reference, 1, "Records")).reference

    assert "R76" == desk.refused(Extend(reference, 1, "More records")).refusal.rule


@pytest.mark.parametrize("reason", ["", "  \n ", "\x1b[0m"])
def test_reason_is_needed(desk: Desk, reason: str) -> None:
    """The person is told why, in words (R18)."""
    assert "R18" == desk.refused(Extend(desk.logged().reference, 5, reason)).refusal.rule


def test_extension_comes_before_the_date_that_it_moves(desk: Desk) -> None:
    """On the due date is in time; a day later the answer is late already (R-L2)."""
    in_time, late = desk.logged().reference, desk.logged().reference

    assert may(7) == desk.do(Extend(in_time, 10, "Records"), today=april(22)).due_on
    assert "R-L2" == desk.refused(Extend(late, 10, "Records"), today=april(23)).refusal.rule
    assert may(7) == desk.do(Extend(late, 10, "Records", on=april(22)), today=april(23)).due_on


def test_extension_under_the_policy_of_2021(desk: Desk) -> None:
    """Before April 2024: any length and any number, by agreement, and after the date too (R76)."""
    reference = desk.logged(received_on=OLD).reference
    case = desk.do(Extend(reference, 20, "Agreed", on=date(2024, 3, 5)))
    again = desk.do(Extend(reference, 30, "Agreed again"), today=may(1))

    assert (april(17), may(31)) == (case.due_on, again.due_on)
    assert [1, 2] == [extension.ordinal for extension in stage_of(again).extensions]
    assert again == desk.case(reference)


def test_extension_that_ends_in_the_past_is_refused(desk: Desk) -> None:
    """Where a date may be moved after it has passed, it still moves to a day that is to come."""
    reference = desk.logged(received_on=OLD).reference  # due on 18 March

    assert "would extend nothing" in desk.refused(Extend(reference, 13, "Agreed"), today=april(8)).sentence
    assert april(9) == desk.do(Extend(reference, 14, "Agreed"), today=april(8)).due_on


def test_extension_beyond_the_calendar_is_refused(desk: Desk) -> None:
    """A length that no calendar vouches for is a slip of the keyboard."""
    error = desk.failed(Extend(desk.logged(received_on=OLD).reference, 1_000_000, "Agreed"))

    assert isinstance(error, OutsideCalendar)


def test_extension_before_the_clock_starts_is_refused(desk: Desk) -> None:
    """Where the clock starts at the acknowledgement there is nothing to extend before it (R38)."""
    reference = desk.logged(policy="lgsco-2024").reference
    assert "R38" == desk.refused(Extend(reference, 5, "Records")).refusal.rule

    desk.do(Acknowledge(reference), today=april(9))

    assert may(8) == desk.do(Extend(reference, 10, "Records"), today=april(9)).due_on


def test_longest_extension_of_stage_2_under_the_code(desk: Desk) -> None:
    """The Code gives stage 2 up to twenty working days and stage 1 up to ten (R39, R44c)."""
    reference = desk.escalated(policy="lgsco-2024").reference
    desk.do(Acknowledge(reference), today=april(12))

    assert "R44c" == desk.refused(Extend(reference, 21, "Records"), today=april(12)).refusal.rule
    assert 20 == stage_of(desk.do(Extend(reference, 20, "Records"), today=april(12))).extensions[0].days


def test_reopening_earns_no_second_extension(desk: Desk) -> None:
    """The single extension is the stage's, over all attempts at it (R76, R77)."""
    reference = desk.do(Extend(desk.logged().reference, 5, "Records")).reference
    desk.do(Respond(reference, Outcome.UPHELD), today=april(9))
    desk.do(Reopen(reference, "New evidence"), today=april(10))

    assert "R76" == desk.refused(Extend(reference, 1, "More"), today=april(10)).refusal.rule


def test_extensions_count_on_when_any_number_is_allowed(desk: Desk) -> None:
    """Under the policy of 2021 a reopened stage is extended again, as the stage's second extension."""
    reference = desk.do(Extend(desk.logged(received_on=OLD).reference, 20, "Agreed")).reference
    desk.do(Respond(reference, Outcome.UPHELD))
    desk.do(Reopen(reference, "New evidence"))
    case = desk.do(Extend(reference, 2, "Agreed"))

    assert [2] == [extension.ordinal for extension in stage_of(case).extensions]
    assert april(24) == case.due_on
    assert case == desk.case(reference)


def test_closed_stage_is_refused(desk: Desk) -> None:
    """Only an open stage is extended (R77)."""
    assert "R77" == desk.refused(Extend(desk.answered().reference, 5, "Late"), today=april(12)).refusal.rule


def test_member_may_not(desk: Desk) -> None:
    """A member never acts in a case (R54)."""
    assert "R54" == desk.refused(Extend(desk.logged().reference, 5, "Please"), by=MEL).refusal.rule


@pytest.mark.parametrize(("told", "words"), [(True, "were given"), (False, "were not given"), (None, None)])
def test_extension_says_whether_the_ombudsmans_details_were_given(desk: Desk, told: bool | None, words: str) -> None:  # noqa: FBT001  # pytest's parameter
    """With the new date the person hears where else to turn (R40); older extensions say nothing of it."""
    reference = desk.do(Extend(desk.logged().reference, 5, "Records", ombudsman_told=told)).reference
    with desk.store.reading() as reader:
        entry = case_view(reader, reference).timeline[-1]

    assert told is entry.content.get("ombudsman_told")
    assert entry.words.endswith("to 2024-04-29" + (f"; the Ombudsman's details {words}" if words else ""))
