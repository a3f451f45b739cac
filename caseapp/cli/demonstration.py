"""The demonstration, its pictures, and the terminal application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import Session, say, session, show
from caseapp.cli.terminal import is_terminal, run_terminal

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp


def demo(
    context: typer.Context,
    no_tui: Annotated[bool, typer.Option("--no-tui", help="Print the worklist and the latest summary.")] = False,
) -> None:
    """A fresh demonstration store, then the application in it.

    Example: caseapp demo
    """
    with _demonstration(session(context)) as caseapp:
        if no_tui or not is_terminal():
            _print_demonstration(caseapp)
        else:
            run_terminal(caseapp)


def screenshots(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")],
) -> None:
    """Pictures of the application, as SVG.

    Example: caseapp screenshots pictures
    """
    from caseapp.tui.gallery import DAY, PERSON, make_gallery

    running = session(context)
    running.user, running.today = running.user or PERSON, running.today or DAY
    with _demonstration(running) as caseapp:
        for picture in make_gallery(folder, caseapp):
            show(str(picture))


@contextmanager
def _demonstration(running: Session) -> Iterator[Caseapp]:
    from tempfile import TemporaryDirectory

    from caseapp.bootstrap import Caseapp
    from caseapp.intake.demonstration.furnishing import furnish
    from caseapp.settings import Settings

    asked = running.caseapp.settings
    with TemporaryDirectory(prefix="caseapp-demo-") as folder:
        named = _place(running) or str(Path(folder) / "demonstration.db")
        caseapp = Caseapp(
            Settings(named, database_was_named=True, user=asked.user or "Demonstrator", today=asked.today)
        )
        say(f"Making the demonstration store {_place(running)}".rstrip() + " …")
        caseapp.found()
        try:
            with caseapp.acting() as (work, by, at):
                furnish(work, by=by, at=at)
            yield caseapp
        finally:
            caseapp.close()


def _place(running: Session) -> str:
    """Where the demonstration was asked for; blank is a temporary one. A store that is there is left in peace."""
    from caseapp.store.addresses import path_of

    settings = running.caseapp.settings
    path = path_of(settings.database)
    in_use = running.database is None and path is not None and path.exists()
    return settings.database if settings.database_was_named and not in_use else ""


def _print_demonstration(caseapp: Caseapp) -> None:
    from caseapp.cli.summary import document_of
    from caseapp.cli.worklist_words import as_text
    from caseapp.rules.periods import last_complete_quarter
    from caseapp.store.queries.worklist import WorklistFilter, worklist_ids, worklist_rows

    with caseapp.reading() as reader:
        calendar = reader.calendar(reader.policies.on(caseapp.today).division)
        ids = worklist_ids(reader, WorklistFilter(), caseapp.today, calendar)
        found = worklist_rows(reader, ids)
    show(as_text([found[number] for number in ids], caseapp.today, calendar))
    show("")
    show(document_of(caseapp, last_complete_quarter(caseapp.today), "table").rstrip("\n"))
