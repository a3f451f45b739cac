"""The store as a whole: make, upgrade, verify, copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseapp.cli.session import say, session, show, show_json


def init(context: typer.Context) -> None:
    """Make a store; whoever makes it is its administrator.

    Example: caseapp --database complaints.db init
    """
    store = session(context).caseapp.found()
    show(f"Made the store {store.name}.")


def upgrade(context: typer.Context) -> None:
    """Bring a store to the newest schema, after a backup.

    Example: caseapp upgrade
    """
    from caseapp.store.backup import upgrade as bring_up_to_date

    settings = session(context).caseapp.settings
    kept = bring_up_to_date(settings.database)
    show(f"The store {settings.database} is up to date." + (f" It was kept as it was in {kept}." if kept else ""))


def verify(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False
) -> None:
    """Prove that nobody changed the past; names the first event that does not fit.

    Example: caseapp verify
    """
    from caseapp.store.verification import verify as look

    with session(context).caseapp.reading() as reader:
        found = look(reader)
    if as_json:
        facts = {"sound": found.is_sound, "events": found.events, "cases": found.cases, "head": found.head}
        show_json({**facts, "problems": found.problems})
    elif found.is_sound:
        show(f"Sound: {found.events} events of {found.cases} cases follow each other. The last is {found.head}.")
    for problem in () if as_json else found.problems:
        show(problem)
    if not found.is_sound:
        say("caseapp: The store does not prove itself; restore a backup, and find out who changed it.")
        raise typer.Exit(1)


def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Copy the store, while others work in it, to a file that stands on its own.

    Example: caseapp backup complaints-2026-11-22.db
    """
    from caseapp.store.backup import back_up

    show(f"Wrote {back_up(session(context).caseapp.settings.database, file)}.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the store that is there.")] = False,
) -> None:
    """Put a backup in the place of the store.

    Example: caseapp restore complaints-2026-11-22.db --force
    """
    from caseapp.store.backup import restore as put_back

    show(f"Restored {put_back(file, session(context).caseapp.settings.database, force=force)}.")
