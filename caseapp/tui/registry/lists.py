"""Moving about in a list; every list is moved about in alike."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group, move


def _check(identity: str, keys: tuple[str, ...], title: str, text: str) -> Command:
    return Command(identity, keys, title, text, Context.CHECKLIST, Group.DIALOG, in_palette=False)


COMMANDS = (
    move("cursor-down", ("down", "j"), "Down", "Move to the next line."),
    move("cursor-up", ("up", "k"), "Up", "Move to the line before."),
    move("page-down", ("pagedown", "ctrl+f"), "Page down", "Move down by a screenful."),
    move("page-up", ("pageup", "ctrl+b"), "Page up", "Move up by a screenful."),
    move("first-row", ("home", "g"), "First", "Move to the first line."),
    move("last-row", ("end", "G"), "Last", "Move to the last line."),
    move("choose-row", ("enter",), "Open", "Open what is under the cursor."),
)
"""In the order of the help screen."""

CHECKLIST_COMMANDS = (
    _check("check-item", ("space", "x"), "In or out", "Take the line under the cursor in, or out."),
    _check("item-down", ("down", "j"), "Down", "Move to the next line."),
    _check("item-up", ("up", "k"), "Up", "Move to the line before."),
    _check("move-item-down", ("J", "shift+down"), "Move down", "Move the line under the cursor down."),
    _check("move-item-up", ("K", "shift+up"), "Move up", "Move the line under the cursor up."),
)
"""The keys of a checklist in a dialog."""
