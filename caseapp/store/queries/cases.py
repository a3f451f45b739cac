"""One case with everything that an officer needs beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from caseapp.rules.case import Case, Point
from caseapp.rules.deadlines import Counted
from caseapp.rules.undoing import TAKEN_BACK, Latest, last_standing
from caseapp.rules.vocabulary import Action, Channel
from caseapp.store.queries.days_off import counted
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date, maybe_date

_DETAILS = """
SELECT c.summary, c.channel, c.issue_on, c.aware_on, c.logged_at, n.details, n.desired_outcome, n.raised_before,
       p.name, p.email, p.telephone, p.address, p.postcode, a.text AS adjustments, a.contact,
       u.source, u.reference AS submission
FROM complaints c LEFT JOIN narratives n ON n.complaint_id = c.id LEFT JOIN complainants p ON p.id = c.complainant_id
LEFT JOIN adjustments a ON a.complaint_id = c.id LEFT JOIN submissions u ON u.complaint_id = c.id WHERE c.id = :id
"""
_OTHERS = """
SELECT s.name FROM other_services t JOIN services s ON s.id = t.service_id WHERE t.complaint_id = :id ORDER BY s.name
"""
_TIMELINE = """
SELECT e.version, e.action, e.stage, e.happened_on, e.recorded_at, e.content, e.text, o.name AS officer
FROM events e JOIN officers o ON o.id = e.officer_id WHERE e.complaint_id = :id ORDER BY e.version
"""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a case as a person reads it."""

    version: int
    on: date
    at: datetime
    action: Action
    stage: int | None
    by: str
    content: Mapping[str, Any]
    text: str

    @property
    def words(self) -> str:
        """What happened, in a phrase."""
        return _words(self)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case: its process, its particulars and its timeline."""

    case: Case
    summary: str
    channel: Channel
    other_services: tuple[str, ...]
    issue_on: date | None
    aware_on: date | None
    logged_at: datetime
    details: str
    desired_outcome: str
    raised_before: str
    name: str
    email: str
    telephone: str
    address: str
    postcode: str
    adjustments: str
    contact: str
    """How the council and the person are in contact, such as through one named officer (R128)."""
    source: str
    submission: str
    timeline: tuple[TimelineEntry, ...]
    counted: tuple[Counted, ...]
    """For each stage the calendars that its dates were counted by, to explain them with (R124)."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of complaint; what was found on each is with the stage that was answered (R42)."""
        return self.case.points

    @property
    def latest(self) -> Latest | None:
        """What was recorded last and stands: what would be taken back next."""
        return last_standing(Latest(entry.action, entry.by, entry.at, entry.version) for entry in self.timeline)


def case_view(reader: Reader, reference: str) -> CaseView:
    """Everything about one case.

    Raises:
        NotFound: there is no case with that reference.
    """
    case = reader.case(reference)
    row = next(iter(reader.rows(_DETAILS, id=case.id)))
    texts = ("details", "desired_outcome", "raised_before", "name", "email", "telephone", "address", "postcode")
    return CaseView(
        case=case,
        summary=row["summary"],
        channel=Channel(row["channel"]),
        other_services=tuple(other["name"] for other in reader.rows(_OTHERS, id=case.id)),
        issue_on=maybe_date(row["issue_on"]),
        aware_on=maybe_date(row["aware_on"]),
        logged_at=_instant(row["logged_at"]),
        adjustments=row["adjustments"] or "",
        contact=row["contact"] or "",
        source=row["source"] or "",
        submission=row["submission"] or "",
        timeline=tuple(map(_entry, reader.rows(_TIMELINE, id=case.id))),
        counted=counted(reader, case),
        **{name: row[name] or "" for name in texts},
    )


def _entry(row: Row) -> TimelineEntry:
    return TimelineEntry(
        version=row["version"],
        on=as_date(row["happened_on"]),
        at=_instant(row["recorded_at"]),
        action=Action(row["action"]),
        stage=row["stage"],
        by=row["officer"],
        content=json.loads(row["content"]),
        text=row["text"] or "",
    )


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _words(entry: TimelineEntry) -> str:
    facts = dict(entry.content)
    facts["stage"] = f"stage {entry.stage}"
    facts["corrected"] = ", ".join(_corrected(entry.content))
    facts["findings"] = "".join(_found(entry.content))
    facts["undone"] = TAKEN_BACK.get(facts.get("action", ""), ("what was recorded", ""))[0]
    facts["ombudsman"] = _OMBUDSMAN[facts.get("ombudsman_told")]
    facts["reviewed_by"] = f", reviewer {facts['reviewer']}" if facts.get("reviewer") else ""
    for coded in ("kind", "outcome"):
        facts[coded] = str(facts.get(coded, "")).replace("-", " ")
    return _PHRASES[entry.action].format_map(facts)


def _found(facts: Mapping[str, Any]) -> Iterator[str]:
    """What was found on each point."""
    for point, finding in facts.get("findings", ()):
        yield f"; point {point} {finding.replace('-', ' ')}"


def _corrected(facts: Mapping[str, Any]) -> Iterator[str]:
    """What was corrected; from what to what where that says nothing of a person."""
    for name in facts.get("fields", ()):
        change = facts.get(name)
        moved = f" from {change['from'] or 'blank'} to {change['to'] or 'blank'}" if change else ""
        yield f"{name.replace('_', ' ')}{moved}"


_OMBUDSMAN = {
    None: "",
    True: "; the Ombudsman's details were given",
    False: "; the Ombudsman's details were not given",
}
_PHRASES = {
    Action.LOG: "Logged as a {kind} by {channel}",
    Action.ACKNOWLEDGE: "Acknowledged {stage}, due {due_on}",
    Action.ALLOCATE: "Allocated to {service}",
    Action.ASSIGN: "Assigned to {handler}",
    Action.EXTEND: "Extended {stage} by {days} working days, from {from} to {to}{ombudsman}",
    Action.RESPOND: "Answered {stage}: {outcome}, decided by {decided_by}{findings}",
    Action.ESCALATE: "Escalated to stage 2, due {due_on}{reviewed_by}",
    Action.REOPEN: "Reopened {stage}, due {due_on}",
    Action.WITHDRAW: "Closed {stage}: withdrawn",
    Action.RESOLVE: "Closed {stage}: resolved by agreement",
    Action.REFUSE: "Closed {stage}: refused",
    Action.NOTE: "Note",
    Action.CORRECT: "Corrected {corrected}",
    Action.RESTRICT: "Restricted",
    Action.UNRESTRICT: "No longer restricted",
    Action.UNDO: "Took back {undone}",
    Action.POINT: "Added point {point} of the complaint",
    Action.RECOUNT: "Counted {stage} anew for a day off, due {to} instead of {from}",
}
