"""The cases as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseapp.cli.session import say, session, show, show_json


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
    personal: Annotated[
        bool, typer.Option("--personal", help="With names, contact details and everybody's words.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Take the cases, and the chain of events, out of the store as files.

    For lead officers and administrators; the export is recorded. Adjustments stay in the store.

    Example: caseapp export cases-2026-11
    """
    done = session(context).caseapp.export(folder, personal=personal)
    if as_json:
        show_json({"folder": str(done.folder), "rows": done.rows, "anchor": done.anchor})
        return
    counted = ", ".join(f"{rows} in {name}" for name, rows in done.rows.items())
    show(f"Wrote {done.folder}: {counted}.")
    say(f"Events to {done.anchor.partition(':')[0]} are in it, and one more says that it was made: {done.anchor}")
    if personal:
        say("It holds personal data: keep it where only those may read it who need to, and delete it when it is done.")
