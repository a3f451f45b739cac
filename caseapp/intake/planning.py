"""Makes the plan of a file: reads it once, row by row, and says of each row what is to become of it.

Nothing is written. Rows are looked at in the order of the file, some hundreds together, so that the store is asked
about many submissions at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time

from caseapp.casework.requests import Log
from caseapp.intake.files import TextFile
from caseapp.intake.history_rows import HistoryRows
from caseapp.intake.plan import Plan, PlannedRow
from caseapp.intake.prepared import Prepared, Preparer
from caseapp.intake.profile import Subject
from caseapp.intake.reasons import Reason, Skipped
from caseapp.intake.rehearsal import Rehearsal
from caseapp.intake.related import Related
from caseapp.intake.repeats import Repeats
from caseapp.intake.rows import RawRow
from caseapp.intake.services import services_of
from caseapp.intake.source import Source
from caseapp.intake.spool import Spool
from caseapp.intake.submission import SubmissionRows
from caseapp.rules.errors import FileProblem
from caseapp.rules.instants import LONDON
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role, Verdict
from caseapp.rules.workflow import Actor
from caseapp.store.reader import Reader
from caseapp.store.scratch import Scratch

AT_ONCE = 1_000
"""Rows looked at together."""
MOST_BYTES = 4_000_000
"""Of the file in one look, unless a single row is longer."""
SOMEBODY = Actor("whoever imports", Role.OFFICER)
"""Who acts in a rehearsal. Whether the person who commits may is asked then."""

Told = Callable[[int], None]
"""Told how many rows are done, now and then; what it raises stops the work, of which nothing is left."""


def plan(reader: Reader, source: Source, *, today: date, before: Sequence[Plan] = (), told: Told | None = None) -> Plan:
    """What is to become of every row of a file, in the store as the reader sees it.

    ``before`` are the plans of the files that will go in first: what they take is not new any more.

    Raises:
        FileProblem: the file cannot be read, or has changed since it was opened.
        InvalidInput: it is not text, or a quote in it is never closed.
    """
    from caseapp.store.queries.pulse import newest_event

    seen, spool = before[-1].seen if before else Scratch(), Spool()
    planner = _Planner(reader, source, today, seen)
    with closing(source.rows()) as raw:
        for some in _chunks(raw, source.file):
            spool.add(planner.judge(some))
            if told is not None:
                told(len(spool))
    planner.finish()
    if source.format.heading(source.file) != source.heading:
        raise FileProblem(f"{source.file.name} has changed while it was read; import it again.")
    return Plan(
        path=source.path,
        profile=source.profile,
        recognised=source.recognised,
        format=source.format.name,
        heading=source.heading,
        file_digest=source.file.digest,
        rows_read=len(spool),
        rows=spool,
        seen=seen,
        made_at=newest_event(reader),
    )


def _chunks(rows: Iterable[RawRow], file: TextFile) -> Iterator[list[RawRow]]:
    """The rows some at a time: fewer where they are long, so that they need no more memory."""
    some: list[RawRow] = []
    begun = 0
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE or file.read_bytes - begun > MOST_BYTES:
            yield some
            some, begun = [], file.read_bytes
    if some:
        yield some


class _Planner:
    """Judges the rows of one file."""

    def __init__(self, reader: Reader, source: Source, today: date, seen: Scratch) -> None:
        noon = datetime.combine(today, time(12), tzinfo=LONDON)
        self._preparer = _preparer(reader, source)
        self._repeats = Repeats(reader, seen, file=one_line(source.path.name))
        self._rehearsal = Rehearsal(reader, by=SOMEBODY, at=noon)
        self._related = Related(reader, today) if source.profile.subject is Subject.SUBMISSIONS else None
        self._file_name = source.file.name

    def finish(self) -> None:
        """The file has come to its end.

        Raises:
            InvalidInput: only now is it clear that its rows cannot have been understood.
        """
        self._preparer.dates.require_one_order(self._file_name)
        self._repeats.finish()

    def judge(self, rows: list[RawRow]) -> list[PlannedRow]:
        """A verdict for each."""
        planned = [self._understood(row) for row in rows]
        self._repeats.look_up([row.key for row in planned if row.key is not None])
        settled = [
            self._settled(raw, row) if row.request is not None else row for raw, row in zip(rows, planned, strict=True)
        ]
        return self._with_related(settled)

    def _with_related(self, rows: list[PlannedRow]) -> list[PlannedRow]:
        """The rows with what the new ones may be related to, for an officer to look at."""
        if self._related is None:
            return rows
        notes = self._related.notes([(row.number, row.request) for row in rows if isinstance(row.request, Log)])
        if not notes:
            return rows
        return [
            replace(row, remarks=(*row.remarks, *notes[row.number])) if row.request and row.number in notes else row
            for row in rows
        ]

    def _understood(self, row: RawRow) -> PlannedRow:
        if row.is_empty:
            return PlannedRow(row.number, Verdict.SKIPPED, (Reason("The row is empty"),))
        answer = (Reason(row.broken),) if row.broken else self._preparer.prepare(row)
        if isinstance(answer, Prepared):
            return PlannedRow(row.number, Verdict.NEW, remarks=answer.notes, key=answer.key, request=answer.request)
        if isinstance(answer, Skipped):
            return PlannedRow(row.number, Verdict.SKIPPED, (answer.reason,))
        return PlannedRow(row.number, Verdict.REJECTED, answer, original=row.original)

    def _settled(self, raw: RawRow, row: PlannedRow) -> PlannedRow:
        judged = self._repeats.judge(row)
        if judged.verdict is not Verdict.NEW or row.request is None or row.key is None:
            return judged
        refusal = self._rehearsal.refusal(row.request, row.key)
        if refusal is not None:
            return PlannedRow(raw.number, Verdict.REJECTED, (Reason(refusal),), key=row.key, original=raw.original)
        self._repeats.remember(row, row.request)
        return row


def _preparer(reader: Reader, source: Source) -> Preparer:
    if source.profile.subject is Subject.CASE_HISTORY:
        return HistoryRows(source.profile, source.heading)
    services = services_of(reader, source.profile.services)
    return SubmissionRows(source.profile, source.heading, services)
