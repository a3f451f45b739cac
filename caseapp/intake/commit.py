"""Carries a plan out: every new row goes in through casework, in one transaction, or none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from caseapp.casework.sight import require_handler
from caseapp.intake.plan import Counts, Plan, PlannedRow
from caseapp.intake.planning import AT_ONCE, Told, chunks
from caseapp.intake.repeats import Repeats
from caseapp.intake.taking import Taker
from caseapp.rules.errors import Conflict, InvalidInput, NotFound, RuleBroken
from caseapp.rules.instants import london_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Occasion, Verdict
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.work import Work


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that was imported."""

    number: int
    counts: Counts
    """As it turned out; rows that came in some other way since the plan count as duplicates."""
    cases: Mapping[int, str]
    """For each row that was taken in its case's reference."""


def commit(work: Work, plan: Plan, *, by: Actor, at: datetime, told: Told | None = None) -> Batch:
    """Take in every new row of a plan, and record what became of the others.

    The keys are looked up once more, so that a plan carried out twice, or beside another, takes nothing twice.

    Raises:
        RuleBroken: this person does not work on cases.
        Conflict: the store has changed so that a row is no longer allowed; whoever opened the transaction undoes it.
    """
    require_handler(by)
    rows = _looked_up_again(work, plan)
    counts = Counts.of(rows)
    number = _begin(work, plan, counts, by=by, at=at)
    taker = Taker(work, by=by, at=at, batch=number)
    cases: dict[int, str] = {}
    for done, row in enumerate(rows):
        if told is not None:
            told(done)
        case_id = row.case_id
        if row.verdict is Verdict.NEW:
            case_id, cases[row.number] = _taken(taker, row)
        _record(work, number, row, case_id)
    _end(work, number, plan, counts, by=by, at=at)
    return Batch(number, counts, cases)


def _looked_up_again(work: Work, plan: Plan) -> list[PlannedRow]:
    work.flush()  # what came in earlier in this transaction is looked for as well
    repeats, rows = Repeats(work), []
    for some in chunks(plan.rows, AT_ONCE):
        repeats.look_up(row.key for row in some if row.key is not None and row.verdict is Verdict.NEW)
        rows += [repeats.judge(row) if row.verdict is Verdict.NEW else row for row in some]
    return rows


def _begin(work: Work, plan: Plan, counts: Counts, *, by: Actor, at: datetime) -> int:
    numbers = asdict(counts)
    file_name = one_line(plan.path.name)
    return work.begin_batch(
        {"profile": plan.profile.name, "file_name": file_name, "file_digest": plan.file_digest, **numbers}, by=by, at=at
    )


def _end(work: Work, number: int, plan: Plan, counts: Counts, *, by: Actor, at: datetime) -> None:
    """The event comes last: whatever happens to a case of the import after it is work, which undoing would lose."""
    content = {"batch": number, "profile": plan.profile.name, "file_digest": plan.file_digest, **asdict(counts)}
    work.note_occasion(Happening(Occasion.IMPORTED, london_date(at), content), by=by, at=at)


def _taken(taker: Taker, row: PlannedRow) -> tuple[int, str]:
    assert row.request is not None, "a new row asks for something"
    assert row.key is not None, "under a key"
    try:
        case = taker.take(row.request, row.key)
    except (RuleBroken, InvalidInput, NotFound) as refused:
        raise Conflict(
            f"The store has changed since the plan was made, and row {row.number} cannot be taken in any more: "
            f"{refused.sentence} Nothing was taken in; import the file again."
        ) from refused
    return case.id, case.reference


def _record(work: Work, batch: int, row: PlannedRow, case_id: int | None) -> None:
    work.add_import_row(
        batch,
        row.number,
        row.verdict.value,
        submission=row.key.reference if row.key else None,
        complaint_id=case_id,
        reasons=" ".join(reason.kept for reason in row.because) or None,
    )
