"""Commands that are heard in every area: the areas themselves, help, the palette, colours, leaving."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group
from caseapp.tui.themes import THEMES

_AREAS = (
    ("today", ("f2", "t"), "Today", "Show what is due, late and new.", "today"),
    ("worklist", ("f3", "c"), "Cases", "Show the worklist.", "list"),
    ("figures", ("f4", "m"), "Service levels", "Show the figures of a period by service.", "summary"),
    ("imports", ("f6", "i"), "Import", "Bring in a file of submissions or past cases.", "import FILE"),
    ("find", ("f7", "f"), "Find", "Search references, people, and what was written of a case.", "search WORDS"),
    ("administration", ("f8", "d"), "Administration", "Show people, services, days off and policies.", "people"),
)
"""Id of the mode, keys, title, what it does, and its twin."""

COMMANDS = (
    *(
        Command(f"area-{area}", keys, title, text, Context.AREA, Group.AREA, twin=f"caseapp {twin}", argument=area)
        for area, keys, title, text, twin in _AREAS
    ),
    Command(
        "back", ("escape",), "Back", "Leave what you are in: a line, a selection, a case, an area.",
        Context.AREA, Group.AREA, in_palette=False,
    ),
    Command(
        "refresh", ("f5", "ctrl+r"), "Refresh", "Read everything on the screen again.", Context.AREA, Group.AREA,
    ),
    Command(
        "jump", (":",), "Jump to a case", "Type a reference to open its case.", Context.AREA, Group.AREA,
        twin="caseapp show REF",
    ),
    Command(
        "help", ("?", "f1"), "Help", "List this screen's keys.", Context.APPLICATION, Group.APPLICATION, label="Help",
        twin="caseapp --help",
    ),
    Command(
        "command-palette", ("ctrl+p",), "Command palette",
        "Find a command by its name, or jump to a case by its reference.",
        Context.APPLICATION, Group.APPLICATION, in_palette=False,
    ),
    Command("quit", ("q", "ctrl+q"), "Quit", "Leave caseapp.", Context.APPLICATION, Group.APPLICATION, label="Quit"),
    Command(
        "say-how-to-quit", ("ctrl+c",), "How to leave", "Tell how to leave, for those whom habit sent here.",
        Context.APPLICATION, Group.APPLICATION, in_palette=False,
    ),
    *(
        Command(
            f"theme-{theme.name.removeprefix('caseapp-')}", (),
            f"{theme.name.removeprefix('caseapp-').capitalize()} colours",
            f"Use the {theme.name.removeprefix('caseapp-')} theme.", Context.APPLICATION, Group.LOOK,
            argument=theme.name,
        )
        for theme in THEMES
    ),
)  # fmt: skip
