"""The footer: this screen's keys from the registry, those of steps that the process refuses now drawn faint."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.rules.vocabulary import Action
from caseapp.tui.commands import Command, Context, Keymap, caption, heard_in


class KeyBar(Widget):
    """One line of keys. A faint key still works: it tells why its step is refused."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; pointer: pointer; }
    """

    refused: reactive[AbstractSet[Action]] = reactive[AbstractSet[Action]](frozenset)
    """The steps that the process refuses now."""

    class Pressed(Message):
        """A key of the bar was clicked."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    def __init__(self, context: Context, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._commands = tuple(command for command in heard_in(context) if command.label and self._key(command))

    def render(self) -> Content:
        """Key and word, one pair after the other."""
        return Content.assemble(*self._pairs())

    @property
    def _shown(self) -> list[Command]:
        """Those that fit; where some do not, the last ones are left to the help screen, whose own key stays."""
        shown = list(self._commands)
        while len(shown) > 1 and sum(map(self._cells, shown)) > self.size.width:
            shown.remove(next(command for command in reversed(shown) if command.id != "help"))
        return shown

    def _cells(self, command: Command) -> int:
        return cell_len(f"{self._key(command)} {command.label} ")

    def _pairs(self) -> Iterator[Content]:
        for command in self._shown:
            key, label = self._key(command), f" {command.label} "
            if command.verb in self.refused:
                yield Content.styled(key + label, "dim")
            else:
                yield Content.assemble((key, "bold $text-primary"), label)

    def _key(self, command: Command) -> str:
        return next((caption(key) for key in command.keys_under(self._keymap)), "")

    def on_click(self, event: events.Click) -> None:
        """Ask for the command that was clicked."""
        right = 0
        for command in self._shown:
            right += self._cells(command)
            if event.x < right:
                self.post_message(self.Pressed(command))
                return
