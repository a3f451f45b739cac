"""The numbers of the day, earlier contacts and words used before, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from caseapp.casework.requests import Acknowledge, Assign, Complainant, Escalate, Respond, Restrict
from caseapp.rules.vocabulary import Division, Kind, Outcome
from caseapp.store.queries.previous import Earlier, previous
from caseapp.store.queries.today import DAYS_AHEAD, Day, today
from caseapp.store.queries.words import root_causes, themes
from caseapp.store.queries.worklist import WorklistFilter, worklist_ids
from tests.builders import LEE, RITA, Desk, a_log, april, may

MONDAY, THURSDAY = april(22), april(25)


def set_day(desk: Desk) -> None:
    """Open cases due on several days, some late, acknowledged or held, and some that are not open."""
    for received_on in (april(4), april(5), april(8), april(8), april(11), april(19), april(22)):
        desk.do(a_log(received_on=received_on), today=MONDAY)
    desk.do(Acknowledge("C24-00002"), today=MONDAY)
    desk.do(Assign("C24-00003", LEE), today=MONDAY)
    desk.do(Respond("C24-00004", Outcome.UPHELD), today=MONDAY)
    desk.do(Escalate("C24-00004", "Not happy"), today=MONDAY)
    desk.do(a_log(received_on=april(22), service=None), today=MONDAY)
    desk.do(a_log(received_on=april(22), kind=Kind.COMPLIMENT, service=None), today=MONDAY)


@pytest.mark.parametrize("on", [MONDAY, THURSDAY, april(20), may(6)])
def test_today_counts_what_the_worklist_lists(own_desk: Desk, on: date) -> None:
    """Every number is the length of the list that its key opens, on a Monday, later, on a Saturday and a holiday."""
    set_day(own_desk)
    with own_desk.store.reading() as reader:
        calendar = reader.calendar(Division.ENGLAND_AND_WALES)
        numbers = today(reader, LEE.upper(), on, calendar)

        def listed(**wanted: Any) -> int:
            return len(worklist_ids(reader, WorklistFilter(**wanted), on, calendar))

        sunday = calendar.count(on, on + timedelta(days=6 - on.weekday()))
        expected = {
            "open": listed(),
            "overdue": listed(overdue=True),
            "due_today": listed(due_within=0),
            "this_week": listed(due_within=sunday),
            "unacknowledged": listed(unacknowledged=True),
            "unassigned": listed(unassigned=True),
            "mine": listed(mine=LEE),
            "stage_2": listed(stage=2),
        }
        ahead = [listed(due_within=days) - listed(due_within=days - 1) for days in range(1, DAYS_AHEAD + 1)]

    assert expected == {name: getattr(numbers, name) for name in expected}
    assert ahead == [day.due for day in numbers.ahead]


def test_today_tells_what_is_new_and_what_comes(own_desk: Desk) -> None:
    """New is what came since the working day before; the days ahead are working days, today not among them."""
    set_day(own_desk)
    with own_desk.store.reading() as reader:
        numbers = today(reader, LEE, MONDAY, reader.calendar(Division.ENGLAND_AND_WALES))

    assert (april(19), 3, 1) == (numbers.since, numbers.new, numbers.unallocated)
    assert (8, 2, 1, 3) == (numbers.open, numbers.overdue, numbers.due_today, numbers.late_acknowledgements)
    assert (1, 1) == (numbers.stage_2, numbers.mine)
    assert (Day(april(23), 0), Day(april(24), 0), Day(april(25), 1)) == numbers.ahead[:3]
    assert (DAYS_AHEAD, may(3), Day(may(7), 2)) == (len(numbers.ahead), numbers.ahead[8].on, numbers.ahead[9])


AOIFE = Complainant("Aoife Ní Bhriain", "aoife@example.org", "07700 900123", "1 High Street", "AB1 2CD")


@pytest.fixture
def heard(own_desk: Desk) -> Desk:
    """Four contacts: two of Aoife's, one restricted; a neighbour's; and one that says nothing of whom it is from."""
    own_desk.logged(summary="First", received_on=april(2), complainant=AOIFE)
    own_desk.logged(summary="Secret", received_on=april(3), complainant=AOIFE)
    own_desk.logged(summary="Next door", complainant=Complainant("Bo Lau", "", "", "Flat 3, 7 High Street", "ab12cd"))
    own_desk.logged(summary="Nobody's")
    own_desk.do(Restrict("C24-00002", "About a colleague"))
    return own_desk


def earlier(desk: Desk, **known: str) -> list[Earlier]:
    with desk.store.reading() as reader:
        return list(previous(reader, **known))


@pytest.mark.parametrize(
    ("known", "references", "why"),
    [
        ({"email": " AOIFE@Example.org"}, ["C24-00002", "C24-00001"], "same e-mail"),
        ({"telephone": "+44 7700-900123"}, ["C24-00002", "C24-00001"], "same telephone"),
        ({"telephone": "7700900123"}, ["C24-00002", "C24-00001"], "same telephone"),
        ({"name": "AOIFE NI BHRIAIN", "postcode": "ab12cd"}, ["C24-00002", "C24-00001"], "same name and postcode"),
        ({"address": "1, High St", "postcode": "AB1 2CD"}, ["C24-00002", "C24-00001"], "same address"),
        ({"address": "flat 3 7 high street", "postcode": "AB1 2CD"}, ["C24-00003"], "same address"),
        ({"address": "7 High Street", "postcode": "AB1 2CD"}, [], ""),
        ({"postcode": "AB1 2CD"}, [], ""),
        ({"name": "Aoife Ní Bhriain"}, [], ""),
        ({"telephone": "123"}, [], ""),
        ({"email": "%", "telephone": "'; --", "name": "x" * 10_000, "postcode": '"'}, [], ""),
        ({}, [], ""),
    ],
)
def test_previous_contacts(heard: Desk, known: dict[str, str], references: list[str], why: str) -> None:
    """The same person or home is known again however it is written, the newest first, and says what told."""
    found = earlier(heard, **known)

    assert references == [one.reference for one in found]
    assert {why} if references else set() == {one.why for one in found}


def test_previous_contacts_say_no_more_than_may_be_seen(heard: Desk) -> None:
    """A restricted contact is there without a word of it; the case itself is no earlier one (R136)."""
    secret, first = earlier(heard, email=AOIFE.email)

    assert ("restricted", True, "Waste") == (secret.summary, secret.restricted, secret.service)
    assert ("First", False, april(2)) == (first.summary, first.restricted, first.received_on)
    assert ["C24-00002"] == [one.reference for one in earlier(heard, email=AOIFE.email, exclude="c24-1")]


def test_words_used_before(own_desk: Desk) -> None:
    """The most used come first; themes are of a service, causes of all (R86)."""
    for service, theme, cause in (
        ("Waste", "Missed bin", "Delay"),
        ("Waste", "Missed bin", "Conduct"),
        ("Waste", "Damaged bin", "Delay"),
        ("Planning", "No notice", None),
    ):
        case = own_desk.logged(service=service)
        own_desk.do(Respond(case.reference, Outcome.UPHELD, resolution_theme=theme, root_cause=cause), by=RITA)
    with own_desk.store.reading() as reader:
        assert ("Missed bin", "Damaged bin") == themes(reader, "Waste")
        assert ("Missed bin", "Damaged bin", "No notice") == themes(reader)
        assert () == themes(reader, "Housing")
        assert ("Delay", "Conduct") == root_causes(reader)
