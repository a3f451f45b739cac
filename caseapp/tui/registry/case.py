"""The commands of one case's own screen."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group

COMMANDS = (
    Command(
        "whole-text", ("v",), "The whole text", "Show everything that was written, however long it is.",
        Context.CASE, Group.CASE, twin="caseapp show REF",
    ),
    Command(
        "scroll-down", ("down", "j"), "Down", "Scroll down by a line.", Context.CASE, Group.MOVE, in_palette=False,
    ),
    Command("scroll-up", ("up", "k"), "Up", "Scroll up by a line.", Context.CASE, Group.MOVE, in_palette=False),
    Command(
        "scroll-page-down", ("pagedown", "ctrl+f", "space"), "Page down", "Scroll down by a screenful.",
        Context.CASE, Group.MOVE, in_palette=False,
    ),
    Command(
        "scroll-page-up", ("pageup", "ctrl+b"), "Page up", "Scroll up by a screenful.", Context.CASE, Group.MOVE,
        in_palette=False,
    ),
    Command(
        "scroll-to-top", ("home", "g"), "Top", "Go to the top.", Context.CASE, Group.MOVE, in_palette=False,
    ),
    Command(
        "scroll-to-end", ("end", "G"), "End", "Go to the end.", Context.CASE, Group.MOVE, in_palette=False,
    ),
)  # fmt: skip
"""In the order of the help screen."""
