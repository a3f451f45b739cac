"""Records with one obvious default each; a test names only what it is about."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from caseapp.rules.periods import Period, quarter
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Channel, Ending, Kind, Outcome

Q1 = quarter("2024-25-Q1")
"""1 April to 30 June 2024."""

DUE_DAYS = {1: 14, 2: 28}


def april(day: int) -> date:
    return date(2024, 4, day)


def a_stage(
    reference: str = "C24-00001",
    *,
    service: str = "Waste",
    number: int = 1,
    attempt: int = 1,
    opened: date = date(2024, 4, 2),
    answered: date | None = None,
    outcome: Outcome | None = Outcome.NOT_UPHELD,
    ended: date | None = None,
    ending: Ending | None = None,
    due: date | None = None,
    extended_to: date | None = None,
    multi_service: bool = False,
) -> StageRecord:
    """A stage record, open unless ``answered`` or ``ended`` says otherwise."""
    due = due or opened + timedelta(days=DUE_DAYS.get(number, 28))
    return StageRecord(
        reference=reference,
        service=service,
        multi_service=multi_service,
        number=number,
        attempt=attempt,
        opened_on=opened,
        acknowledge_by=opened + timedelta(days=7),
        acknowledged_on=None,
        due_on=due,
        answer_by=extended_to or due,
        extended=extended_to is not None,
        ended_on=answered or ended,
        ending=Ending.ANSWERED if answered else ending,
        outcome=outcome if answered else None,
        resolution_theme=None,
        root_cause=None,
    )


def a_contact(
    reference: str = "C24-00001",
    kind: Kind = Kind.COMPLAINT,
    *,
    service: str = "Waste",
    received: date = date(2024, 4, 2),
    multi_service: bool = False,
) -> ContactRecord:
    """A contact by web form."""
    return ContactRecord(reference, kind, Channel.WEB, received, service, multi_service)


a_compliment = partial(a_contact, kind=Kind.COMPLIMENT)


def day_before(period: Period) -> date:
    return period.first - timedelta(days=1)


def day_after(period: Period) -> date:
    return period.last + timedelta(days=1)
