"""What a command of the terminal application is, where its keys are heard, and under which heading it is listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding

from caseapp.rules.vocabulary import Action

Keymap = Mapping[str, str]
"""Command id to keys separated by commas; what is not named keeps its own keys."""


class Context(StrEnum):
    """Where a command's keys are listened to."""

    APPLICATION = "application"
    AREA = "area"
    """Every screen that is no dialog."""
    CASEWORK = "casework"
    """Screens that have a case at hand."""
    LIST = "list"
    """Every list that is drawn as a grid."""
    TODAY = "today"
    WORKLIST = "worklist"
    CASE = "case"
    FIGURES = "figures"
    IMPORTS = "imports"
    FIND = "find"
    ADMINISTRATION = "administration"
    HELP = "help"
    DIALOG = "dialog"
    CHECKLIST = "checklist"
    """A list in a dialog whose lines are taken in or out."""


HEARD_WITH: Mapping[Context, tuple[Context, ...]] = {
    Context.TODAY: (Context.LIST, Context.AREA, Context.APPLICATION),
    Context.WORKLIST: (Context.LIST, Context.CASEWORK, Context.AREA, Context.APPLICATION),
    Context.CASE: (Context.CASEWORK, Context.AREA, Context.APPLICATION),
    Context.FIGURES: (Context.LIST, Context.AREA, Context.APPLICATION),
    Context.IMPORTS: (Context.LIST, Context.AREA, Context.APPLICATION),
    Context.FIND: (Context.LIST, Context.AREA, Context.APPLICATION),
    Context.ADMINISTRATION: (Context.LIST, Context.AREA, Context.APPLICATION),
    Context.CHECKLIST: (Context.DIALOG,),
}
"""The contexts whose keys are heard in a screen as well; a dialog, and the help screen, stand alone."""


class Group(StrEnum):
    """The headings of the help screen, in its order."""

    CASE = "Case"
    FIND = "Find"
    SELECT = "Select"
    VIEW = "Views"
    TODAY = "Today"
    FIGURES = "Service levels"
    IMPORT = "Import"
    ADMINISTRATION = "Administration"
    MOVE = "Move"
    AREA = "Areas"
    APPLICATION = "Application"
    LOOK = "Look"
    DIALOG = "Forms"


_SHARED_ACTIONS = {
    Group.VIEW: "show_view",
    Group.TODAY: "show_list",
    Group.LOOK: "use_theme",
    Group.AREA: "show_area",
    Group.IMPORT: "show_rows",
}
"""The actions shared by commands that differ in their argument, by group."""


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
        return f"{_SHARED_ACTIONS[self.group]}('{self.argument}')" if self.argument else name

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


FOOTER_STEPS = {
    Action.ACKNOWLEDGE: "Ack",
    Action.ASSIGN: "Assign",
    Action.EXTEND: "Extend",
    Action.RESPOND: "Respond",
    Action.ESCALATE: "Escalate",
}


def step(verb: Action, key: str, title: str, text: str, twin: str) -> Command:
    """A step of casework, taken of the case at hand."""
    return Command(
        f"{verb}-case" if verb is not Action.NOTE else "add-note",
        (key,),
        title,
        text,
        Context.CASEWORK,
        Group.CASE,
        label=FOOTER_STEPS.get(verb, ""),
        verb=verb,
        twin=f"caseapp {twin}",
    )


def move(identity: str, keys: tuple[str, ...], title: str, text: str) -> Command:
    """A movement in a list."""
    return Command(identity, keys, title, text, Context.LIST, Group.MOVE, in_palette=False)
