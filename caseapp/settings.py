"""Where the store is, who acts and what day it is: from the command line, else the environment, else the system.

And what a person wrote in ``config.toml`` about the terminal application, as far as it can be read at all; whether
the application knows such a theme or such a key, it says itself.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from caseapp.resources import OWN_PROFILES
from caseapp.rules.errors import InvalidInput

DATABASE = "CASEAPP_DATABASE"
USER = "CASEAPP_USER"
TODAY = "CASEAPP_TODAY"
CONFIG = "CASEAPP_CONFIG"

MEANINGS = (
    ("--database PATH_OR_URL", DATABASE, "The store.", "caseapp.db in your own data folder"),
    ("--as NAME", USER, "Who acts.", "your login name"),
    ("--today DATE", TODAY, "The date, for rehearsals and pictures.", "the date in Cambridge"),
    ("", CONFIG, "The file with the settings below.", "config.toml in your own settings folder"),
    (
        "",
        OWN_PROFILES,
        "The folder of import profiles of your own, and of what imports remember of columns.",
        "profiles in your own settings folder",
    ),
)
"""Option, environment variable, what it says, and what holds without it."""

WRITTEN = (
    ('theme = "light"', "The colours of the terminal application: dark, light or contrast.", "those used last"),
    (
        'start = "cases"',
        "The area that it opens on: today, cases, service-levels, import, find or administration.",
        "today",
    ),
    ('[keys]<br>assign-case = "z"', "The keys of a command by its id; commas between several.", "the keys above"),
)
"""What ``config.toml`` can say: an example, what it means, and what holds without it."""


def markdown_table() -> str:
    """The README's table of settings."""
    lines = ["| Option | Environment | Says | Otherwise |", "|---|---|---|---|"]
    lines += [
        f"| {f'`{option}`' if option else ''} | `{variable}` | {says} | {otherwise} |"
        for option, variable, says, otherwise in MEANINGS
    ]
    lines += ["", "| In config.toml | Says | Otherwise |", "|---|---|---|"]
    lines += [f"| <code>{example}</code> | {says} | {otherwise} |" for example, says, otherwise in WRITTEN]
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


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """What a person writes for caseapp to read."""
    named = environment.get(CONFIG, "")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("caseapp", appauthor=False) / "config.toml"


def state_file() -> Path:
    """What the terminal application remembers for itself."""
    from platformdirs import user_state_path

    return user_state_path("caseapp", appauthor=False) / "state.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote in ``config.toml``; blank is nothing."""

    theme: str = ""
    start: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command id to keys with commas between them."""
    problems: tuple[str, ...] = ()
    """One sentence for each thing that could not be understood, and was left out."""


def read_config(path: Path) -> Written:
    """What the file says; a file that is not there says nothing, and one that cannot be read says so."""
    if not path.exists():
        return Written()
    import tomllib

    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return Written(problems=(f"{path} cannot be read: {error.strerror or error}.",))
    except ValueError as error:  # not UTF-8, or not TOML
        return Written(problems=(f"{path} is not written as TOML: {error}.",))
    return _understood(path, told)


def _understood(path: Path, told: Mapping[str, object]) -> Written:
    problems = [
        f"{path} says “{name}”, which is no setting." for name in told if name not in {"theme", "start", "keys"}
    ]
    texts = {}
    for name in ("theme", "start"):
        value = told.get(name, "")
        texts[name] = value if isinstance(value, str) else ""
        if not isinstance(value, str):
            problems.append(f"{path}: {name} must be a word in quotes.")
    return Written(texts["theme"], texts["start"], _keys(path, told.get("keys", {}), problems), tuple(problems))


def _keys(path: Path, told: object, problems: list[str]) -> dict[str, str]:
    if not isinstance(told, Mapping):
        problems.append(f"{path}: keys must be a table, [keys].")
        return {}
    found = {}
    for command, value in told.items():
        keys = [value] if isinstance(value, str) else value
        if isinstance(keys, list) and keys and all(isinstance(key, str) and key.strip() for key in keys):
            found[str(command)] = ",".join(key.strip() for key in keys)
        else:
            problems.append(f'{path}: the keys of {command} must be in quotes, such as "z".')
    return found


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
