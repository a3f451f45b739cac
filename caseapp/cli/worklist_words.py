"""Worklist rows as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from caseapp.cli.session import table
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.text import one_line
from caseapp.rules.urgency import days_left
from caseapp.store.queries.finding import Hit
from caseapp.store.queries.worklist import WorklistRow

SUMMARY_WIDTH = 48


def as_text(rows: list[WorklistRow], today: date, calendar: WorkingCalendar) -> str:
    """The worklist as text."""
    headings = ("Reference", "Due", "", "State", "Service", "Handler", "Summary")
    return table(headings, (_cells(row, today, calendar) for row in rows))


def _cells(row: WorklistRow, today: date, calendar: WorkingCalendar) -> tuple[str, ...]:
    return (
        row.reference,
        str(row.due_on or ""),
        days_left(calendar, today, row.due_on).words if row.due_on else "",
        row.state.words,
        row.service or "not yet allocated",
        row.handler or "nobody yet",
        _shortened(one_line(row.summary)),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_WIDTH else f"{text[: SUMMARY_WIDTH - 1]}…"


def as_json(row: WorklistRow, today: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """A row as ``list --json`` gives it."""
    return {
        "reference": row.reference,
        "state": row.state,
        "stage": row.stage,
        "service": row.service,
        "summary": row.summary,
        "received_on": row.received_on,
        "acknowledge_by": row.acknowledge_by,
        "due_on": row.due_on,
        "days_left": days_left(calendar, today, row.due_on).signed if row.due_on else None,
        "handler": row.handler,
        "extended": row.extended,
        "restricted": row.restricted,
    }


def found_as_text(hits: Iterable[Hit]) -> str:
    """What was found as text, each with the words that matched and where they stand."""
    headings = ("Reference", "Received", "State", "From", "Found in", "Words")
    return table(headings, map(_found_cells, hits))


def _found_cells(hit: Hit) -> tuple[str, ...]:
    first = hit.marks[0][0] if hit.marks else 0
    start = max(first - SUMMARY_WIDTH // 3, 0)
    return (
        hit.reference,
        str(hit.received_on),
        hit.state.words,
        one_line(hit.complainant),
        hit.field,
        _shortened(f"{'…' * bool(start)}{one_line(hit.excerpt[start:])}"),
    )


def found_as_json(hit: Hit, row: WorklistRow, today: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """A case as ``search --json`` gives it: as in a list, and where in it which words were found."""
    return {**as_json(row, today, calendar), "field": hit.field, "match": hit.excerpt}
