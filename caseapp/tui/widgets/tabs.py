"""The views as tabs on one line, each with its number key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from caseapp.tui.views import View


class ViewTab(Static):
    """One tab. A click chooses it."""

    ALLOW_SELECT = False

    def __init__(self, number: int, view: View) -> None:
        super().__init__("", id=f"tab-{view.id}", markup=False)
        self._number, self.view = number, view

    def write(self, *, short: bool) -> None:
        """Say the title, or the short one."""
        name = self.view.short if short else self.view.title
        self.update(Content.assemble((f"{self._number}", "$text-muted"), f" {name}"))

    def on_click(self) -> None:
        """Ask for the view."""
        self.post_message(ViewTabs.Asked(self.view.id))


class ViewTabs(Horizontal):
    """All tabs; the chosen one is marked by brackets of colour and weight."""

    DEFAULT_CSS = """
    ViewTabs {
        height: 1;
        background: $panel;

        ViewTab {
            width: auto;
            padding: 0 1;
            pointer: pointer;
        }
        ViewTab.-chosen {
            background: $background;
            text-style: bold underline;
        }
    }
    """

    chosen: reactive[str] = reactive("")
    """The id of the view that is shown."""

    @dataclass
    class Asked(Message):
        """A tab was clicked."""

        view_id: str

    def __init__(self, views: Iterable[View]) -> None:
        super().__init__()
        self._views = tuple(views)

    def compose(self) -> ComposeResult:
        """A tab a view."""
        for number, view in enumerate(self._views, start=1):
            yield ViewTab(number, view)

    def on_resize(self) -> None:
        """Use the long titles where they fit."""
        needed = sum(len(view.title) + 4 for view in self._views)
        for tab in self.query(ViewTab):
            tab.write(short=self.size.width < needed)

    def watch_chosen(self, chosen: str) -> None:
        """Mark the tab of the view that is shown."""
        for tab in self.query(ViewTab):
            tab.set_class(tab.view.id == chosen, "-chosen")
