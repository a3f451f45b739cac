"""Rows of a case-history file: each checked cell by cell, then as a whole, and turned into a ``HistoryRow``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from caseapp.casework.requests import SubmissionKey
from caseapp.intake import cells
from caseapp.intake.dates import Dates
from caseapp.intake.digests import digest
from caseapp.intake.history import COLUMNS, HistoryRow
from caseapp.intake.layout import Filled, Layout
from caseapp.intake.meanings import Meanings, Refused, Skipper
from caseapp.intake.prepared import Prepared, named, with_lines
from caseapp.intake.profile import Profile
from caseapp.intake.reasons import Reason, Skipped
from caseapp.intake.rows import Heading, RawRow
from caseapp.intake.stage_history import UNRECORDED, StageHistory, stage_of
from caseapp.rules.references import tidy
from caseapp.rules.vocabulary import Channel, Kind

_WANTED = {
    "received_on": "a case has a date of receipt, such as 2024-05-07",
    "summary": "say in a line what it is about",
}


class _Cells(TypedDict, total=False):
    """The columns as they may be filled in. A blank one is left out."""

    received_on: cells.Day
    summary: cells.Line
    reference: cells.Key
    kind: cells.PastKind
    channel: cells.AnyChannel
    service: cells.Line
    sub_service: cells.Line
    other_services: cells.Text
    name: cells.Line
    email: cells.Email
    policy: cells.Code
    stage1_acknowledged_on: cells.Day
    stage1_handler: cells.Key
    stage1_extended_on: cells.Day
    stage1_extended_to: cells.Day
    stage1_extension_reason: cells.Text
    stage1_responded_on: cells.Day
    stage1_outcome: cells.AnyOutcome
    stage2_requested_on: cells.Day
    stage2_acknowledged_on: cells.Day
    stage2_handler: cells.Key
    stage2_extended_on: cells.Day
    stage2_extended_to: cells.Day
    stage2_extension_reason: cells.Text
    stage2_responded_on: cells.Day
    stage2_outcome: cells.AnyOutcome
    resolution_theme: cells.Line
    root_cause: cells.Line


class HistoryRows:
    """Understands the rows of a case-history file."""

    def __init__(self, profile: Profile, heading: Heading) -> None:
        self._profile = profile
        self._layout = Layout(profile)
        self._columns = self._layout.columns_of(heading.names)
        self._habits, self._meanings = cells.Habits(profile), Meanings(profile)
        self._skipper, self._refused = Skipper(profile.skips, heading.names), Refused(profile)

    @property
    def dates(self) -> Dates:
        """What read the dates and instants of the rows so far."""
        return self._habits.dates

    def prepare(self, row: RawRow) -> Prepared | Skipped | tuple[Reason, ...]:
        """The case of one row; why it is left out; or everything that is wrong with the row as it is written."""
        skipped = self._skipper.skipped(row.cells)
        if skipped is not None:
            return skipped
        filled = self._layout.fill(row.cells)
        self._meanings.put(filled.fields)
        answer = _form().read(filled.fields, self._habits, _WANTED, lambda: named(self._columns, filled))
        refused = self._refused.reasons(filled.others)
        if isinstance(answer, tuple):
            return (*answer, *refused)
        history = self._as_history(answer, filled.others)
        missing = self._as_written(gaps(history), filled)
        return (*refused, *missing) or Prepared(history, self._key(history), self._as_written(_notes(history), filled))

    def _as_written(self, reasons: Iterable[Reason], filled: Filled) -> tuple[Reason, ...]:
        """With what the file calls their columns."""
        columns = named(self._columns, filled)
        return tuple(replace(reason, column=columns.get(reason.column, reason.column)) for reason in reasons)

    def _as_history(self, written: _Cells, others: tuple[tuple[str, str], ...]) -> HistoryRow:
        values: dict[str, Any] = {**_BLANK, **written, "other_services": self._others(written)}
        values["reference"] = tidy(values["reference"] or "") or None
        row = HistoryRow(**values)
        return replace(row, details=with_lines(_untold(row), others))

    def _others(self, written: _Cells) -> tuple[str, ...]:
        separator = self._profile.splitters.get("other_services", ";")
        parts = (part.strip() for part in written.get("other_services", "").split(separator))
        return tuple(dict.fromkeys(filter(None, parts)))

    def _key(self, row: HistoryRow) -> SubmissionKey:
        content = digest(row.reference or "", {column: getattr(row, column) for column in COLUMNS})
        return SubmissionKey(self._profile.source, row.reference or f"without a reference: {content[:16]}", content)


_BLANK = {
    **dict.fromkeys(COLUMNS),
    "kind": Kind.COMPLAINT,
    "channel": Channel.WEB,
    "name": "",
    "email": "",
}


@cache
def _form() -> cells.Form[_Cells]:
    return cells.Form(_Cells)


def _untold(row: HistoryRow) -> str:
    """What an open case has no field for yet, kept in words: a theme and a cause are recorded with an answer."""
    if row.stage1_outcome or row.stage1_responded_on:
        return ""
    lines = (("resolution_theme", row.resolution_theme or ""), ("root_cause", row.root_cause or ""))
    return with_lines("", tuple(line for line in lines if line[1]))


def gaps(row: HistoryRow) -> Iterator[Reason]:
    """What a row leaves out, or says of a stage that it does not have.

    Dates, roles, lengths and the order of things are for the rules of casework; this is about halves of a whole.
    """
    stages = [stage_of(row, number) for number in (1, 2)]
    if row.kind is not Kind.COMPLAINT:
        for stage in stages:
            yield from (Reason(f"is for complaints, and this is a {row.kind}", said) for said in stage.filled)
        return
    for stage in stages:
        yield from _answer_gaps(stage)
        yield from _extension_gaps(stage)
    if row.stage2_requested_on is None and stages[1].filled:
        yield Reason(
            f"is missing; {stages[1].filled[0]} needs the date on which stage 2 was asked for", "stage2_requested_on"
        )


def _answer_gaps(stage: StageHistory) -> Iterator[Reason]:
    if stage.responded_on and not stage.outcome:
        yield Reason("is missing; an answered stage has one", stage.column("outcome"))
    if stage.outcome and not stage.responded_on:
        yield Reason("is missing; an outcome comes with the date of the answer", stage.column("responded_on"))


def _extension_gaps(stage: StageHistory) -> Iterator[Reason]:
    parts = {
        "extended_on": stage.extended_on,
        "extended_to": stage.extended_to,
        "extension_reason": stage.extension_reason,
    }
    if not any(parts.values()):
        return
    for name, value in parts.items():
        if not value:
            yield Reason("is missing; an extension has a date, an end and a reason", stage.column(name))
    if stage.extended_on and stage.extended_to and stage.extended_to <= stage.extended_on:
        yield Reason(
            f"is not after {stage.extended_on}, the day of the extension",
            stage.column("extended_to"),
            stage.extended_to.isoformat(),
        )


def _notes(row: HistoryRow) -> Iterator[Reason]:
    for number in (1, 2):
        stage = stage_of(row, number)
        if stage.responded_on and not stage.handler:
            yield Reason(f"is blank; the answer is kept as by “{UNRECORDED[number]}”", stage.column("handler"))
