"""Where the store is, who acts and what day it is: from the command line, else the environment, else the system."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseapp.rules.errors import InvalidInput

DATABASE = "CASEAPP_DATABASE"
USER = "CASEAPP_USER"
TODAY = "CASEAPP_TODAY"

MEANINGS = (
    ("--database PATH_OR_URL", DATABASE, "The store.", "caseapp.db in your own data folder"),
    ("--as NAME", USER, "Who acts.", "your login name"),
    ("--today DATE", TODAY, "The date, for rehearsals and pictures.", "the date in Cambridge"),
)
"""Option, environment variable, what it says, and what holds without it."""


def markdown_table() -> str:
    """The README's table of settings."""
    lines = ["| Option | Environment | Says | Otherwise |", "|---|---|---|---|"]
    lines += [f"| `{option}` | `{variable}` | {says} | {otherwise} |" for option, variable, says, otherwise in MEANINGS]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of caseapp was told."""

    database: str
    """A path or a database URL."""
    database_was_named: bool
    """Whether somebody named the store, or it is the person's own default one."""
    user: str
    today: date | None
    """A fixed date, or ``None`` for the real one."""


def read_settings(
    *,
    database: str | None = None,
    user: str | None = None,
    today: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings of a run.

    Raises:
        InvalidInput: the date is not a date.
    """
    named = database or environment.get(DATABASE, "")
    return Settings(
        database=named or str(own_store()),
        database_was_named=bool(named),
        user=user or environment.get(USER) or _login_name(),
        today=_date(today or environment.get(TODAY, "")),
    )


def own_store() -> Path:
    """The store that a person has without naming one."""
    from platformdirs import user_data_path

    return user_data_path("caseapp", appauthor=False) / "caseapp.db"


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""  # no login name, as in a bare container: whoever acts must say who they are


def _date(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidInput(f"“{written}” is not a date; write it as 2024-04-01.") from None
