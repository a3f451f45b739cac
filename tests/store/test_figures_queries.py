"""The records that figures are counted from: which fall into a period, at its very edges."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.casework.requests import Acknowledge, Escalate, Extend, Reopen, Respond, Withdraw
from caseapp.rules.periods import Period, between
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Channel, Ending, Kind, Outcome
from caseapp.store.queries.figures import UNALLOCATED, contacts, stage_records
from caseapp.store.store import Store
from tests.builders import LEE, OLGA, RITA, Desk, a_log, april, may

WEEK = between(april(8), april(12))


def records(store: Store, period: Period) -> list[StageRecord]:
    with store.reading() as reader:
        return list(stage_records(reader, period))


def received(store: Store, period: Period) -> list[ContactRecord]:
    with store.reading() as reader:
        return list(contacts(reader, period))


@pytest.mark.parametrize(
    ("opened_on", "answered_on", "counted"),
    [
        (april(5), april(5), False),  # begun and ended before
        (april(5), april(7), False),  # ended on the day before
        (april(5), april(8), True),  # ended on the first day
        (april(8), april(8), True),
        (april(12), april(12), True),  # begun on the last day
        (april(5), april(20), True),  # open all the time
        (april(5), None, True),  # open still
        (april(12), None, True),
        (april(13), None, False),  # begun on the day after
    ],
)
def test_stage_counts_when_it_was_open_in_the_period(
    desk: Desk,
    opened_on: date,
    answered_on: date | None,
    counted: bool,  # noqa: FBT001  # from the table
) -> None:
    """A stage that was open on any day of the period belongs to it, both ends included."""
    case = desk.logged(received_on=opened_on, today=may(1))
    if answered_on:
        desk.do(Respond(case.reference, Outcome.UPHELD, on=answered_on), today=may(1))

    assert counted == (case.reference in {record.reference for record in records(desk.store, WEEK)})


def test_record_says_what_happened_to_a_stage(own_desk: Desk) -> None:
    """Every attempt at every stage is a record of its own, with its dates, outcome and causes."""
    reference = own_desk.logged(other_services=("Finance",)).reference
    own_desk.do(Acknowledge(reference), today=april(9))
    own_desk.do(Extend(reference, 5, "Records"), today=april(9))
    own_desk.do(Respond(reference, Outcome.PARTLY_UPHELD, "Missed bin", "Service failure"), today=april(10))
    own_desk.do(Reopen(reference, "New"), today=april(11))
    own_desk.do(Withdraw(reference), today=april(12))

    first, second = records(own_desk.store, WEEK)

    expected = StageRecord(
        reference=reference,
        service="Waste",
        multi_service=True,
        number=1,
        attempt=1,
        opened_on=april(8),
        acknowledge_by=april(15),
        acknowledged_on=april(9),
        due_on=april(22),
        answer_by=april(29),
        extended=True,
        ended_on=april(10),
        ending=Ending.ANSWERED,
        outcome=Outcome.PARTLY_UPHELD,
        resolution_theme="Missed bin",
        root_cause="Service failure",
    )
    assert expected == first
    assert (2, april(11), april(25), Ending.WITHDRAWN, None, False) == (
        second.attempt,
        second.opened_on,
        second.due_on,
        second.ending,
        second.outcome,
        second.extended,
    )


def test_both_stages_are_records(own_desk: Desk) -> None:
    """Stage 2 is counted beside stage 1, from the day on which it was asked for."""
    reference = own_desk.answered().reference
    own_desk.do(Escalate(reference), today=april(15))
    own_desk.do(Respond(reference, Outcome.UPHELD), by=RITA, today=april(16))

    assert [1] == [record.number for record in records(own_desk.store, WEEK)]
    assert [1, 2] == [record.number for record in records(own_desk.store, between(april(1), april(30)))]


def test_contacts_of_every_kind_by_date_of_receipt(own_desk: Desk) -> None:
    """Complaints and compliments alike are counted where they were received, both ends included."""
    for on in (april(7), april(8), april(12), april(13)):
        own_desk.do(a_log(kind=Kind.COMPLIMENT, channel=Channel.LETTER, received_on=on), today=may(1))
    complaint = own_desk.logged(received_on=april(10), service=None, other_services=("Waste",), today=may(1))

    found = received(own_desk.store, WEEK)

    assert [april(8), april(12), april(10)] == [contact.received_on for contact in found]
    assert [Channel.LETTER, Channel.LETTER, Channel.WEB] == [contact.channel for contact in found]
    assert ContactRecord(complaint.reference, Kind.COMPLAINT, Channel.WEB, april(10), UNALLOCATED, True) == found[-1]  # noqa: FBT003


def test_records_name_nobody(own_desk: Desk) -> None:
    """What figures are counted from holds no name and no words of a complaint (R135)."""
    case = own_desk.do(a_log(summary="Unrepeatable"), by=LEE)
    own_desk.do(Respond(case.reference, Outcome.UPHELD), by=OLGA)

    told = f"{records(own_desk.store, WEEK)}{received(own_desk.store, WEEK)}"
    assert case.reference in told
    assert not [word for word in ("Unrepeatable", LEE, OLGA) if word in told]
