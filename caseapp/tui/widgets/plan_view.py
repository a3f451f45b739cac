"""A plan, row by row: tabs for the verdicts, the rows, and everything that is known of the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from caseapp.rules.vocabulary import Verdict
from caseapp.tui.desks.imports import PlanSource
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.import_words import VERDICTS, named_case, plan_columns, row_text, verdict_tabs

if TYPE_CHECKING:
    from caseapp.intake.plan import Plan, PlannedRow


class PlanView(Container):
    """Shows a plan; what becomes of it is decided elsewhere."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._plan: Plan | None = None
        self._verdict: Verdict | None = None

    def compose(self) -> ComposeResult:
        """Tabs, rows, one row."""
        yield Static("", id="verdicts", markup=False)
        yield Grid(plan_columns(), id="rows")
        with VerticalScroll(id="row"):
            yield Static("", id="row-text", markup=False)

    @property
    def rows(self) -> Grid[Verdict | None, PlannedRow]:
        """The list of rows."""
        return self.query_one("#rows", Grid)

    @property
    def named_case(self) -> str:
        """The reference of the case that is named of the row under the cursor; a blank if there is none."""
        row = self.rows.row
        return named_case(row) if row is not None else ""

    @property
    def _row(self) -> VerticalScroll:
        return self.query_one("#row", VerticalScroll)

    def show(self, plan: Plan) -> None:
        """Show another plan, every row of it."""
        self._plan = plan
        self.rows.source = PlanSource(plan)
        self.narrow(None)
        self.rows.focus()

    def narrow(self, verdict: Verdict | None) -> None:
        """Show the rows with one verdict, or all."""
        if self._plan is None:
            return
        self._verdict = verdict
        self.rows.empty = f"No row is {verdict}." if verdict else "The file has no rows."
        self.rows.load(verdict, top=True)
        self.query_one("#verdicts", Static).update(verdict_tabs(verdict))

    def turn(self, step: int) -> None:
        """Show the verdict ``step`` tabs to the right."""
        self.narrow(VERDICTS[(VERDICTS.index(self._verdict) + step) % len(VERDICTS)])

    def leave_row(self) -> bool:
        """From the one row back to the list; says whether it was there."""
        was_there = self._row.has_focus
        if was_there:
            self.rows.focus()
        return was_there

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        event.stop()
        row, plan = self.rows.row, self._plan
        text = row_text(row, plan.heading.names) if row is not None and plan is not None else ""
        self.query_one("#row-text", Static).update(text)
        self._row.scroll_home(animate=False)

    @on(Grid.Chosen)
    def _chosen(self, event: Grid.Chosen) -> None:
        event.stop()
        self._row.focus()
