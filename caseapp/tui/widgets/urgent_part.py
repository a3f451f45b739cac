"""The most urgent cases, beside the numbers of the opening screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from caseapp.tui.views import View
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.worklist_columns import WorklistColumns

if TYPE_CHECKING:
    from caseapp.store.queries.worklist import WorklistRow

_COLUMNS = ("reference", "answer", "service", "summary", "handler")


class UrgentPart(Vertical):
    """A heading and a list."""

    def __init__(self) -> None:
        super().__init__(id="urgent-part")
        self.columns = WorklistColumns()
        known = self.columns.known
        self.grid: Grid[View, WorklistRow] = Grid([known[each] for each in _COLUMNS], id="urgent")
        self.grid.sorted_by = ("answer", False)

    def compose(self) -> ComposeResult:
        """The heading, the list."""
        yield Static("Most urgent", id="urgent-title", markup=False)
        yield self.grid
