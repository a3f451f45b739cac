"""Every command of the terminal application, in one table.

The keys of each screen, its footer, the command palette, the ``?`` screen and the README's table are all made from
``COMMANDS``. A command's id is also the id of its key binding, so that keys can be given anew by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType

from caseapp.rules.vocabulary import Action
from caseapp.tui.themes import THEMES
from caseapp.tui.views import VIEWS

Keymap = Mapping[str, str]
"""Command id to keys separated by commas; what is not named keeps its own keys."""


class Context(StrEnum):
    """Where a command's keys are listened to."""

    APPLICATION = "application"
    WORKLIST = "worklist"
    LIST = "list"
    HELP = "help"
    DIALOG = "dialog"


HEARD_WITH: Mapping[Context, tuple[Context, ...]] = {
    Context.APPLICATION: (),
    Context.WORKLIST: (Context.APPLICATION,),
    Context.LIST: (Context.WORKLIST, Context.APPLICATION),
    Context.HELP: (),
    Context.DIALOG: (),
}
"""The contexts whose keys are heard as well; a dialog, and the help screen, stand alone."""


class Group(StrEnum):
    """The headings of the help screen, in its order."""

    CASE = "Case"
    FIND = "Find"
    VIEW = "Views"
    MOVE = "Move"
    APPLICATION = "Application"
    LOOK = "Look"
    DIALOG = "Forms"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do."""

    id: str
    """In kebab-case; also the id of the key binding."""
    keys: tuple[str, ...]
    """As typed or as Textual names them; none for a command of the palette alone."""
    title: str
    help: str
    """One sentence."""
    context: Context
    group: Group
    label: str = ""
    """The word in the footer; empty keeps the command out of it."""
    in_palette: bool = True
    verb: Action | None = None
    """The step of casework that the command takes; offered only where the process allows it."""
    twin: str = ""
    """The command of the command line that does the same."""
    argument: str = ""
    """Handed to the action, for commands that differ in one word."""

    @property
    def action(self) -> str:
        """The Textual action: a method ``action_...`` of the node that has the context."""
        if self.verb is not None:
            return f"take_step('{self.verb}')"
        name = self.id.replace("-", "_")
        return f"{self.group_action}('{self.argument}')" if self.argument else name

    @property
    def group_action(self) -> str:
        """The action shared by the commands that differ in their argument."""
        return "show_view" if self.group is Group.VIEW else "use_theme"

    def keys_under(self, keymap: Keymap) -> tuple[str, ...]:
        """The keys after a person's own choice."""
        chosen = keymap.get(self.id)
        return self.keys if chosen is None else tuple(key.strip() for key in chosen.split(",") if key.strip())

    @property
    def binding(self) -> Binding:
        """The key binding."""
        return Binding(
            ",".join(self.keys), self.action, self.label or self.title, show=bool(self.label), tooltip=self.help,
            id=self.id,
        )  # fmt: skip


_FOOTER_STEPS = {
    Action.ACKNOWLEDGE: "Ack",
    Action.ASSIGN: "Assign",
    Action.EXTEND: "Extend",
    Action.RESPOND: "Respond",
    Action.ESCALATE: "Escalate",
}


def _step(verb: Action, key: str, title: str, text: str, twin: str) -> Command:
    return Command(
        f"{verb}-case" if verb is not Action.NOTE else "add-note",
        (key,),
        title,
        text,
        Context.WORKLIST,
        Group.CASE,
        label=_FOOTER_STEPS.get(verb, ""),
        verb=verb,
        twin=f"caseapp {twin}",
    )


def _move(identity: str, keys: tuple[str, ...], title: str, text: str) -> Command:
    return Command(identity, keys, title, text, Context.LIST, Group.MOVE, in_palette=False)


_CASE = (
    Command(
        "log-complaint", ("l",), "Log a complaint", "Record a new complaint, or another contact.",
        Context.WORKLIST, Group.CASE, label="Log", twin="caseapp log",
    ),
    _step(
        Action.ACKNOWLEDGE, "a", "Acknowledge", "Record that the complainant was told that the complaint came in.",
        "acknowledge REF",
    ),
    _step(Action.ALLOCATE, "v", "Allocate", "Say which service the case belongs to.", "allocate REF SERVICE"),
    _step(Action.ASSIGN, "s", "Assign", "Give the case to an officer.", "assign REF OFFICER"),
    _step(
        Action.EXTEND, "e", "Extend", "Give the open stage more working days, with a reason.",
        "extend REF --days N --reason TEXT",
    ),
    _step(
        Action.RESPOND, "r", "Respond", "Record the answer and its outcome.", "respond REF --outcome OUTCOME",
    ),
    _step(Action.ESCALATE, "x", "Escalate", "Record the request for stage 2.", "escalate REF"),
    Command(
        "explain-dates", ("w",), "Why these dates", "Show day by day how each due date was worked out.",
        Context.WORKLIST, Group.CASE, label="Why", twin="caseapp why REF",
    ),
    _step(Action.NOTE, "n", "Add a note", "Add words to the case's history.", "note REF TEXT"),
    _step(
        Action.REOPEN, "o", "Reopen", "Begin a closed stage again, with a reason.", "reopen REF --reason TEXT"
    ),
    _step(Action.WITHDRAW, "W", "Withdraw", "Record that the complainant withdraws.", "withdraw REF"),
    _step(
        Action.RESOLVE, "A", "Resolve by agreement", "Record that the complaint was settled with the complainant.",
        "resolve REF",
    ),
    _step(
        Action.REFUSE, "X", "Refuse", "Record that the council will not consider the complaint, and why.",
        "refuse REF --reason TEXT",
    ),
    _step(
        Action.CORRECT, "C", "Correct", "Put right what was taken down wrongly; the old value is kept.",
        "correct REF --reason TEXT",
    ),
    _step(
        Action.RESTRICT, "R", "Restrict", "Let only whoever handles the case and those who oversee see it.",
        "restrict REF --reason TEXT",
    ),
    _step(
        Action.UNRESTRICT, "U", "No longer restrict", "Let everybody who works on cases see it again.",
        "unrestrict REF --reason TEXT",
    ),
    Command(
        "copy-reference", ("y",), "Copy the reference", "Put the case's reference on the clipboard.",
        Context.WORKLIST, Group.CASE,
    ),
)  # fmt: skip

