"""The lead officer's summary."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import a_date, say, session, show
from caseapp.rules.errors import FileProblem, InvalidInput

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.rules.periods import Period

PAGE_WIDTH = 120
"""Characters a line of a summary that is not shown on a terminal."""


def summary(
    context: typer.Context,
    quarter: Annotated[str | None, typer.Option(help="Such as 2024-25-Q1, April to June.")] = None,
    month: Annotated[str | None, typer.Option(help="Such as 2024-05.")] = None,
    year: Annotated[str | None, typer.Option(help="Such as 2024-25, April to March.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Any span: its first day.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Any span: its last day.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, markdown, csv or json.")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to a file instead.")] = None,
    with_references: Annotated[
        bool, typer.Option("--with-references", help="List the cases behind each figure.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """The figures of a period by service; default: the last complete quarter.

    Example: caseapp summary --year 2023-24 --format markdown
    """
    caseapp = session(context).caseapp
    period = _period(caseapp, quarter=quarter, month=month, year=year, first=first, last=last)
    document = document_of(caseapp, period, form, with_references=with_references)
    if output is None:
        show(document.rstrip("\n"))
        return
    _write(output, document, force=force)
    say(f"Wrote the summary of {period.label} to {output}.")


def document_of(caseapp: Caseapp, period: Period, form: str, *, with_references: bool = False) -> str:
    """The summary of a period in one format; the references behind it are for those who see cases (R54)."""
    from caseapp.reporting.render import render
    from caseapp.reporting.summary import summarise
    from caseapp.store.queries.figures import contacts, stage_records
    from caseapp.store.verification import anchor_of

    with caseapp.looking() if with_references else caseapp.reading() as reader:
        anchor = str(anchor_of(reader) or "")
        figures = summarise(period, stage_records(reader, period), contacts(reader, period), anchor=anchor)
    return render(figures, form, with_references=with_references, width=_width())


def _width() -> int:
    """As wide as the terminal; what is piped or kept is as wide as a page."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PAGE_WIDTH


def _period(
    caseapp: Caseapp, *, quarter: str | None, month: str | None, year: str | None, first: str | None, last: str | None
) -> Period:
    from caseapp.rules import periods

    asked = [name for name in (quarter, month, year, first or last) if name]
    if len(asked) > 1:
        raise InvalidInput("Give one period: --quarter, --month, --year, or --from with --to.")
    if quarter:
        return periods.quarter(quarter)
    if month:
        return periods.month(month)
    if year:
        return periods.year(year)
    begun, ended = a_date(first, "--from"), a_date(last, "--to")
    if begun and ended:
        return periods.between(begun, ended)
    if begun or ended:
        raise InvalidInput("A span needs both ends: give --from and --to.")
    return periods.last_complete_quarter(caseapp.today)


def _write(output: Path, document: str, *, force: bool) -> None:
    if output.exists() and not force:
        raise FileProblem(f"{output} is there already; say --force to overwrite it.")
    try:
        draft = output.with_name(f".{output.name}.draft")  # a full disk must not cost the report that was there
        draft.write_text(document, encoding="utf-8", newline="")
        draft.replace(output)
    except OSError as error:
        raise FileProblem(f"{output} cannot be written: {error.strerror}.") from error
