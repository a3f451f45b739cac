"""The opening screen: what is due, late and new, each with the key of its list, and what the next days hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from caseapp.rules.text import one_line
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.commands import Context, bindings
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.views import BY_ID, VIEWS

if TYPE_CHECKING:
    from caseapp.store.queries.today import Today
    from caseapp.tui.desk import Desk, Pulse, Sitting
    from caseapp.tui.widgets.day_board import DayBoard
    from caseapp.tui.widgets.grid import Grid
    from caseapp.tui.widgets.urgent_part import UrgentPart

_ROOMY = 120
"""From so many columns on the most urgent cases stand beside the numbers."""


class TodayScreen(AreaScreen):
    """What an officer starts the day with."""

    CSS_PATH = Path(__file__).with_name("today.tcss")
    BINDINGS = bindings(Context.TODAY)
    CONTEXT: ClassVar[Context] = Context.TODAY
    AREA = "today"
    HELP = (
        "Today shows what is due, late and new. A number's key, or Enter on its line, shows the cases behind it in the "
        "worklist; where the terminal is wide, the most urgent cases stand beside the numbers, and Tab goes there. "
        "On the command line: caseapp today."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_ROOMY, "-wide")]  # noqa: RUF012  # Textual declares it so

    def __init__(self) -> None:
        super().__init__()
        self._board: DayBoard | None = None
        self._urgent: UrgentPart | None = None
        self._counting: Lane[Today] = Lane(self, "numbers", self._show_numbers, self._no_numbers)

    def body(self) -> ComposeResult:
        """The frame alone: what stands in it is brought in when it has been drawn once."""
        with Horizontal(id="today"):
            yield Static("Opening the store …", id="opening", markup=False)

    def on_mount(self) -> None:
        """Draw the frame, then bring in the rest."""
        if self.app.has_drawn:
            self.drawn()

    def drawn(self) -> None:
        """Bring in the rest."""
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        from caseapp.tui.widgets.day_board import DayBoard
        from caseapp.tui.widgets.urgent_part import UrgentPart

        self._board, self._urgent = DayBoard(), UrgentPart()
        frame = self.query_one("#today")
        with self.app.batch_update():
            await frame.remove_children()
            await frame.mount(self._board, self._urgent)
        self._board.focus()
        self.begin()

    @property
    def is_furnished(self) -> bool:
        """Whether the numbers have their place."""
        return self._board is not None

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Count, and list what is most urgent."""
        if self._urgent is not None:
            self._urgent.grid.source = desk
        self.seated(sitting)
        self._read()

    def seated(self, sitting: Sitting) -> None:
        """Take in who works, and when."""
        super().seated(sitting)
        if self._urgent is not None:
            self._urgent.columns.tell(sitting.today, sitting.calendar)

    def resumed(self) -> None:
        """Count again."""
        self._read()

    def changed(self, pulse: Pulse) -> None:
        """Count again."""
        del pulse
        self._read()

    def _read(self) -> None:
        self._counting.start(self.desk.numbers)
        if self._is_wide and self._urgent is not None:
            self._urgent.grid.empty = VIEWS[0].empty
            self._urgent.grid.load(VIEWS[0])

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= _ROOMY

    def on_resize(self) -> None:
        """A terminal that has grown wide has room for the cases."""
        if self._is_open and self._is_wide and self._urgent is not None and not self._urgent.grid.count:
            self._read()

    def _show_numbers(self, numbers: Today) -> None:
        if self._board is not None:
            self._board.problem, self._board.numbers = "", numbers

    def _no_numbers(self, error: Exception) -> None:
        if self._board is not None:
            self._board.problem = one_line(sentence_of(error))

    # The lists. Handlers by name: the widgets' classes are not here when this one is made.

    def on_day_board_asked(self, event: DayBoard.Asked) -> None:
        """The cases behind a number."""
        self.action_show_list(event.view_id)

    def on_grid_chosen(self) -> None:
        """One of the most urgent cases."""
        row = self._urgent.grid.row if self._urgent is not None else None
        if row is not None:
            self.app.open_case(row.reference)

    def on_grid_failed(self, event: Grid.Failed) -> None:
        """They could not be listed."""
        self.failed(event.error)

    def action_log_now(self) -> None:
        """Log a new contact: the telephone rings whatever is on the screen."""
        if self._is_open:
            from caseapp.tui.screens.case_steps import CaseSteps

            CaseSteps(self, self.desk, self.sitting, self.recorded).log()

    def action_show_list(self, view_id: str) -> None:
        """Show the cases behind a number."""
        self.app.show_cases(BY_ID[view_id])

    def action_back(self) -> None:
        """From the cases to the numbers; there is nothing further back."""
        if self._board is not None:
            self._board.focus()
