"""Carries a plan out: every new row goes in through casework, in one transaction, or none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from caseapp.casework.sight import require_handler
from caseapp.intake.plan import Counts, Plan, PlannedRow
from caseapp.intake.planning import Told
from caseapp.intake.prepared import Request
from caseapp.intake.repeats import duplicate, taken_before
from caseapp.intake.spool import Cases
from caseapp.intake.taking import Taker
from caseapp.rules.errors import Conflict, InvalidInput, NotFound, RuleBroken
from caseapp.rules.instants import london_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Occasion
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.queries.pulse import newest_event
from caseapp.store.work import Work


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that was imported."""

    number: int
    counts: Counts
    """As it turned out; rows that came in some other way since the plan count as duplicates."""
    cases: Mapping[int, str]
    """For each row that was taken in its case's reference, in the order of the file."""


def commit(work: Work, plan: Plan, *, by: Actor, at: datetime, told: Told | None = None) -> Batch:
    """Take in every new row of a plan, and record what became of the others.

    Where the store has changed since, the keys are looked up once more, so that a plan carried out twice, or beside
    another, takes nothing twice.

    Raises:
        RuleBroken: this person does not work on cases.
        Conflict: the store has changed so that a row is no longer allowed; whoever opened the transaction undoes it.
    """
    require_handler(by)
    work.flush()  # what came in earlier in this transaction is looked for as well
    has_changed = newest_event(work) != plan.made_at
    counts = _counted_again(work, plan) if has_changed else plan.counts
    number = _begin(work, plan, counts, by=by, at=at)
    taker, cases = Taker(work, by=by, at=at, batch=number), Cases()
    for done, row in enumerate(_as_they_stand(work, plan, number, look=has_changed)):
        if told is not None:
            told(done)
        case_id = row.case_id
        if row.request is not None:
            case_id, reference = _taken(taker, row, row.request)
            cases.add(row.number, reference)
        _record(work, number, row, case_id)
    _end(work, number, plan, counts, by=by, at=at)
    return Batch(number, counts, cases)


def _counted_again(work: Work, plan: Plan) -> Counts:
    late = sum(len(_taken_since(work, some)) for some in plan.rows.chunks())
    counts = asdict(plan.counts)
    return Counts(**{**counts, "new": counts["new"] - late, "duplicate": counts["duplicate"] + late})


def _as_they_stand(work: Work, plan: Plan, batch: int, *, look: bool) -> Iterator[PlannedRow]:
    """The rows of the plan; those that came in some other way since are duplicates now."""
    for some in plan.rows.chunks(batch):
        late = _taken_since(work, some) if look else {}
        yield from (late.get(row.number, row) for row in some) if late else some


def _taken_since(work: Work, some: list[PlannedRow]) -> dict[int, PlannedRow]:
    asking = [row for row in some if row.request is not None]
    taken = taken_before(work, [row.key for row in asking if row.key is not None])
    if not taken:
        return {}
    found = ((row, taken.get((row.key.source, row.key.reference))) for row in asking if row.key is not None)
    return {row.number: duplicate(row, before) for row, before in found if before is not None}


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


def _taken(taker: Taker, row: PlannedRow, request: Request) -> tuple[int, str]:
    assert row.key is not None, "a row that asks for something does so under a key"
    try:
        case = taker.take(request, row.key)
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
