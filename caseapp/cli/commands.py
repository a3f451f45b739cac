"""Every command in one table, and a group that loads a command's file only when it is used.

Help, completion and the README's table are made from the table; a test compares it with the commands themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, where it is, and what it does in a line."""

    name: str
    module: str
    function: str
    does: str


COMMANDS = (
    Entry("log", "cases", "log", "Log a new contact and print its reference."),
    Entry("acknowledge", "cases", "acknowledge", "Record that the person was told that it has come in."),
    Entry("allocate", "cases", "allocate", "Say which service a case belongs to."),
    Entry("assign", "cases", "assign", "Give a case to an officer."),
    Entry("extend", "cases", "extend", "Give the open stage more working days, as the policy allows."),
    Entry("respond", "cases", "respond", "Answer the open stage with a decision."),
    Entry("escalate", "cases", "escalate", "Take an answered complaint to stage 2."),
    Entry("reopen", "cases", "reopen", "Begin a closed stage again, with a clock of its own."),
    Entry("withdraw", "cases", "withdraw", "Record that the person withdrew the complaint."),
    Entry("resolve", "cases", "resolve", "Record that the complaint was settled by agreement, without a decision."),
    Entry("refuse", "cases", "refuse", "Decline to consider a complaint, for a reason of its own."),
    Entry("note", "cases", "note", "Add words to a case."),
    Entry("point", "cases", "point", "Add a point of complaint, which the answer finds on."),
    Entry("undo", "cases", "undo", "Take back what you recorded last on a case, within minutes."),
    Entry("correct", "cases", "correct", "Put right what was taken down wrongly; the old value is kept."),
    Entry("restrict", "cases", "restrict", "Let only whoever handles a case and those who oversee see it."),
    Entry("unrestrict", "cases", "unrestrict", "Let everybody who works on cases see a restricted one again."),
    Entry("show", "looking", "show_case", "Show a case: who, what, its stages and everything that happened."),
    Entry("why", "looking", "why", "Explain how each due date of a case was worked out, day by day."),
    Entry("today", "today", "today", "What is due, late and new today, and what the next ten working days hold."),
    Entry("list", "looking", "list_cases", "The worklist: open cases, the most urgent first."),
    Entry(
        "search",
        "looking",
        "search",
        "Find cases, open or closed, by words that they hold; the newest first, at most 1,000.",
    ),
    Entry("services", "looking", "services", "The services that a case can belong to."),
    Entry("import", "imports", "import_files", "Bulk import of submissions or past cases: plan, show, commit."),
    Entry("summary", "summary", "summary", "The figures of a period by service; default: the last complete quarter."),
    Entry("calendar", "calendar", "app", "Working days: when something is due, how many there are, what a day is."),
    Entry("people", "people", "people", "List who works in the store, add people, and say whether newcomers may join."),
    Entry("days-off", "administration", "days_off", "List closure days and added bank holidays, or add one."),
    Entry("policies", "administration", "policies", "The policy versions in use, with their dates and numbers."),
    Entry("init", "stores", "init", "Make a store; whoever makes it is its administrator."),
    Entry("upgrade", "stores", "upgrade", "Bring a store to the newest schema, after a backup."),
    Entry("verify", "stores", "verify", "Prove that nobody changed the past; names the first event that does not fit."),
    Entry("backup", "stores", "backup", "Copy the store, while others work in it, to a file that stands on its own."),
    Entry("restore", "stores", "restore", "Put a backup in the place of the store; what is there is kept."),
    Entry(
        "doctor",
        "stores",
        "doctor",
        "Say what is wrong with the store and where it lies, and what to do; changes nothing.",
    ),
    Entry("export", "exports", "export", "Take the cases, and the chain of events, out of the store as files."),
    Entry("demo", "demonstration", "demo", "A fresh demonstration store, then the application in it."),
    Entry("settings", "preferences", "settings", "Where your own settings are kept, and what holds."),
    Entry("screenshots", "demonstration", "screenshots", "Pictures of the application, as SVG."),
)

_BY_NAME = {entry.name: entry for entry in COMMANDS}


def load(entry: Entry) -> Any:
    """The command itself, its file imported now."""
    found = getattr(import_module(f"caseapp.cli.{entry.module}"), entry.function)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(entry.name)(found)
    return typer.main.get_command(alone)


class Commands(TyperGroup):
    """The commands of the table, each loaded when it is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = dict.fromkeys(_BY_NAME)  # type: ignore[assignment]  # names alone, for suggestions; loaded below

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002  # the framework passes its context
        """The names, in the order in which an officer meets them."""
        return list(_BY_NAME)

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ARG002  # the framework passes its context
        """The command of that name, or ``None``."""
        return load(_BY_NAME[cmd_name]) if cmd_name in _BY_NAME else None

    def format_commands(self, ctx: object, formatter: Any) -> None:  # noqa: ARG002  # the framework passes its context
        """The list of commands in ``--help``, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.does) for entry in COMMANDS])


def markdown_table(entries: Iterable[Entry] = COMMANDS) -> str:
    """The README's table of commands."""
    lines = ["| Command | Does |", "|---|---|"]
    lines += [f"| `caseapp {entry.name}` | {entry.does} |" for entry in entries]
    return "\n".join(lines)