_FIND = (
    Command(
        "filter", ("/",), "Filter", "Narrow the list to cases that contain what you type.",
        Context.WORKLIST, Group.FIND, label="Filter", twin="caseapp search WORDS",
    ),
    Command(
        "back", ("escape",), "Back", "Leave the filter, clear it, or go back to the list.",
        Context.WORKLIST, Group.FIND, in_palette=False,
    ),
    Command(
        "toggle-pane", ("p",), "Show or hide the case", "Show or hide the case beside the list.",
        Context.WORKLIST, Group.FIND, twin="caseapp show REF",
    ),
    Command(
        "refresh", ("f5", "ctrl+r"), "Refresh", "Read the list and the case again.", Context.WORKLIST, Group.FIND,
        twin="caseapp list",
    ),
)  # fmt: skip

_VIEW_TWINS = {
    "all-open": "list", "due-today": "list --due-within 0", "overdue": "list --overdue", "mine": "list --mine",
    "this-week": "list --due-within N", "awaiting-acknowledgement": "list --unacknowledged",
    "unassigned": "list --unassigned", "stage-2": "list --stage 2",
}  # fmt: skip

_VIEWS = (
    *(
        Command(
            f"view-{view.id}", (str(number),), view.title, view.help, Context.WORKLIST, Group.VIEW,
            twin=f"caseapp {_VIEW_TWINS[view.id]}" if view.id in _VIEW_TWINS else "", argument=view.id,
        )
        for number, view in enumerate(VIEWS, start=1)
    ),
    Command("previous-view", ("[",), "Previous view", "Show the view to the left.", Context.WORKLIST, Group.VIEW),
    Command("next-view", ("]",), "Next view", "Show the view to the right.", Context.WORKLIST, Group.VIEW),
)  # fmt: skip

_MOVES = (
    _move("cursor-down", ("down", "j"), "Down", "Move to the next case."),
    _move("cursor-up", ("up", "k"), "Up", "Move to the case before."),
    _move("page-down", ("pagedown", "ctrl+f"), "Page down", "Move down by a screenful."),
    _move("page-up", ("pageup", "ctrl+b"), "Page up", "Move up by a screenful."),
    _move("first-row", ("home", "g"), "First", "Move to the first case."),
    _move("last-row", ("end", "G"), "Last", "Move to the last case."),
    _move("choose-row", ("enter",), "Read", "Go to the case beside the list; opens a restricted one."),
)

_APPLICATION = (
    Command(
        "help", ("?", "f1"), "Help", "List this screen's keys.", Context.APPLICATION, Group.APPLICATION, label="Help",
        twin="caseapp --help",
    ),
    Command(
        "command-palette", ("ctrl+p", ":"), "Command palette",
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

_FORMS = (
    Command("save", ("ctrl+s",), "Save", "Record what the form says.", Context.DIALOG, Group.DIALOG,
            in_palette=False),
    Command("cancel", ("escape",), "Cancel", "Leave without recording anything.", Context.DIALOG, Group.DIALOG,
            in_palette=False),
    Command("explain-form", ("f1",), "About this form", "Say what the form does, and its command-line twin.",
            Context.DIALOG, Group.DIALOG, in_palette=False),
    Command("close-help", ("escape", "f1"), "Close", "Close the list of keys.",
            Context.HELP, Group.APPLICATION, in_palette=False),
)  # fmt: skip

COMMANDS = (*_CASE, *_FIND, *_VIEWS, *_MOVES, *_APPLICATION, *_FORMS)
"""The registry."""

BY_ID = {command.id: command for command in COMMANDS}


def bindings(context: Context) -> list[BindingType]:
    """The key bindings of a node that has this context, in the order of the footer."""
    return [command.binding for command in COMMANDS if command.context is context and command.keys]


def heard_in(context: Context) -> Iterator[Command]:
    """Every command whose keys are heard while a node of this context has the focus."""
    contexts = (context, *HEARD_WITH[context])
    return (command for command in COMMANDS if command.context in contexts)


def clashes(keymap: Keymap | None = None) -> list[str]:
    """One sentence for each key that would mean two things at once."""
    found = []
    for context in Context:
        owners: dict[str, str] = {}
        for command in heard_in(context):
            for key in command.keys_under(keymap or {}):
                owner = owners.setdefault(key, command.id)
                if owner != command.id:
                    found.append(f"“{key}” is the key of both {owner} and {command.id}; give one of them another.")
    return sorted(set(found))


_CAPTIONS = {
    "down": "↓", "up": "↑", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "enter": "Enter",
    "escape": "Esc",
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
