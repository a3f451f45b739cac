"""Where a person's own settings are, and what holds."""

from __future__ import annotations

import typer

from caseapp.cli.looking import AsJson
from caseapp.cli.session import say, session, show, show_json, table


def settings(context: typer.Context, as_json: AsJson = False) -> None:
    """Where your own settings are kept, and what holds.

    Example: caseapp settings --json
    """
    from caseapp.settings import config_file, state_file
    from caseapp.tui.preferences import STARTS, load_preferences

    told, chosen = session(context).caseapp.settings, load_preferences()
    remembered = chosen.remembered
    held = {
        "config": str(config_file()),
        "state": str(state_file()),
        "database": told.database,
        "user": told.user,
        "today": str(told.today or ""),
        "theme": chosen.theme.removeprefix("caseapp-") or "dark",
        "start": next(name for name, mode in STARTS.items() if mode == chosen.start),
        "keys": dict(chosen.keymap),
        "columns": list(remembered.columns),
        "views": [view.title for view in remembered.views],
    }
    if as_json:
        show_json({**held, "problems": list(chosen.problems)})
    else:
        show(table(("Setting", "Is"), ((name, _words(value)) for name, value in held.items())))
    for problem in chosen.problems:
        say(f"caseapp: {problem}")


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{command} = {keys}" for command, keys in value.items()) or "as they come"
    if isinstance(value, list):
        return ", ".join(value) or "as they come"
    return str(value) or "as it comes"
