"""The views as tabs on one line, each with its number key. One widget draws them all: the first paint is quicker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.rules.text import one_line
from caseapp.tui.views import View
from caseapp.tui.widgets.cells import fitted

LAST_KEY = 10
"""Tabs up to this one have a number key; the tenth has 0."""
_LONGEST = 18
"""Cells of a title that a person gave."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab as it is drawn: a blank, its number if it has one, its title, its count if it is known, a blank."""

    view_id: str
    number: str
    title: str
    count: str

    @property
    def cells(self) -> int:
        """How wide it is."""
        return sum(cell_len(part) + 1 for part in (self.number, self.title, self.count) if part) + 1


class ViewTabs(Widget):
    """All tabs; the chosen one stands out by weight, by an underline and by its ground.

    Counts are shown where there is room for all of them; tabs that do not fit at all are those far from the chosen.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ViewTabs { height: 1; background: $panel; pointer: pointer; }
    """

    chosen: reactive[str] = reactive("")
    """The id of the view that is shown."""
    views: reactive[Sequence[View]] = reactive[Sequence[View]](())
    """In the order of the tabs."""
    counts: reactive[Mapping[str, int]] = reactive[Mapping[str, int]](dict)
    """How many cases a view has, by its id, as far as it is known."""

    @dataclass
    class Asked(Message):
        """A tab was clicked."""

        view_id: str

    def __init__(self, views: Iterable[View]) -> None:
        super().__init__()
        self.set_reactive(ViewTabs.views, tuple(views))

    def render(self) -> Content:
        """The tabs that fit."""
        return Content.assemble(*map(self._drawn, self._shown()))

    def _drawn(self, tab: Tab) -> Content:
        if tab.view_id == self.chosen:
            words = " ".join(part for part in (tab.number, tab.title, tab.count) if part)
            return Content.styled(f" {words} ", "bold underline $text-primary on $background")
        parts = ((tab.number, "$text-muted"), (tab.title, ""), (tab.count, "$text-muted"))
        return Content.assemble(*((f" {text}", style) for text, style in parts if text), " ")

    def _shown(self) -> Sequence[Tab]:
        """The roomiest way of drawing them all, or the narrowest one with some left out."""
        ways = (self._titled(with_count=True), self._titled(with_count=False))
        for tabs in (*ways, self._short(with_count=True), self._short(with_count=False)):
            if sum(tab.cells for tab in tabs) <= self.size.width:
                return tabs
        return around(tabs, self.chosen, self.size.width)

    def _titled(self, *, with_count: bool) -> list[Tab]:
        return self._tabs(lambda view: view.title, with_count=with_count)

    def _short(self, *, with_count: bool) -> list[Tab]:
        return self._tabs(lambda view: view.name, with_count=with_count)

    def _tabs(self, title: Callable[[View], str], *, with_count: bool) -> list[Tab]:
        counts = self.counts if with_count else {}
        return [
            Tab(view.id, _key(number), _cut(title(view)), _counted(counts.get(view.id)))
            for number, view in enumerate(self.views, start=1)
        ]

    def on_click(self, event: events.Click) -> None:
        """Ask for the view whose tab was clicked."""
        right = 0
        for tab in self._shown():
            right += tab.cells
            if event.x < right:
                self.post_message(self.Asked(tab.view_id))
                return


def around(tabs: Sequence[Tab], chosen: str, width: int) -> Sequence[Tab]:
    """The run of tabs that holds the chosen one and fits into ``width`` cells, as far to the left as it can be."""
    end = next((place + 1 for place, tab in enumerate(tabs) if tab.view_id == chosen), 1)
    start = 0
    while start < end - 1 and sum(tab.cells for tab in tabs[start:end]) > width:
        start += 1
    while end < len(tabs) and sum(tab.cells for tab in tabs[start : end + 1]) <= width:
        end += 1
    return tabs[start:end]


def _key(number: int) -> str:
    return str(number % LAST_KEY) if number <= LAST_KEY else ""


def _cut(title: str) -> str:
    safe = one_line(title)
    return safe if cell_len(safe) <= _LONGEST else fitted(safe, _LONGEST).rstrip()


def _counted(count: int | None) -> str:
    return "" if count is None else f"{count:,}"
