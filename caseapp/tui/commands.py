"""Every command of the terminal application, in one table.

The keys of each screen, its footer, the command palette, the ``?`` screen and the README's table are all made from
``COMMANDS``. A command's id is also the id of its key binding, so that keys can be given anew by id. Each area's own
commands stand in a file of ``registry``.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import BindingType

from caseapp.tui.registry import (
    administration,
    application,
    case,
    casework,
    figures,
    find,
    forms,
    imports,
    lists,
    today,
    worklist,
)
from caseapp.tui.registry.command import HEARD_WITH, Command, Context, Group, Keymap

__all__ = [
    "BY_ID",
    "COMMANDS",
    "HEARD_WITH",
    "Command",
    "Context",
    "Group",
    "Keymap",
    "bindings",
    "caption",
    "captions",
    "clashes",
    "clashing",
    "heard_in",
    "markdown_table",
]

COMMANDS = (
    *casework.COMMANDS,
    *case.COMMANDS,
    *today.COMMANDS,
    *worklist.COMMANDS,
    *figures.COMMANDS,
    *imports.COMMANDS,
    *find.COMMANDS,
    *administration.COMMANDS,
    *lists.COMMANDS,
    *application.COMMANDS,
    *forms.COMMANDS,
    *lists.CHECKLIST_COMMANDS,
)
"""The registry."""

BY_ID = {command.id: command for command in COMMANDS}


def bindings(context: Context) -> list[BindingType]:
    """The key bindings of a node that has this context, in the order of the footer."""
    return [command.binding for command in COMMANDS if command.context is context and command.keys]


def heard_in(context: Context) -> Iterator[Command]:
    """Every command whose keys are heard while a node of this context has the focus."""
    contexts = (context, *HEARD_WITH.get(context, ()))
    return (command for command in COMMANDS if command.context in contexts)


def clashing(keymap: Keymap | None = None) -> Iterator[tuple[str, str, str]]:
    """Each key that would mean two things at once, with the ids of the two commands."""
    for context in Context:
        owners: dict[str, str] = {}
        for command in heard_in(context):
            for key in command.keys_under(keymap or {}):
                owner = owners.setdefault(key, command.id)
                if owner != command.id:
                    yield key, owner, command.id


def clashes(keymap: Keymap | None = None) -> list[str]:
    """One sentence for each key that would mean two things at once."""
    return sorted(
        {
            f"“{key}” is the key of both {owner} and {other}; give one of them another."
            for key, owner, other in clashing(keymap)
        }
    )


_CAPTIONS = {
    "down": "↓", "up": "↑", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "enter": "Enter",
    "escape": "Esc", "space": "Space", "shift+up": "Shift+↑", "shift+down": "Shift+↓", "delete": "Del",
    "left": "←", "right": "→", "backspace": "Backspace", "tab": "Tab",
}  # fmt: skip


def caption(key: str) -> str:
    """A key as it is written for people: ``Esc``, ``Ctrl+P``, ``PgDn``, ``x``."""
    if key in _CAPTIONS:
        return _CAPTIONS[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return key.upper() if len(key) > 1 else key


def captions(command: Command, keymap: Keymap | None = None) -> str:
    """All keys of a command as they are written for people."""
    return " ".join(caption(key) for key in command.keys_under(keymap or {}))


def markdown_table() -> str:
    """The README's table of keys."""
    lines = ["| Keys | Command | What it does | Command line |", "|---|---|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`{caption(key)}`" for key in command.keys) or "palette"
        twin = f"`{command.twin}`" if command.twin else ""
        lines.append(f"| {keys} | {command.title} (`{command.id}`) | {command.help} | {twin} |")
    return "\n".join(lines) + "\n"
