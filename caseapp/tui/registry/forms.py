"""The keys of forms and of the list of keys."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group

COMMANDS = (
    Command("save", ("ctrl+s",), "Save", "Record what the form says.", Context.DIALOG, Group.DIALOG,
            in_palette=False),
    Command("cancel", ("escape",), "Cancel", "Leave without recording anything.", Context.DIALOG, Group.DIALOG,
            in_palette=False),
    Command("explain-form", ("f1",), "About this form", "Say what the form does, and its command-line twin.",
            Context.DIALOG, Group.DIALOG, in_palette=False),
    Command("close-help", ("escape", "f1"), "Close", "Close the list of keys.",
            Context.HELP, Group.APPLICATION, in_palette=False),
)  # fmt: skip
