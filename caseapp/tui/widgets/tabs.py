"""The views as tabs on one line, each with its number key. One widget draws them all: the first paint is quicker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.tui.views import View


class ViewTabs(Widget):
    """All tabs; the chosen one stands out by weight, by an underline and by its ground."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ViewTabs { height: 1; background: $panel; pointer: pointer; }
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

    def render(self) -> Content:
        """A blank, the number, a blank, the title, a blank: for each view."""
        return Content.assemble(*(self._tab(number, view) for number, view in enumerate(self._views, start=1)))

    def _tab(self, number: int, view: View) -> Content:
        if view.id != self.chosen:
            return Content.assemble((f" {number}", "$text-muted"), f" {self._title_of(view)} ")
        return Content.styled(f" {number} {self._title_of(view)} ", "bold underline $text-primary on $background")

    def _title_of(self, view: View) -> str:
        """The title, or the short one where all titles do not fit."""
        needed = sum(cell_len(each.title) + 4 for each in self._views)
        return view.title if self.size.width >= needed else view.short

    def on_click(self, event: events.Click) -> None:
        """Ask for the view whose tab was clicked."""
        right = 0
        for view in self._views:
            right += cell_len(self._title_of(view)) + 4
            if event.x < right:
                self.post_message(self.Asked(view.id))
                return
