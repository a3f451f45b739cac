"""This screen's keys, to be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from caseapp.tui.commands import Command, Context, Group, Keymap, bindings, captions, heard_in

_KEY_CELLS = 14
_TITLE_CELLS = 23
_ROOMY = 90
"""From so many cells on, titles have a column of their own."""


class HelpScreen(ModalScreen[None]):
    """What the screen is for, and the keys that are heard in it, narrowed as one types."""

    CSS_PATH = Path(__file__).with_name("help.tcss")
    BINDINGS = bindings(Context.HELP)

    def __init__(self, about: str, context: Context, keymap: Keymap) -> None:
        super().__init__()
        self._about, self._heard, self._keymap = about, tuple(heard_in(context)), keymap

    def compose(self) -> ComposeResult:
        """What it is for, a line to search in, the keys."""
        with Vertical(id="help"):
            yield Static(self._about, id="about", markup=False)
            yield Input(placeholder="type to search; Esc closes", id="search", compact=True)
            with VerticalScroll(id="keys"):
                yield Static("", id="list", markup=False)

    @on(Input.Changed)
    def narrow(self) -> None:
        """Show the keys that match."""
        self._show()

    def on_resize(self) -> None:
        """Fit the lines to the width."""
        self.call_after_refresh(self._show)

    @on(Input.Submitted)
    def scroll(self) -> None:
        """Enter goes to the list, to scroll it."""
        self.query_one("#keys").focus()

    def action_close_help(self) -> None:
        """Go back."""
        self.dismiss(None)

    def _show(self) -> None:
        found = matching(self._heard, self.query_one(Input).value, self._keymap)
        width = self.query_one("#keys").scrollable_content_region.width
        self.query_one("#list", Static).update(listing(found, self._keymap, width))


def matching(commands: Iterable[Command], words: str, keymap: Keymap) -> list[Command]:
    """The commands that contain every one of the words, in their keys, title or help, by group."""
    wanted = words.casefold().split()
    order = list(Group)
    found = [command for command in commands if _contains(command, wanted, keymap)]
    return sorted(found, key=lambda command: order.index(command.group))


def _contains(command: Command, wanted: list[str], keymap: Keymap) -> bool:
    text = f"{captions(command, keymap)} {command.title} {command.help} {command.twin} {command.group}".casefold()
    return all(word in text for word in wanted)


def listing(commands: Iterable[Command], keymap: Keymap, width: int) -> Content:
    """The commands as lines of ``width`` cells under the headings of their groups."""
    lines = list(_lines(commands, keymap, width))
    return Content("\n").join(lines) if lines else Content("No command of this screen contains that.")


def _lines(commands: Iterable[Command], keymap: Keymap, width: int) -> Iterator[Content]:
    for number, (group, members) in enumerate(groupby(commands, attrgetter("group"))):
        yield Content.assemble("\n" if number else "", (str(group), "bold $text-primary"))
        for command in members:
            yield _line(command, keymap, width)


def _line(command: Command, keymap: Keymap, width: int) -> Content:
    """Key, title, what it does and its twin; what does not fit stands further down in the same column."""
    words = Content.assemble(command.help, (f"  {command.twin}", "$text-muted"))
    if width >= _ROOMY:
        title, indent = command.title.ljust(_TITLE_CELLS), _KEY_CELLS + _TITLE_CELLS
    else:
        title, indent = "", _KEY_CELLS
        words = Content.assemble((f"{command.title}: ", "bold"), words)
    text = Content("\n" + " " * indent).join(words.wrap(max(20, width - indent)))
    keys = captions(command, keymap) or "palette"
    return Content.assemble((keys.ljust(_KEY_CELLS), "bold $text-accent"), title, text)
