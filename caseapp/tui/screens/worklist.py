"""The worklist: views as tabs, the list, and the case beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from caseapp.rules.errors import Refusal
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.commands import Command, Context, Group, bindings, heard_in
from caseapp.tui.desk import CaseFile, Desk, Pulse, Recorded, Sitting
from caseapp.tui.notices import tell
from caseapp.tui.screens.case_steps import CaseSteps, done_words
from caseapp.tui.screens.viewed import ViewedScreen
from caseapp.tui.views import Sort, View
from caseapp.tui.widgets.case_pane import CasePane
from caseapp.tui.widgets.case_text import next_steps
from caseapp.tui.widgets.filter_bar import FilterBar, counted
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.key_bar import KeyBar
from caseapp.tui.widgets.selection import MOST, SelectingGrid
from caseapp.tui.widgets.tabs import ViewTabs

if TYPE_CHECKING:
    from caseapp.store.queries.today import Today
    from caseapp.store.queries.worklist import WorklistRow

_NO_CASE = "No case is under the cursor."
_FILTER_CELLS = 22
"""What the empty filter line needs beside the count."""


class WorklistScreen(ViewedScreen):
    """What an officer works from."""

    CSS_PATH = Path(__file__).with_name("worklist.tcss")
    BINDINGS = [*bindings(Context.CASEWORK), *bindings(Context.WORKLIST)]  # noqa: RUF012  # Textual declares it so
    CONTEXT: ClassVar[Context] = Context.WORKLIST
    AREA = "worklist"
    HELP = (
        "The worklist shows the cases of a view, the most urgent first, with the case under the cursor beside it. "
        "Steps that the process does not allow now are faint; their keys tell why. With cases selected, acknowledge "
        "and assign are for all of them. On the command line: caseapp list, caseapp show REF."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual declares it so
    AUTO_FOCUS = "Grid"

    def __init__(self) -> None:
        super().__init__()
        self._steps: CaseSteps | None = None
        self._refused: Mapping[Action, Refusal] = {}
        self._totals: dict[str, int] = {}
        self._reading: Lane[CaseFile] = Lane(self, "case", self._show_case, self._no_case)
        self._counting: Lane[Today] = Lane(self, "numbers", self._show_counts, lambda _error: None)

    def body(self) -> ComposeResult:
        """Tabs, filter, list and case."""
        yield ViewTabs(self._shelf.views)
        yield FilterBar()
        with Container(id="split"):
            grid: SelectingGrid[View, WorklistRow] = SelectingGrid(self._columns.chosen(()), id="list")
            grid.empty = "Opening the store …"
            yield grid
            yield CasePane()

    @property
    def _pane(self) -> CasePane:
        return self.query_one(CasePane)

    # The store.

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Fill the list for the first time."""
        self._grid.source = desk
        self.seated(sitting)
        self._load(top=True)

    def resumed(self) -> None:
        """Read the list and the case again."""
        self._load()

    def changed(self, pulse: Pulse) -> None:
        """Somebody recorded something: read the list again, quietly."""
        del pulse
        self._load()

    def seated(self, sitting: Sitting) -> None:
        """Take in who works, when, and the lists to choose from."""
        super().seated(sitting)
        self._steps = CaseSteps(self, self.desk, sitting, self._recorded)
        self._columns.tell(sitting.today, sitting.calendar)

    def _load(self, *, keep: int | None = None, top: bool = False) -> None:
        self._grid.load(self._view, keep=keep, top=top)
        self._counting.start(self.desk.numbers)

    @on(Grid.Failed)
    def _list_failed(self, event: Grid.Failed) -> None:
        self.failed(event.error)

    # The list.

    @on(Grid.Filled)
    def _filled(self, event: Grid.Filled) -> None:
        if event.view != self._view:
            return
        if not self._view.text:
            self._totals[self._view.id] = event.count
        self._show_count(event.count)
        if not event.count:
            self._grid.empty = self._nothing()
            self._grid.refresh()

    def _show_count(self, count: int) -> None:
        total = self._totals.get(self._view.id)
        words = counted(count, total, narrowed=bool(self._view.text))
        if self._view.sort is not Sort.URGENCY or self._view.is_reversed:
            words += f" by {self._view.sort}{' ↑' if self._view.is_reversed else ' ↓'}"
        passing = self._shelf.passing
        if passing is not None and passing.id == self._view.id:
            named = f"{one_line(passing.title)} · {words}"  # its tab has room for a few words alone
            words = named if cell_len(named) <= self.size.width - _FILTER_CELLS else words
        self.query_one(FilterBar).say(words)

    def _nothing(self) -> str:
        if self._view.text:
            return f"No case here contains “{one_line(self._view.text)}”; Esc clears the filter."
        return self._view.empty

    def _show_counts(self, numbers: Today) -> None:
        """The counts on the tabs; of own views those last seen."""
        counts = {
            "all-open": numbers.open, "due-today": numbers.due_today, "this-week": numbers.this_week,
            "overdue": numbers.overdue, "awaiting-acknowledgement": numbers.unacknowledged, "mine": numbers.mine,
            "unassigned": numbers.unassigned, "stage-2": numbers.stage_2,
        }  # fmt: skip
        own = {view.id: self._totals[view.id] for view in self._shelf.own if view.id in self._totals}
        self.query_one(ViewTabs).counts = counts | own

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        if event.identity is None:
            self._reading.forget()
            self._set_refused(dict.fromkeys(Action, Refusal(_NO_CASE)))
            self._pane.say_nothing(_NO_CASE)
        else:
            self.call_after_refresh(self._read_case)  # the cursor is drawn first: a thread would make it wait

    def _read_case(self) -> None:
        """Read the case under the cursor, wherever that is by now."""
        if self._row is not None:
            self._reading.start(partial(self.desk.case_file, self._row.reference))

    @property
    def _row(self) -> WorklistRow | None:
        return self._grid.row

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        if self._row is not None:
            self.app.open_case(self._row.reference)

    # The selection.

    def action_select_row(self) -> None:
        """Select the row under the cursor."""
        self._grid.toggle_row()

    def action_select_range(self) -> None:
        """Begin or end a range."""
        self._grid.toggle_range()

    def action_select_all(self) -> None:
        """Select everything in the list."""
        self._grid.select_all()

    @on(SelectingGrid.Selected)
    def _selected(self, event: SelectingGrid.Selected) -> None:
        self.query_one(FilterBar).say_selected(event.count)
        if event.too_many:
            tell(self, f"At most {MOST:,} cases can be selected at once; narrow the list first.", severity="warning")

    def _take_of_all(self, action: Action) -> None:
        from caseapp.tui.bulk import ACTIONS
        from caseapp.tui.screens.bulk_steps import BulkSteps

        if action not in ACTIONS:
            words = "Only acknowledge and assign are for many cases at once; Esc lets go of the selection."
            tell(self, words, severity="warning")
            return
        BulkSteps(self, self.desk, self.sitting, action, self._bulk_done).start(self._grid.selected_in_order())

    def _bulk_done(self, left: Sequence[int]) -> None:
        self._grid.select_only(left)
        self._load()

    # The filter, and the way back.

    def action_filter(self) -> None:
        """Type words to narrow the list."""
        self.query_one(FilterBar).start_typing()

    @on(FilterBar.Narrowed)
    def _narrowed(self, event: FilterBar.Narrowed) -> None:
        if self._shelf.narrow(event.text) and self._is_open:
            # The tabs' counts are of whole views. Without the filter, the cursor stays with its case.
            self._grid.load(self._view, top=bool(event.text.strip()))

    @on(FilterBar.Left)
    def _filter_left(self) -> None:
        self._grid.focus()

    def action_back(self) -> None:
        """From the case to the list, then let go of the selection, then of the filter, then back where one was."""
        bar = self.query_one(FilterBar)
        if self._pane.has_focus:
            self._grid.focus()
        elif self._grid.is_selecting:
            self._grid.select_only(())
        elif bar.text or not self._grid.has_focus:
            bar.text = ""
            self._grid.focus()
        elif self._shelf.passing is not None and self._view.id == self._shelf.passing.id:
            self._shelf.leave_passing()
            self._show(self._view)
            self.app.show_area(self.app.before_cases)
        else:
            super().action_back()

    # The case.

    def _show_case(self, file: CaseFile) -> None:
        from caseapp.tui.steps import refusals

        refused = refusals(file, self.sitting)
        self._pane.show(file, self.sitting, next_steps(refused, self.app.keymap))
        self._set_refused(refused)

    def _no_case(self, error: Exception) -> None:
        self._pane.say_nothing(sentence_of(error))
        self._set_refused({})

    def _set_refused(self, refused: Mapping[Action, Refusal]) -> None:
        self._refused = refused
        self.query_one(KeyBar).refused = frozenset(refused)

    def action_toggle_pane(self) -> None:
        """Show or hide the case."""
        self.toggle_class("-no-pane")
        if not self._pane.display:
            self._grid.focus()

    def action_copy_reference(self) -> None:
        """Put the reference on the clipboard."""
        if self._row is None:
            self._say_none()
            return
        reference = one_line(self._row.reference)
        self.app.copy_to_clipboard(reference)
        tell(self, f"Copied {reference}.")

    # The steps.

    def action_log_complaint(self) -> None:
        """Log a new contact."""
        if self._steps is not None:
            self._steps.log()

    def action_log_compliment(self) -> None:
        """Log a compliment."""
        if self._steps is not None:
            self._steps.log_compliment()

    def action_take_step(self, action: str) -> None:
        """Take a step of the case under the cursor, or of all that are selected."""
        if self._is_open and self._grid.is_selecting:
            self._take_of_all(Action(action))
        else:
            self._with_row(lambda steps, reference, file: steps.take(Action(action), reference, file))

    def action_all_steps(self) -> None:
        """List every step, and why some are not possible now."""
        self._with_row(CaseSteps.all_steps)

    def action_explain_dates(self) -> None:
        """Show how the dates were worked out."""
        self._with_row(CaseSteps.explain)

    def _with_row(self, act: Callable[[CaseSteps, str, CaseFile | None], None]) -> None:
        if self._steps is not None and self._row is not None:
            act(self._steps, self._row.reference, self._pane.file)
        else:
            self._say_none()

    def _say_none(self) -> None:
        tell(self, _NO_CASE, severity="warning")

    def _recorded(self, recorded: Recorded) -> None:
        tell(self, done_words(recorded, self.app.keymap))
        self.app.sit_again()
        self._load(keep=recorded.case_id)

    # The palette.

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now, with the person's own views."""
        for command in heard_in(self.CONTEXT):
            if command.verb is None or (self._row is not None and command.verb not in self._refused):
                yield command
        for view in self._shelf.own:
            title = one_line(view.title)
            yield Command(f"view-{view.id}", (), title, view.help, self.CONTEXT, Group.VIEW, argument=view.id)
