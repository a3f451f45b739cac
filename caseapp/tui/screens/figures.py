"""Service levels: the figures of a period by service, each with its course, its rule and its cases."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from caseapp.reporting.catalogue import DEFINITIONS, Measure
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line
from caseapp.reporting.words import span as dates_of
from caseapp.rules.periods import Period
from caseapp.rules.spans import Span, after, before, containing, last_complete
from caseapp.rules.text import one_line
from caseapp.rules.workflow import HANDLERS
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.commands import Context, bindings
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.desks.figures import FiguresDesk, Levels
from caseapp.tui.notices import tell
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.views import View
from caseapp.tui.widgets.level_words import balance, figure_text, is_empty, label
from caseapp.tui.widgets.levels_table import LevelsTable

_MEMBERS = "You see figures and never a case (R54)."


class FiguresScreen(AreaScreen):
    """What the lead officer defends, and what a member may see."""

    CSS_PATH = Path(__file__).with_name("figures.tcss")
    BINDINGS = bindings(Context.FIGURES)
    CONTEXT: ClassVar[Context] = Context.FIGURES
    AREA = "figures"
    FOR_MEMBERS = True
    HELP = (
        "Service levels are the summary's figures by service for a month, a quarter or a financial year. Move to a "
        "figure to see its rule, its course over the last eight periods and its change on the one before; Enter opens "
        "the cases that were counted. On the command line: caseapp summary --quarter 2026-27-Q1"
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual declares it so
    AUTO_FOCUS = "LevelsTable"

    def __init__(self) -> None:
        super().__init__()
        self._span = Span.QUARTER
        self._period: Period | None = None
        self._figures: FiguresDesk | None = None
        self._levels: Levels | None = None
        self._at: tuple[Line, Measure] | None = None
        self._reading: Lane[Levels] = Lane(self, "figures", self._show, self._not_read)

    def body(self) -> ComposeResult:
        """The period, the table, the figure under the cursor."""
        yield Static("", id="period", markup=False)
        yield LevelsTable(id="levels")
        yield Static("", id="balance", markup=False)
        yield Static("", id="figure", markup=False)

    @property
    def _table(self) -> LevelsTable:
        return self.query_one(LevelsTable)

    # The store.

    def on_mount(self) -> None:
        """Say what is waited for."""
        self._table.empty = "Opening the store …"
        super().on_mount()

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Show the last complete quarter."""
        self._figures = FiguresDesk(desk.caseapp)
        self._go(last_complete(self._span, sitting.today))

    def resumed(self) -> None:
        """Count again if more was recorded."""
        if self._period is not None:
            self._go(self._period)

    def _go(self, period: Period) -> None:
        if self._figures is None:
            return
        self._period = period
        self._say_period(is_reading=True)
        self._table.empty = "Counting …"
        self._reading.start(partial(self._figures.levels, self._span, period))

    def _show(self, levels: Levels) -> None:
        self._levels = levels
        self._say_period(is_reading=False)
        self._table.show(levels)
        nothing = f"Nothing was received, open or answered in {levels.period.label}."
        self.query_one("#balance", Static).update(nothing if is_empty(levels) else balance(levels))

    def _not_read(self, error: Exception) -> None:
        self._say_period(is_reading=False)
        self._table.empty = sentence_of(error)
        self._table.refresh()
        self.failed(error)

    # The period.

    def _say_period(self, *, is_reading: bool) -> None:
        period = self._period
        if period is None:
            return
        spans = [_tab(number, span, is_chosen=span is self._span) for number, span in enumerate(Span, start=1)]
        state = "counting …" if is_reading else "" if period.last < self.sitting.today else "not over yet"
        words = Content.assemble(
            *spans,
            ("  [ ", "$text-muted"), (period.label, "bold"), (" ]  ", "$text-muted"),
            (dates_of(period), "$text-muted"), (f"  {state}", "bold"),
        )  # fmt: skip
        self.query_one("#period", Static).update(words)

    def action_previous_period(self) -> None:
        """The period before."""
        if self._period is not None:
            self._go(before(self._span, self._period))

    def action_next_period(self) -> None:
        """The period after, if it has begun."""
        if self._period is None:
            return
        following = after(self._span, self._period)
        if following.first > self.sitting.today:
            tell(self, f"{following.label} has not begun.", severity="warning")
        else:
            self._go(following)

    def action_latest_period(self) -> None:
        """The latest period that is over."""
        if self._period is not None:
            self._go(last_complete(self._span, self.sitting.today))

    def action_show_months(self) -> None:
        """Months."""
        self._change_span(Span.MONTH)

    def action_show_quarters(self) -> None:
        """Quarters."""
        self._change_span(Span.QUARTER)

    def action_show_years(self) -> None:
        """Financial years."""
        self._change_span(Span.YEAR)

    def _change_span(self, span: Span) -> None:
        """The period of another kind that ends as the one shown does, as far as it is over."""
        if self._period is None or span is self._span:
            return
        self._span = span
        there = containing(span, min(self._period.last, self.sitting.today))
        was_over = self._period.last < self.sitting.today
        self._go(before(span, there) if was_over and there.last >= self.sitting.today else there)

    # The figure.

    @on(LevelsTable.Moved)
    def _moved(self, event: LevelsTable.Moved) -> None:
        self._at = event.line, event.measure
        if self._levels is not None:
            text = figure_text(self._levels, event.line, event.measure)
            opens = self._how_to_open(event.line[event.measure])
            self.query_one("#figure", Static).update(Content("\n").join([text, Content.styled(opens, "$text-muted")]))

    def _how_to_open(self, figure: Figure) -> str:
        if self.sitting.actor.role not in HANDLERS:
            return _MEMBERS
        number = len(set(figure.references))
        twice = ", some of which have more than one stage record" if len(figure.references) > number else ""
        return f"Enter shows the {_cases(number)}{twice}." if number else "There is no case behind it."

    def action_previous_column(self) -> None:
        """One figure to the left."""
        self._table.action_previous_column()

    def action_next_column(self) -> None:
        """One figure to the right."""
        self._table.action_next_column()

    def action_sort_column(self) -> None:
        """Sort by the column under the cursor."""
        self._table.action_sort_column()

    def action_copy_figure(self) -> None:
        """Put what is said of the figure on the clipboard."""
        if self._levels is None or self._at is None:
            return
        self.app.copy_to_clipboard(f"{self._levels.period.label} · {figure_text(self._levels, *self._at).plain}")
        tell(self, "Copied the figure with its rule.")

    # Its cases.

    @on(LevelsTable.Chosen)
    def _chosen(self, event: LevelsTable.Chosen) -> None:
        measure = Measure(event.figure.id.partition(".")[0])
        self._open_cases(DEFINITIONS[measure].title, event.figure.references)

    def action_show_late(self) -> None:
        """The cases of the line under the cursor that were answered out of target."""
        if self._at is None:
            return
        line, _ = self._at
        late = Counter(line[Measure.ANSWERED].references) - Counter(line[Measure.IN_TARGET].references)
        self._open_cases("Answered out of target", tuple(late))

    def _open_cases(self, what: str, references: tuple[str, ...]) -> None:
        if self.sitting.actor.role not in HANDLERS:
            tell(self, _MEMBERS, severity="warning")
        elif self._at is None or self._period is None or not references:
            tell(self, f"{what}: there is no case behind it.", severity="warning")
        else:
            title = one_line(f"{what}, {label(self._at[0])}, {self._period.label}")
            self.app.show_cases(_view(title, what, tuple(dict.fromkeys(references))))


def _view(title: str, what: str, references: tuple[str, ...]) -> View:
    counted = f"The cases that were counted: {title}."
    gone = "None of the cases that were counted is there any more."
    return View("figure", title, what, counted, gone, include_closed=True, references=references)


def _tab(number: int, span: Span, *, is_chosen: bool) -> Content:
    title = span.value.capitalize()
    if is_chosen:
        return Content.styled(f" {number} {title} ", "bold underline $text-primary on $background")
    return Content.assemble((f" {number}", "$text-muted"), f" {title} ")


def _cases(number: int) -> str:
    return "one case" if number == 1 else f"{number:,} cases"
