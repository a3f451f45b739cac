"""The imports that were made: a list of them, and taking one back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from caseapp.cli.session import Session, say, show, show_json, table
from caseapp.rules.instants import LONDON, short_date
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.store.queries.imports import Batch


def list_imports(running: Session, *, as_json: bool) -> None:
    """The latest imports, the newest first."""
    from caseapp.store.queries.imports import batches

    with running.caseapp.looking() as reader:  # it names cases that were worked on
        found = batches(reader)
    if as_json:
        show_json([asdict(batch) for batch in found])
    elif found:
        show(table(("Import", "File", "By", "When", "New", "Others", "Can be undone"), map(_row, found)))
    else:
        say("Nothing was imported yet.")


def undo(running: Session, written: str, *, as_json: bool) -> None:
    """Take one import back, by its number."""
    from caseapp.casework.import_undo import undo_import

    if not written.isdecimal():
        raise typer.BadParameter("name an import by its number, as caseapp import list gives it.", param_hint="BATCH")
    with running.caseapp.acting() as (work, by, at):
        done = undo_import(work, int(written), by=by, at=at)
    if as_json:
        show_json(asdict(done))
        return
    cases = "1 case is" if done.cases == 1 else f"{done.cases} cases are"
    show(f"Import {done.batch} was taken back: {cases} annulled. {one_line(done.file_name)} can be imported again.")


def _row(batch: Batch) -> tuple[str, ...]:
    others = batch.duplicate + batch.changed + batch.skipped + batch.rejected
    at = batch.imported_at.astimezone(LONDON)
    return (
        str(batch.id),
        one_line(batch.file_name),
        one_line(batch.by),
        f"{short_date(at.date())} {at:%H:%M}",
        str(batch.new),
        str(others),
        "yes" if batch.why_not is None else f"no: {batch.why_not}",
    )
