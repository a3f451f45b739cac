"""Bulk import: recognise, plan, show, commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caseapp.cli.session import say, session, show, show_json
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict

if TYPE_CHECKING:
    from caseapp.intake.plan import Counts, Plan, PlannedRow

MOST_SHOWN = 50
"""How many rows of a plan are shown to a person; ``--json`` and the rejects file have them all."""


def import_files(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files; or a word: profiles, list (of imports), undo BATCH."),
    ],
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="What the files are; else recognised.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Plan and show, change nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(metavar="FILE", help="Where rejected rows go, with reasons.")] = None,
    previews: Annotated[bool, typer.Option("--previews", help="Take files that were made to try a form out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Bulk import of submissions or past cases: plan, show, commit.

    Every row is new, a duplicate, changed, skipped, or rejected with its reasons; a dry run and the import make the
    same plan. All the new rows of the files go in together, or none. caseapp import list shows the imports that were
    made; caseapp import undo BATCH takes one back, while nobody has worked on its cases.

    Example: caseapp import submissions.csv --dry-run --rejects rejects.csv
    """
    if _is_word(context, files, as_json=as_json):
        return
    from caseapp.intake import commit_plan, open_import, plan_file, write_rejects

    running = session(context)
    sources = [open_import(Path(name), profile, previews=previews) for name in dict.fromkeys(files)]
    for source in sources:
        say(f"{source.path}: {source.recognised}")
    caseapp = running.caseapp
    if not dry_run and caseapp.found_if_missing():
        say(f"Made a new store at {caseapp.settings.database}; you are its administrator.")
    plans: list[Plan] = []
    with caseapp.reading() as reader:
        for source in sources:
            plans.append(plan_file(reader, source, today=caseapp.today, before=plans))
    if rejects is not None and write_rejects(rejects, plans):
        say(f"Wrote the rejected rows to {rejects}; mend them there and import that file.")
    outcomes = [Outcome(plan, plan.counts, {}) for plan in plans]
    if not dry_run:
        with caseapp.acting() as (work, by, at):
            batches = [commit_plan(work, plan, by=by, at=at) for plan in plans]
        outcomes = [Outcome(plan, batch.counts, batch.cases) for plan, batch in zip(plans, batches, strict=True)]
    if as_json:
        show_json([_as_json(outcome, dry_run=dry_run) for outcome in outcomes])
        return
    for outcome in outcomes:
        for line in _lines(outcome):
            show(line)
        show(_totals(outcome, dry_run=dry_run))


def _is_word(context: typer.Context, files: list[str], *, as_json: bool) -> bool:
    """Whether a word was given in the place of files; then what it asks for is done.

    A file of such a name is given as ``./list``.
    """
    from caseapp.cli import past_imports

    match files:
        case ["profiles"]:
            _list_profiles(as_json=as_json)
        case ["list"]:
            past_imports.list_imports(session(context), as_json=as_json)
        case ["undo", batch]:
            past_imports.undo(session(context), batch, as_json=as_json)
        case ["undo", *_]:
            raise typer.BadParameter("undo takes the number of one import; see caseapp import list.", param_hint="undo")
        case _:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, or would."""

    plan: Plan
    counts: Counts
    cases: Mapping[int, str]
    """For each row that was taken in, its case's reference."""


def _lines(outcome: Outcome) -> Iterator[str]:
    taken = outcome.cases
    telling = [row for row in outcome.plan.rows if row.verdict is not Verdict.NEW or row.notes or row.number in taken]
    for row in telling[:MOST_SHOWN]:
        yield _line(row, taken.get(row.number))
    if len(telling) > MOST_SHOWN:
        yield f"... and {len(telling) - MOST_SHOWN} more; see them all with --json"


def _line(row: PlannedRow, reference: str | None) -> str:
    words = " ".join((*row.reasons, *row.notes))
    return f"row {row.number}: {row.verdict}" + (f" {reference}" if reference else "") + (f": {words}" if words else "")


def _totals(outcome: Outcome, *, dry_run: bool) -> str:
    counts = ", ".join(f"{number} {verdict}" for verdict, number in asdict(outcome.counts).items())
    done = "dry run, nothing changed" if dry_run else "imported"
    return f"{one_line(outcome.plan.path.name)}: {outcome.counts.total} rows: {counts} ({done})"


def _as_json(outcome: Outcome, *, dry_run: bool) -> dict[str, Any]:
    plan = outcome.plan
    rows = [
        {
            "row": row.number,
            "verdict": row.verdict,
            "submission": row.key.reference if row.key else None,
            "reference": outcome.cases.get(row.number),
            "reasons": row.reasons,
            "notes": row.notes,
        }
        for row in plan.rows
    ]
    facts = {"file": str(plan.path), "profile": plan.profile.name, "dry_run": dry_run}
    return {**facts, "rows_read": plan.rows_read, "counts": asdict(outcome.counts), "rows": rows}


def _list_profiles(*, as_json: bool) -> None:
    from caseapp.intake import profiles

    known = profiles()
    if as_json:
        show_json([{"name": one.name, "title": one.title, "reads": one.reads, "example": one.example} for one in known])
        return
    for one in known:
        show(f"{one.name}: {one.title}. {one.reads}\n  Example: {one.example}")
