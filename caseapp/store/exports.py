"""What leaves the store as files: for each file its columns, and its rows one after another in constant memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import text

from caseapp.rules.text import guarded
from caseapp.rules.vocabulary import State
from caseapp.store.audit import Link
from caseapp.store.reader import Reader
from caseapp.store.rows import Row

BATCH = 1_000
"""Rows that are held at a time."""

_THERE = f"c.state <> '{State.ANNULLED}'"
"""A case that went with its import leaves the store by its events alone; it has no stages."""
_ATTEMPTS = "JOIN complaints c ON c.id = t.complaint_id"
_OTHERS = """
SELECT {joined}(o.name, '; ') FROM (SELECT v.name FROM other_services t JOIN services v ON v.id = t.service_id
                                    WHERE t.complaint_id = c.id ORDER BY v.name) o
"""
_CASES = f"""
SELECT c.id, c.reference, c.kind, c.state, c.version, c.received_on, c.logged_at, c.channel, c.policy,
       s.name AS service, b.name AS sub_service, ({_OTHERS}) AS other_services, h.name AS handler, c.acknowledge_by,
       c.due_on, c.issue_on, c.aware_on, CASE WHEN c.restricted THEN 'yes' ELSE 'no' END AS restricted
FROM complaints c LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
LEFT JOIN officers h ON h.id = c.handler_id WHERE {_THERE} ORDER BY c.id
"""
_STAGES = f"""
SELECT c.reference, t.number AS stage, t.attempt, t.opened_on, t.acknowledge_by, t.acknowledged_on, t.due_on,
       h.name AS handler, t.stage1_attempt, p.name AS stage1_decider, w.name AS override_by, t.override_reason
FROM stages t {_ATTEMPTS} LEFT JOIN officers h ON h.id = t.handler_id LEFT JOIN officers p ON p.id = t.stage1_decider
LEFT JOIN officers w ON w.id = t.override_by ORDER BY t.complaint_id, t.number, t.attempt
"""
_EXTENSIONS = f"""
SELECT c.reference, t.stage, t.attempt, t.ordinal, t.days, t.extended_on, t.extended_to, t.reason
FROM extensions t {_ATTEMPTS} ORDER BY t.complaint_id, t.stage, t.ordinal
"""
_DECISIONS = f"""
SELECT c.reference, t.stage, t.attempt, t.ending, t.outcome, t.decided_on, o.name AS decided_by, t.resolution_theme,
       t.root_cause FROM decisions t {_ATTEMPTS} LEFT JOIN officers o ON o.id = t.decided_by
ORDER BY t.complaint_id, t.stage, t.attempt
"""
_POINTS = f"SELECT c.reference, t.ordinal, t.text FROM points t {_ATTEMPTS} ORDER BY t.complaint_id, t.ordinal"
_FINDINGS = f"""
SELECT c.reference, t.stage, t.attempt, t.point, t.finding FROM findings t {_ATTEMPTS}
ORDER BY t.complaint_id, t.stage, t.attempt, t.point
"""
_SERVICES = """
SELECT s.name AS service, b.name AS sub_service FROM services s LEFT JOIN sub_services b ON b.service_id = s.id
ORDER BY s.name, b.name
"""
_COMPLAINANTS = f"""
SELECT c.reference, p.name, p.email, p.telephone, p.address, p.postcode
FROM complaints c JOIN complainants p ON p.id = c.complainant_id WHERE {_THERE} ORDER BY c.id
"""
_WORDS = f"""
SELECT c.reference, c.summary, n.details, n.desired_outcome, n.raised_before
FROM complaints c LEFT JOIN narratives n ON n.complaint_id = c.id WHERE {_THERE} ORDER BY c.id
"""
_EVENTS = "SELECT e.*, o.name AS officer FROM events e LEFT JOIN officers o ON o.id = e.officer_id ORDER BY e.seq"

_FACTS = tuple(field.name for field in fields(Link))
"""What the hash of an event covers, in the order in which it does."""
_SEALED = ('"adjustments"', '"contact"')
"""In the fields of a correction: its words then hold a person's special notes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of comma-separated values."""

    name: str
    sql: str
    columns: tuple[str, ...]
    words: tuple[str, ...] = ()
    """Further columns, of free text, which only a personal export has."""
    personal: bool = False
    """Whether the whole file is one of a personal export alone."""

    def header(self, *, personal: bool) -> tuple[str, ...]:
        """The names of the columns."""
        return (*self.columns, *self.words) if personal else self.columns

    def rows(self, reader: Reader, *, personal: bool) -> Iterator[tuple[str, ...]]:
        """The rows, each cell as text that no spreadsheet reads as a formula."""
        header = self.header(personal=personal)
        for row in _streamed(reader, self.sql):
            yield tuple(_cell(row[name]) for name in header)


_ATTEMPT = ("reference", "stage", "attempt")
SHEETS = (
    Sheet(
        "cases.csv",
        _CASES,
        (
            *("id", "reference", "kind", "state", "version", "received_on", "logged_at", "channel", "policy"),
            *("service", "sub_service", "other_services", "handler", "acknowledge_by", "due_on", "issue_on"),
            *("aware_on", "restricted"),
        ),
    ),
    Sheet(
        "stages.csv",
        _STAGES,
        (
            *(*_ATTEMPT, "opened_on", "acknowledge_by", "acknowledged_on", "due_on", "handler", "stage1_attempt"),
            *("stage1_decider", "override_by"),
        ),
        ("override_reason",),
    ),
    Sheet("extensions.csv", _EXTENSIONS, (*_ATTEMPT, "ordinal", "days", "extended_on", "extended_to"), ("reason",)),
    Sheet(
        "decisions.csv",
        _DECISIONS,
        (*_ATTEMPT, "ending", "outcome", "decided_on", "decided_by", "resolution_theme", "root_cause"),
    ),
    Sheet("points.csv", _POINTS, ("reference", "ordinal"), ("text",)),
    Sheet("findings.csv", _FINDINGS, (*_ATTEMPT, "point", "finding")),
    Sheet("services.csv", _SERVICES, ("service", "sub_service")),
    Sheet(
        "complainants.csv",
        _COMPLAINANTS,
        ("reference", "name", "email", "telephone", "address", "postcode"),
        personal=True,
    ),
    Sheet(
        "words.csv",
        _WORDS,
        ("reference", "summary", "details", "desired_outcome", "raised_before"),
        personal=True,
    ),
)
"""Every such file. There is none of adjustments and contact, which never leave the store (R128)."""


def event_lines(reader: Reader, *, personal: bool) -> Iterator[str]:
    """The chain, one event a line as JSON with every fact that its hash covers.

    A personal export has the words and the salt of their digest as well, but for those of a correction of
    special notes. Without it the salt stays in the store, or short words could be guessed from their digest.
    """
    for row in _streamed(reader, _EVENTS):
        facts: dict[str, Any] = {name: row[name] for name in _FACTS} | {"hash": row["hash"]}
        if personal and not _tells_of_special_notes(row):
            facts |= {"text": row["text"], "salt": row["salt"]}
        yield json.dumps(facts, default=str)


def _tells_of_special_notes(row: Row) -> bool:
    return row["action"] == "correct" and any(field in row["content"] for field in _SEALED)


def _streamed(reader: Reader, sql: str) -> Iterator[Row]:
    joined = "group_concat" if reader.engine == "sqlite" else "string_agg"
    statement = text(sql.format(joined=joined)).execution_options(yield_per=BATCH)
    yield from reader.connection.execute(statement).mappings()


def _cell(value: object) -> str:
    return "" if value is None else guarded(str(value))
