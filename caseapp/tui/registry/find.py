"""The commands of full-text search."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group

COMMANDS = (
    Command(
        "search-words", ("/",), "Search", "Type words, a name, a number or a reference; Enter opens the case marked.",
        Context.FIND, Group.FIND, label="Search", twin="caseapp search WORDS",
    ),
    Command(
        "search-order", ("o", "ctrl+o"), "Newest or best first",
        "Change between the newest matches first and the best of the newest 2,000.",
        Context.FIND, Group.FIND, label="Order", twin="caseapp search WORDS --best",
    ),
    Command(
        "search-open", ("x", "ctrl+t"), "Open cases only", "Look among open cases only, or among all again.",
        Context.FIND, Group.FIND, label="Open only",
    ),
    Command(
        "copy-found", ("y",), "Copy the reference", "Put the reference of the case under the cursor on the clipboard.",
        Context.FIND, Group.FIND,
    ),
)  # fmt: skip
"""In the order of the help screen."""
