"""The records that figures are counted from."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.rules.periods import Period
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Channel, Ending, Kind, Outcome, State
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date, maybe_date

UNALLOCATED = "Not yet allocated"
"""What a case without a service is counted under."""

_MULTI = "EXISTS (SELECT 1 FROM other_services m WHERE m.complaint_id = c.id) AS multi_service"
_STAGES = f"""
SELECT c.reference, s.name AS service, {_MULTI}, t.number, t.attempt, t.opened_on, t.acknowledge_by,
       t.acknowledged_on, t.due_on, x.extended_to, d.decided_on, d.ending, d.outcome, d.resolution_theme, d.root_cause
FROM stages t JOIN complaints c ON c.id = t.complaint_id LEFT JOIN services s ON s.id = c.service_id
LEFT JOIN decisions d ON d.complaint_id = t.complaint_id AND d.stage = t.number AND d.attempt = t.attempt
LEFT JOIN (SELECT complaint_id, stage, attempt, MAX(extended_to) AS extended_to FROM extensions
           GROUP BY complaint_id, stage, attempt) x
  ON x.complaint_id = t.complaint_id AND x.stage = t.number AND x.attempt = t.attempt
WHERE t.opened_on <= :last AND (t.opened_on >= :first OR d.decided_on IS NULL OR d.decided_on >= :first)
ORDER BY c.id, t.number, t.attempt
"""
_CONTACTS = f"""
SELECT c.reference, c.kind, c.channel, c.received_on, s.name AS service, {_MULTI}
FROM complaints c LEFT JOIN services s ON s.id = c.service_id
WHERE c.received_on BETWEEN :first AND :last AND c.state <> '{State.ANNULLED}' ORDER BY c.id
"""


def stage_records(reader: Reader, period: Period) -> Iterator[StageRecord]:
    """Every stage record that was open at some time in the period."""
    yield from map(_stage_record, reader.rows(_STAGES, **_ends(period)))


def contacts(reader: Reader, period: Period) -> Iterator[ContactRecord]:
    """Every contact received in the period, of any kind."""
    yield from map(_contact, reader.rows(_CONTACTS, **_ends(period)))


def _ends(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _stage_record(row: Row) -> StageRecord:
    due_on, extended_to = as_date(row["due_on"]), maybe_date(row["extended_to"])
    return StageRecord(
        reference=row["reference"],
        service=row["service"] or UNALLOCATED,
        multi_service=bool(row["multi_service"]),
        number=row["number"],
        attempt=row["attempt"],
        opened_on=as_date(row["opened_on"]),
        acknowledge_by=as_date(row["acknowledge_by"]),
        acknowledged_on=maybe_date(row["acknowledged_on"]),
        due_on=due_on,
        answer_by=extended_to or due_on,
        extended=extended_to is not None,
        ended_on=maybe_date(row["decided_on"]),
        ending=Ending(row["ending"]) if row["ending"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        resolution_theme=row["resolution_theme"],
        root_cause=row["root_cause"],
    )


def _contact(row: Row) -> ContactRecord:
    return ContactRecord(
        reference=row["reference"],
        kind=Kind(row["kind"]),
        channel=Channel(row["channel"]),
        received_on=as_date(row["received_on"]),
        service=row["service"] or UNALLOCATED,
        multi_service=bool(row["multi_service"]),
    )
