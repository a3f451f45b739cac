"""Days off that were added since the store was founded, and the open cases whose dates were counted without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Extension, Stage
from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.deadlines import Counted, acknowledgement, extended, response
from caseapp.rules.policy import Policy
from caseapp.rules.vocabulary import OPEN_STATES, Division
from caseapp.store.reader import Reader, extension_of
from caseapp.store.rows import Row, as_date, maybe_date

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_ADDED = """
SELECT d.division, d.day, d.name, e.recorded_at, o.name AS officer FROM (
    SELECT division, held_on AS day, name, added_seq FROM bank_holidays WHERE origin = 'added'
    UNION ALL SELECT NULL, closed_on, name, added_seq FROM closure_days
) d LEFT JOIN events e ON e.seq = d.added_seq LEFT JOIN officers o ON o.id = e.officer_id
ORDER BY d.day DESC, d.division
"""
_OPEN_STAGES = f"""
SELECT c.id, c.reference, c.policy, s.name AS service, t.number, t.attempt, t.opened_on, t.acknowledge_by,
       t.acknowledged_on, t.due_on, e.seq
FROM complaints c JOIN stages t ON t.complaint_id = c.id
JOIN events e ON e.complaint_id = c.id AND e.version = t.due_version LEFT JOIN services s ON s.id = c.service_id
WHERE c.state IN ({_OPEN}) AND t.opened_on <= :day AND (c.due_on >= :day OR c.acknowledge_by >= :day)
AND NOT EXISTS (SELECT 1 FROM decisions d
                WHERE d.complaint_id = c.id AND d.stage = t.number AND d.attempt = t.attempt)
"""
_EXTENSIONS = f"""
SELECT x.*, e.seq FROM extensions x JOIN events e ON e.complaint_id = x.complaint_id AND e.version = x.version
JOIN complaints c ON c.id = x.complaint_id WHERE c.state IN ({_OPEN}) AND c.due_on >= :day
ORDER BY x.complaint_id, x.stage, x.ordinal
"""
_SET = """
SELECT t.number AS stage, t.attempt, 0 AS ordinal, e.seq
FROM stages t JOIN events e ON e.complaint_id = t.complaint_id AND e.version = t.due_version WHERE t.complaint_id = :id
UNION ALL SELECT x.stage, x.attempt, x.ordinal, e.seq
FROM extensions x JOIN events e ON e.complaint_id = x.complaint_id AND e.version = x.version WHERE x.complaint_id = :id
"""


@dataclass(frozen=True, slots=True)
class AddedDay:
    """A day off that was added."""

    day_off: DayOff
    added_at: datetime | None
    """``None`` for a day that was added before additions were recorded."""
    added_by: str | None


@dataclass(frozen=True, slots=True)
class OpenStage:
    """The open stage of one case, with the calendars that its dates were counted by."""

    reference: str
    service: str | None
    policy: Policy
    stage: Stage
    """Without its handler, which counts for nothing here."""
    counted: Counted


def added_days(reader: Reader) -> tuple[AddedDay, ...]:
    """Every day off that was added, the latest day first."""
    return tuple(map(_added_day, reader.rows(_ADDED)))


def _added_day(row: Row) -> AddedDay:
    division = Division(row["division"]) if row["division"] else None
    kind = DayOffKind.BANK_HOLIDAY if division else DayOffKind.CLOSURE
    at = datetime.fromisoformat(row["recorded_at"]).astimezone(UTC) if row["recorded_at"] else None
    return AddedDay(DayOff(kind, as_date(row["day"]), row["name"], division), at, row["officer"])


def open_stages_over(reader: Reader, day: date) -> Iterator[OpenStage]:
    """The open stages that begin on or before a day and have a date on or after it."""
    extensions: dict[tuple[int, int, int], list[tuple[Extension, int]]] = {}
    for row in reader.rows(_EXTENSIONS, day=day):
        key = (row["complaint_id"], row["stage"], row["attempt"])
        extensions.setdefault(key, []).append((extension_of(row), row["seq"]))
    for row in reader.rows(_OPEN_STAGES, day=day):
        policy = reader.policies.get(row["policy"])
        given = extensions.get((row["id"], row["number"], row["attempt"]), [])
        stage = _stage(row, tuple(extension for extension, _ in given))
        yield OpenStage(
            reference=row["reference"],
            service=row["service"],
            policy=policy,
            stage=stage,
            counted=_counted(reader, policy, stage, [row["seq"], *(seq for _, seq in given)]),
        )


def _stage(row: Row, extensions: tuple[Extension, ...]) -> Stage:
    return Stage(
        number=row["number"],
        attempt=row["attempt"],
        opened_on=as_date(row["opened_on"]),
        acknowledge_by=as_date(row["acknowledge_by"]),
        due_on=as_date(row["due_on"]),
        acknowledged_on=maybe_date(row["acknowledged_on"]),
        extensions=extensions,
    )


def counted(reader: Reader, case: Case) -> tuple[Counted, ...]:
    """For each stage of a case the calendars that its dates were counted by, to explain them with.

    A date is explained by the days off that were known when it was set: those from before the event that set it (R124).
    """
    policy = reader.policies.get(case.policy)
    seqs = {(row["stage"], row["attempt"], row["ordinal"]): row["seq"] for row in reader.rows(_SET, id=case.id)}
    return tuple(
        _counted(
            reader,
            policy,
            stage,
            [
                seqs[stage.number, stage.attempt, ordinal]
                for ordinal in (0, *(extension.ordinal for extension in stage.extensions))
            ],
        )
        for stage in case.stages
    )


def _counted(reader: Reader, policy: Policy, stage: Stage, seqs: Sequence[int]) -> Counted:
    """``seqs`` are the events that set the dates: the answer's, then one an extension."""
    first = _first(reader, policy, stage, seqs[0])
    extensions, start = [], stage.due_on
    for extension, seq in zip(stage.extensions, seqs[1:], strict=True):
        extensions.append(_of_extension(reader, policy, stage, start, extension, seq))
        start = extension.extended_to
    return Counted(first, tuple(extensions))


# An event that takes another back puts an earlier date in its place again, which was counted without the days off that
# were added between the two: hence the calendars before each addition, until one gives the date.


def _first(reader: Reader, policy: Policy, stage: Stage, seq: int) -> WorkingCalendar:
    for calendar in reader.calendars_until(policy.division, seq):
        acknowledge = acknowledgement(policy, calendar, stage.number, stage.opened_on)
        answer = response(policy, calendar, stage.number, stage.opened_on, stage.acknowledged_on)
        if (acknowledge.on, answer.on) == (stage.acknowledge_by, stage.due_on):
            return calendar
    return reader.calendar(policy.division, known_by=seq)


def _of_extension(
    reader: Reader, policy: Policy, stage: Stage, start: date, extension: Extension, seq: int
) -> WorkingCalendar:
    for calendar in reader.calendars_until(policy.division, seq):
        if extended(policy, calendar, stage.number, start, extension.days).on == extension.extended_to:
            return calendar
    return reader.calendar(policy.division, known_by=seq)
