"""The tabs above the lists of the administration screen, and the keys below them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.tui.commands import Context, Keymap
from caseapp.tui.widgets.key_bar import KeyBar


class PanelTabs(Widget):
    """One tab a list with its number key; the chosen one stands out by weight, by an underline and by its ground."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PanelTabs { height: 1; background: $panel; pointer: pointer; }
    """

    chosen: reactive[str] = reactive("")
    """The name of the list that is shown."""

    @dataclass
    class Asked(Message):
        """A tab was clicked."""

        name: str

    def __init__(self, titles: dict[str, str]) -> None:
        super().__init__()
        self._titles = titles

    def render(self) -> Content:
        """A blank, the number, a blank, the title, a blank: for each list."""
        return Content.assemble(*(self._tab(number, name) for number, name in enumerate(self._titles, start=1)))

    def _tab(self, number: int, name: str) -> Content:
        if name == self.chosen:
            return Content.styled(f" {number} {self._titles[name]} ", "bold underline $text-primary on $background")
        return Content.assemble((f" {number}", "$text-muted"), f" {self._titles[name]} ")

    def on_click(self, event: events.Click) -> None:
        """Ask for the list whose tab was clicked."""
        right = 0
        for name, title in self._titles.items():
            right += cell_len(title) + 4
            if event.x < right:
                self.post_message(self.Asked(name))
                return


class PanelKeys(KeyBar):
    """The keys of what can be done with the list that is shown; faint for somebody who may not."""

    def __init__(self, context: Context, keymap: Keymap, of_lists: Collection[str]) -> None:
        super().__init__(context, keymap)
        self._all, self._of_lists = self._commands, of_lists
        self._is_faint = False

    def tell(self, offered: Collection[str], *, is_faint: bool) -> None:
        """Show the commands ``offered`` of those that belong to some list, and all that belong to none."""
        kept = (each for each in self._all if each.id in offered or each.id not in self._of_lists)
        self._commands, self._is_faint = tuple(kept), is_faint
        self.refresh()

    def _pairs(self) -> Iterator[Content]:
        for command, pair in zip(self._shown, super()._pairs(), strict=True):
            yield Content.styled(pair.plain, "dim") if self._is_faint and command.id in self._of_lists else pair
