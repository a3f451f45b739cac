"""The line at the top: the areas with their keys, who works, and what day it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.tui.desk import Sitting

AREAS = (
    ("today", "F2", "Today"),
    ("worklist", "F3", "Cases"),
    ("figures", "F4", "Service levels"),
    ("imports", "F6", "Import"),
    ("find", "F7", "Find"),
    ("administration", "F8", "Admin"),
)
"""Mode, key, title."""

LEAST = (40, 10)
"""Columns and lines beneath which something that one works with may be out of sight."""


class AreaBar(Widget):
    """One widget draws it all: the first paint is quicker."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    AreaBar { height: 1; background: $panel; color: $text-muted; }
    """

    who: reactive[str] = reactive("")
    """The person and the date, where there is room for them."""

    class Asked(Message):
        """An area was clicked."""

        def __init__(self, area: str) -> None:
            super().__init__()
            self.area = area

    def __init__(self, area: str) -> None:
        super().__init__()
        self._area = area

    def tell(self, sitting: Sitting) -> None:
        """Say who works, and what day it is."""
        self.who = f"{one_line(sitting.actor.name)} ({sitting.actor.role}) · {long_date(sitting.today)}"

    def render(self) -> Content:
        """The areas on the left, the person and the date on the right as far as they fit; or that nothing fits."""
        columns, lines = self.app.size
        if columns < LEAST[0] or lines < LEAST[1]:
            words = f"▲ {columns}×{lines} is too small: {LEAST[0]}×{LEAST[1]}"
            return Content.styled(words, "bold $text-error")
        areas = Content.assemble(" ", *(self._tab(*each) for each in AREAS))
        room = self.size.width - areas.cell_length - 1
        who = next((words for words in self._shorter() if cell_len(words) <= room), "")
        return Content.assemble(areas, " " * max(0, room - cell_len(who)), who)

    def _shorter(self) -> list[str]:
        person, _, day = self.who.partition(" · ")
        return [self.who, f"{person.partition(' (')[0]} · {day}", day]

    def _tab(self, area: str, key: str, title: str) -> Content:
        if area == self._area:
            return Content.styled(f" {key} {title} ", "bold underline $text-primary on $background")
        return Content.assemble((f" {key}", "$text-muted"), (f" {title} ", "$foreground"))

    def on_click(self, event: events.Click) -> None:
        """Ask for the area that was clicked."""
        right = 1
        for area, key, title in AREAS:
            right += cell_len(f" {key} {title} ")
            if 1 <= event.x < right:
                self.post_message(self.Asked(area))
                return
