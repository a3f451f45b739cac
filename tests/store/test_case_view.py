"""One case with everything beside it, and its timeline in words."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import (
    Acknowledge,
    Assign,
    Escalate,
    Extend,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Withdraw,
)
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Channel, Kind, Outcome
from caseapp.store.queries.cases import CaseView, case_view
from tests.builders import ADA, LEE, OLGA, RITA, Desk, april, noon


def view(desk: Desk, reference: str) -> CaseView:
    with desk.store.reading() as reader:
        return case_view(reader, reference)


def test_timeline_tells_a_life_in_words(own_desk: Desk) -> None:
    """Each event is a phrase that an officer would say, with the dates that it set."""
    reference = own_desk.logged().reference
    for request, by, day in (
        (Acknowledge(reference), OLGA, 9),
        (Assign(reference, LEE), OLGA, 9),
        (Extend(reference, 10, "Records"), LEE, 10),
        (Respond(reference, Outcome.PARTLY_UPHELD), LEE, 11),
        (Reopen(reference, "New evidence"), LEE, 12),
        (Withdraw(reference), OLGA, 12),
        (Reopen(reference, "A slip"), OLGA, 12),
        (Resolve(reference), OLGA, 12),
        (Reopen(reference, "A slip"), OLGA, 12),
        (Refuse(reference, "Out of time"), OLGA, 12),
        (Reopen(reference, "A slip"), OLGA, 12),
        (Respond(reference, Outcome.NOT_UPHELD), LEE, 15),
        (Escalate(reference, "Not happy", reviewer=RITA), OLGA, 16),
        (Note(reference, "Rang twice"), RITA, 17),
        (Respond(reference, Outcome.UPHELD, decided_by=ADA), RITA, 18),
    ):
        own_desk.do(request, by=by, today=april(day))

    timeline = view(own_desk, reference).timeline

    assert [
        "Logged as a complaint by web",
        "Acknowledged stage 1, due 2024-04-22",
        "Assigned to Lee Lead",
        "Extended stage 1 by 10 working days, from 2024-04-22 to 2024-05-07",
        "Answered stage 1: partly upheld, decided by Lee Lead",
        "Reopened stage 1, due 2024-04-26",
        "Closed stage 1: withdrawn",
        "Reopened stage 1, due 2024-04-26",
        "Closed stage 1: resolved by agreement",
        "Reopened stage 1, due 2024-04-26",
        "Closed stage 1: refused",
        "Reopened stage 1, due 2024-04-26",
        "Answered stage 1: not upheld, decided by Lee Lead",
        "Escalated to stage 2, due 2024-05-15, reviewer Rita Reviewer",
        "Note",
        "Answered stage 2: upheld, decided by Ada Admin",
    ] == [entry.words for entry in timeline]
    assert list(range(1, 17)) == [entry.version for entry in timeline]
    assert (RITA, april(17), noon(april(17)), "Rang twice") == (
        timeline[14].by,
        timeline[14].on,
        timeline[14].at,
        timeline[14].text,
    )


def test_timeline_when_there_is_no_reviewer_yet(own_desk: Desk) -> None:
    """An escalation without a reviewer says nothing of one."""
    reference = own_desk.escalated().reference

    assert "Escalated to stage 2, due 2024-05-10" == view(own_desk, reference).timeline[-1].words


def test_timeline_of_a_service_request(own_desk: Desk) -> None:
    """Codes of several words are read as words."""
    case = own_desk.logged(kind=Kind.SERVICE_REQUEST, channel=Channel.FACE_TO_FACE)

    assert "Logged as a service request by face-to-face" == view(own_desk, case.reference).timeline[0].words


def test_event_says_when_it_happened_and_when_it_was_recorded(own_desk: Desk) -> None:
    """What was done on Tuesday and entered on Friday keeps both days."""
    reference = own_desk.do(Acknowledge(own_desk.logged().reference, on=april(9)), today=april(12)).reference
    latest = view(own_desk, reference).timeline[-1]

    assert (april(9), noon(april(12))) == (latest.on, latest.at)


def test_text_with_braces_is_only_text(own_desk: Desk) -> None:
    """Names and words of the public are never taken for a format."""
    reference = own_desk.do(Assign(own_desk.logged().reference, "{stage} {0} %s")).reference

    assert "Assigned to {stage} {0} %s" == view(own_desk, reference).timeline[-1].words


def test_case_that_is_not_there(own_desk: Desk) -> None:
    """A reference that nothing has is said to be so."""
    with pytest.raises(NotFound, match="C24-00042"):
        view(own_desk, "C24-00042")
