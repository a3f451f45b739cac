"""What the worklist says of a case in each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.instants import short_date
from caseapp.rules.urgency import DaysLeft, days_left
from caseapp.rules.vocabulary import State
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from caseapp.store.queries.worklist import WorklistRow

_ENDED = {
    State.STAGE_1_ANSWERED: "answered",
    State.STAGE_2_ANSWERED: "answered",
    State.WITHDRAWN: "withdrawn",
    State.RESOLVED: "resolved",
    State.REFUSED: "refused",
    State.RECORDED: "recorded",
}
_REFERENCE = 9
"""Cells of a reference that was given here; those of an old tracker may be longer."""


class WorklistColumns:
    """The columns, which speak of days from today on. Until they are told what today is, dates stay blank."""

    def __init__(self) -> None:
        self._today: date | None = None
        self._calendar: WorkingCalendar | None = None

    def tell(self, today: date, calendar: WorkingCalendar) -> None:
        """Say what today is, and which days are working days."""
        self._today, self._calendar = today, calendar

    @property
    def known(self) -> Mapping[str, Column[WorklistRow]]:
        """Every column by its id, in the order in which they stand when nobody chose."""
        columns: tuple[Column[WorklistRow], ...] = (
            Column("Reference", _REFERENCE, lambda row: Cell(_end_of(row.reference), "strong"), id="reference"),
            Column("Answer", 10, self._answer, id="answer", long="Days left to answer"),
            Column("Ack", 4, self._acknowledge, id="acknowledge", long="Days left to acknowledge"),
            Column("St", 2, _stage, id="stage", long="Stage"),
            Column("Service", 13, lambda row: _or(row.service, "—"), from_width=60, id="service"),
            Column("Summary", 16, lambda row: _theirs(row, row.summary), flexible=True, id="summary"),
            Column("Handler", 13, lambda row: _or(row.handler, "nobody"), from_width=92, id="handler"),
            Column(
                "Complainant", 16, lambda row: _theirs(row, row.complainant or "—"), from_width=112, id="complainant"
            ),
            Column("Answer by", 9, self._due_date, from_width=114, id="answer-by", long="Date to answer by"),
            Column("Received", 9, self._received, from_width=140, id="received"),
            Column("State", 18, lambda row: Cell(row.state.words), from_width=170, id="state"),
        )
        return {column.id: column for column in columns}

    def chosen(self, ids: Sequence[str]) -> tuple[Column[WorklistRow], ...]:
        """The columns chosen, in their order; those that suit the width when none was.

        Chosen ones are shown as far as they fit, however narrow the list is.
        """
        known = self.known
        wanted = [replace(known[each], from_width=0) for each in ids if each in known]
        return tuple(wanted or known.values())

    def _left(self, on: date | None) -> DaysLeft | None:
        if on is None or self._today is None or self._calendar is None:
            return None
        return days_left(self._calendar, self._today, on)

    def _answer(self, row: WorklistRow) -> Cell:
        left = self._left(row.due_on)
        return Cell(left.words, left.urgency) if left else Cell(_ENDED.get(row.state, ""), "muted")

    def _acknowledge(self, row: WorklistRow) -> Cell:
        left = self._left(row.acknowledge_by)
        return Cell(left.brief, left.urgency) if left else Cell("")

    def _due_date(self, row: WorklistRow) -> Cell:
        return self._date(row.due_on)

    def _received(self, row: WorklistRow) -> Cell:
        return self._date(row.received_on)

    def _date(self, on: date | None) -> Cell:
        return Cell(short_date(on, self._today) if on and self._today else "", "muted")


def _end_of(reference: str) -> str:
    """A reference that fits; of a longer one the end, in which those of one year differ."""
    if cell_len(reference) <= _REFERENCE:
        return reference
    end = reference[1 - _REFERENCE :]
    while cell_len(end) >= _REFERENCE:
        end = end[1:]
    return f"…{end}"


def _or(value: str | None, otherwise: str) -> Cell:
    return Cell(value) if value else Cell(otherwise, "muted")


def _theirs(row: WorklistRow, words: str) -> Cell:
    """What came from outside; faint where there is none, or where it is withheld (R136)."""
    return Cell(words, "muted" if row.restricted or words == "—" else "")


def _stage(row: WorklistRow) -> Cell:
    """The stage, with a plus when it has been extended."""
    return Cell(f"{row.stage or ''}{'+' if row.extended else ''}")
