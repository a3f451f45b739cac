"""The worklist: views as tabs, the list, and the case beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from caseapp.rules.errors import Refusal
from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import Lane, in_background, sentence_of
from caseapp.tui.commands import Command, Context, bindings, heard_in
from caseapp.tui.desk import CaseFile, Desk, Recorded, Sitting
from caseapp.tui.messages import DeskOpened
from caseapp.tui.notices import tell
from caseapp.tui.screens.case_steps import CaseSteps
from caseapp.tui.views import BY_ID, VIEWS, View, neighbour
from caseapp.tui.widgets.case_pane import CasePane
from caseapp.tui.widgets.case_text import next_steps
from caseapp.tui.widgets.filter_bar import FilterBar, counted
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.key_bar import KeyBar
from caseapp.tui.widgets.tabs import ViewTabs
from caseapp.tui.widgets.worklist_columns import WorklistColumns

if TYPE_CHECKING:
    from caseapp.store.queries.worklist import WorklistRow
    from caseapp.tui.app import CaseApp

_NO_CASE = "No case is under the cursor."
_DONE_WORDS: Mapping[str, str] = {
    "Log": "logged", "Acknowledge": "acknowledged", "Assign": "assigned", "Allocate": "allocated",
    "Extend": "extended",
    "Respond": "answered", "Escalate": "escalated to stage 2", "Reopen": "reopened", "Withdraw": "withdrawn",
    "Resolve": "resolved by agreement", "Refuse": "refused", "Note": "note added",
    "Correct": "corrected", "Restrict": "restricted", "Unrestrict": "no longer restricted",
}  # fmt: skip


class WorklistScreen(Screen[None]):
    """What an officer works from."""

    BINDINGS = bindings(Context.WORKLIST)
    CONTEXT: ClassVar[Context] = Context.LIST
    HELP = (
        "The worklist shows the cases of a view, the most urgent first, with the case under the cursor beside it. "
        "Steps that the process does not allow now are faint; their keys tell why. "
        "On the command line: caseapp list, caseapp show REF."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual declares it so
    AUTO_FOCUS = "Grid"

    app: CaseApp

    def __init__(self) -> None:
        super().__init__()
        self._view = VIEWS[0]
        self._desk: Desk | None = None
        self._sitting: Sitting | None = None
        self._steps: CaseSteps | None = None
        self._refused: Mapping[Action, Refusal] = {}
        self._totals: dict[str, int] = {}
        self._columns = WorklistColumns()
        self._reading: Lane[CaseFile] = Lane(self, "case", self._show_case, self._no_case)

    def compose(self) -> ComposeResult:
        """Bar, tabs, filter, list and case, keys."""
        yield Static("caseapp", id="bar", markup=False)
        yield ViewTabs(VIEWS)
        yield FilterBar()
        with Container(id="split"):
            yield self._new_grid()
            yield CasePane()
        yield KeyBar(Context.LIST, self.app.keymap)

    def _new_grid(self) -> Grid[View, WorklistRow]:
        grid: Grid[View, WorklistRow] = Grid(self._columns.columns, id="list")
        grid.empty = "Opening the store …"
        return grid

    def on_mount(self) -> None:
        """Mark the first tab; the store comes later, with ``DeskOpened``."""
        self.query_one(ViewTabs).chosen = self._view.id

    @property
    def _grid(self) -> Grid[View, WorklistRow]:
        return self.query_one("#list", Grid)

    @property
    def _pane(self) -> CasePane:
        return self.query_one(CasePane)

    # The store.

    @on(DeskOpened)
    def start(self, opened: DeskOpened) -> None:
        """Fill the list for the first time."""
        self._desk = opened.desk
        self._grid.source = opened.desk
        self._sit(opened.sitting)
        self._load(top=True)

    def _sit(self, sitting: Sitting) -> None:
        """Take in who works, when, and the lists to choose from."""
        if self._desk is None:
            return
        self._sitting = sitting
        self._steps = CaseSteps(self, self._desk, sitting, self._recorded)
        self._columns.tell(sitting.today, sitting.calendar)
        who = f"{one_line(sitting.actor.name)} ({sitting.actor.role})"
        self.query_one("#bar", Static).update(f"caseapp · {who} · {long_date(sitting.today)}")

    def action_refresh(self) -> None:
        """Read everything again: the date, the people, the list, the case."""
        self._reload(None)

    def _reload(self, keep: int | None) -> None:
        if self._desk is None:
            return

        def seated(sitting: Sitting) -> None:
            self._sit(sitting)
            self._load(keep=keep)

        in_background(self, self._desk.sitting, seated, self._failed, name="sitting")

    def _load(self, *, keep: int | None = None, top: bool = False) -> None:
        self._grid.load(self._view, keep=keep, top=top)

    def _failed(self, error: Exception) -> None:
        tell(self, sentence_of(error), title="Cannot read the store", severity="error")

    @on(Grid.Failed)
    def _list_failed(self, event: Grid.Failed) -> None:
        self._failed(event.error)

    # The list.

    @on(Grid.Filled)
    def _filled(self, event: Grid.Filled) -> None:
        if event.view != self._view:
            return
        if not self._view.text:
            self._totals[self._view.id] = event.count
        total = self._totals.get(self._view.id)
        self.query_one(FilterBar).say(counted(event.count, total, narrowed=bool(self._view.text)))
        self._grid.empty = self._nothing()

    def _nothing(self) -> str:
        if self._view.text:
            return f"No case here contains “{one_line(self._view.text)}”; Esc clears the filter."
        return self._view.empty

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        if event.identity is None:
            self._reading.forget()
            self._set_refused(dict.fromkeys(Action, Refusal(_NO_CASE)))
            self._pane.say_nothing(_NO_CASE)
        elif self._row is not None and self._desk is not None:
            self._reading.start(partial(self._way_to_read(self._desk), self._row.reference))

    def _way_to_read(self, desk: Desk) -> Callable[[str], CaseFile]:
        """What the cursor merely passes is read in passing; a restricted case that was opened is opened again."""
        file, row = self._pane.file, self._row
        is_open = file is not None and row is not None and file.case.reference == row.reference
        return desk.open_case if is_open and file is not None and file.case.restricted else desk.case_file

    @property
    def _row(self) -> WorklistRow | None:
        return self._grid.row

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        self.remove_class("-no-pane")
        self._pane.focus()
        file = self._pane.file
        if self._row and self._desk and (file is None or file.case.reference != self._row.reference):
            self._reading.start(partial(self._desk.open_case, self._row.reference))

    @on(ViewTabs.Asked)
    def _tab_asked(self, event: ViewTabs.Asked) -> None:
        self.action_show_view(event.view_id)

    def action_show_view(self, view_id: str) -> None:
        """Show another view, narrowed by the same words."""
        self._view = BY_ID[view_id].narrowed(self._view.text)
        self.query_one(ViewTabs).chosen = view_id
        self._load(top=True)
        self._grid.focus()

    def action_previous_view(self) -> None:
        """The view to the left."""
        self.action_show_view(neighbour(self._view.id, -1))

    def action_next_view(self) -> None:
        """The view to the right."""
        self.action_show_view(neighbour(self._view.id, 1))

    # The filter.

    def action_filter(self) -> None:
        """Type words to narrow the list."""
        self.query_one(FilterBar).start_typing()

    @on(FilterBar.Narrowed)
    def _narrowed(self, event: FilterBar.Narrowed) -> None:
        view = self._view.narrowed(event.text)
        if view != self._view:
            self._view = view
            self._load(top=True)

    @on(FilterBar.Left)
    def _filter_left(self) -> None:
        self._grid.focus()

    def action_back(self) -> None:
        """From the case or the filter to the list; from the list, clear the filter."""
        if not self._pane.has_focus:
            self.query_one(FilterBar).text = ""
        self._grid.focus()

    def go_to(self, reference: str) -> None:
        """Show one case, open or closed, by its reference."""
        self.query_one(FilterBar).text = reference
        self._view = self._view.narrowed(reference)
        self.action_show_view("everything")

    # The case.

    def _show_case(self, file: CaseFile) -> None:
        if self._sitting is None:
            return
        from caseapp.tui.steps import refusals

        refused = refusals(file, self._sitting)
        self._pane.show(file, self._sitting, next_steps(refused, self.app.keymap))
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

    def action_take_step(self, action: str) -> None:
        """Take a step of the case under the cursor."""
        if self._steps is not None and self._row is not None:
            self._steps.take(Action(action), self._row.reference, self._pane.file)
        else:
            self._say_none()

    def action_explain_dates(self) -> None:
        """Show how the dates were worked out."""
        if self._steps is not None and self._row is not None:
            self._steps.explain(self._row.reference, self._pane.file)
        else:
            self._say_none()

    def _say_none(self) -> None:
        tell(self, _NO_CASE, severity="warning")

    def _recorded(self, recorded: Recorded) -> None:
        words = _DONE_WORDS[type(recorded.request).__name__]
        tell(self, f"{one_line(recorded.reference)}: {words}.")
        self._reload(recorded.case_id)

    # The palette.

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now."""
        for command in heard_in(Context.LIST):
            if command.verb is None or (self._row is not None and command.verb not in self._refused):
                yield command

    @on(KeyBar.Pressed)
    async def _key_clicked(self, event: KeyBar.Pressed) -> None:
        await self.run_command(event.command)

    async def run_command(self, command: Command) -> None:
        """Carry one out, where its keys would be heard."""
        await self.app.run_action(command.action, self.app if command.context is Context.APPLICATION else self)
