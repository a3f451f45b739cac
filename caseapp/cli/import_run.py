"""One run of the import: plan every file, write the rejected rows, carry the plans out, and say what became of them.

Plans are as long as files are, so nothing here makes a list of their rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseapp.cli.progress import Progress
from caseapp.cli.session import say, show
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.intake.plan import Counts, Plan, PlannedRow
    from caseapp.intake.source import Source

MOST_SHOWN = 50
"""How many rows of a plan are shown to a person; ``--json`` and the rejects file have them all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, or would."""

    plan: Plan
    counts: Counts
    cases: Mapping[int, str] = field(default_factory=dict)
    """For each row that was taken in, its case's reference."""
    is_done: bool = False


def planned(caseapp: Caseapp, sources: Sequence[Source]) -> list[Plan]:
    """The plans of files that go in one after another."""
    from caseapp.intake import plan_file

    plans: list[Plan] = []
    with caseapp.reading() as reader:
        for source in sources:
            with Progress(f"Reading {one_line(source.path.name)}", part=partial(_part_read, source)) as told:
                plans.append(plan_file(reader, source, today=caseapp.today, before=plans, told=told))
    return plans


def _part_read(source: Source) -> float | None:
    return source.part_read


def require_free(path: Path | None) -> None:
    """See that the rejected rows can be written, before a long file is read.

    Raises:
        FileProblem: there is a file of that name already.
    """
    from caseapp.intake import rejects

    if path is not None:
        rejects.require_free(path)


def reject(path: Path | None, plans: Sequence[Plan]) -> None:
    """Write the rejected rows, if anybody wants them and there are any."""
    from caseapp.intake import write_rejects

    if path is None:
        return
    if write_rejects(path, plans):
        say(f"Wrote the rejected rows to {path}; mend them there and import that file.")
    else:
        say(f"No row was rejected, so {path} was not written.")


def committed(caseapp: Caseapp, plans: Sequence[Plan]) -> list[Outcome]:
    """Carry the plans out in one transaction."""
    from caseapp.intake import commit_plan

    outcomes = []
    with caseapp.acting() as (work, by, at):
        for plan in plans:
            with Progress(f"Importing {one_line(plan.path.name)}", len(plan.rows)) as told:
                batch = commit_plan(work, plan, by=by, at=at, told=told)
            outcomes.append(Outcome(plan, batch.counts, batch.cases, is_done=True))
    return outcomes


def tell(outcomes: Sequence[Outcome]) -> None:
    """The rows that there is something to say of, as far as a person reads on, and the counts."""
    for outcome in outcomes:
        for line in _lines(outcome):
            show(line)
        show(_totals(outcome))


def print_json(outcomes: Sequence[Outcome]) -> None:
    """Every row of every file."""
    json.dump([_as_json(each) for each in outcomes], sys.stdout, indent=2, ensure_ascii=False, default=str)
    show("")


def _lines(outcome: Outcome) -> Iterator[str]:
    rows, taken = outcome.plan.rows, outcome.cases
    telling = (row for row in rows if row.verdict is not Verdict.NEW or row.notes or row.number in taken)
    shown = 0
    for row in islice(telling, MOST_SHOWN):
        shown += 1
        yield _line(row, taken.get(row.number))
        yield from (f"  {each.words}" for each in row.differences)
    more = len(rows) - (0 if outcome.is_done else rows.untold) - shown
    if more:
        yield f"... and {more:,} more; see them all with --json"


def _line(row: PlannedRow, reference: str | None) -> str:
    words = " ".join((*row.reasons, *row.notes))
    return f"row {row.number}: {row.verdict}" + (f" {reference}" if reference else "") + (f": {words}" if words else "")


def _totals(outcome: Outcome) -> str:
    counts = ", ".join(f"{number} {verdict}" for verdict, number in asdict(outcome.counts).items())
    done = "imported" if outcome.is_done else "dry run, nothing changed"
    return f"{one_line(outcome.plan.path.name)}: {outcome.counts.total} rows: {counts} ({done})"


class _Rows(list[Any]):
    """What ``json`` takes for a list, made while it is written."""

    def __init__(self, count: int, rows: Callable[[], Iterator[Any]]) -> None:
        super().__init__()
        self._count, self._rows = count, rows

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return self._rows()


def _as_json(outcome: Outcome) -> dict[str, Any]:
    plan, taken = outcome.plan, outcome.cases

    def rows() -> Iterator[Any]:
        for row in plan.rows:
            yield {
                "row": row.number,
                "verdict": row.verdict,
                "submission": row.key.reference if row.key else None,
                "reference": taken.get(row.number),
                "reasons": row.reasons,
                "notes": row.notes,
                "differences": [asdict(each) for each in row.differences],
            }

    facts = {"file": str(plan.path), "profile": plan.profile.name, "dry_run": not outcome.is_done}
    counts = {"rows_read": plan.rows_read, "counts": asdict(outcome.counts)}
    return {**facts, **counts, "rows": _Rows(len(plan.rows), rows)}
