"""The terminal application on the store of this run. Typer is not needed for it, and not imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp


def open_terminal(database: str | None, user: str | None, today: str | None) -> None:
    """Open it, making the store if there is none yet; without a terminal, say so.

    Raises:
        SystemExit: 0 when the person left, 1 when the store could not be opened, 2 without a terminal.
        CaseappError: the date is no date, or the store cannot be made.
    """
    from caseapp.bootstrap import Caseapp
    from caseapp.settings import read_settings

    if not is_terminal():
        from caseapp.cli.commands import COMMANDS

        known = ", ".join(entry.name for entry in COMMANDS)
        why = "This terminal only prints lines (TERM=dumb)" if _is_dumb() else "There is no terminal here"
        _tell(
            f"caseapp: {why}, and the application needs more; caseapp --plain works line by line, "
            f"or use one of the commands: {known}."
        )
        raise SystemExit(2)
    caseapp = Caseapp(read_settings(database=database, user=user, today=today))
    try:
        if caseapp.found_if_missing():
            _tell(f"Made a new store at {caseapp.settings.database}; you are its administrator.")
        run_terminal(caseapp)
    finally:
        caseapp.close()


def run_terminal(caseapp: Caseapp) -> NoReturn:
    """Run the application until the person leaves it.

    Raises:
        SystemExit: 0, or 1 when the store could not be opened.
    """
    import gc

    gc.disable()  # nothing of what is imported now is ever given back; the application enables it when it stands
    from caseapp.tui.run import run_tui

    raise SystemExit(run_tui(lambda: caseapp))


def is_terminal() -> bool:
    """Whether there is a person at both ends, with a screen that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not _is_dumb()


def _is_dumb() -> bool:
    return os.environ.get("TERM") == "dumb"


def _tell(words: str) -> None:
    print(words, file=sys.stderr)
