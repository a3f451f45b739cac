"""The figures of a period as a table: a line a service, a bar for what was in target, the totals always in sight.

Services are few, so every line is drawn from what is held; the cursor is on one figure and not on a whole line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from caseapp.reporting.catalogue import MULTI_SERVICE, TOTAL_LINE, Measure
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line
from caseapp.tui.commands import Context, bindings
from caseapp.tui.desks.figures import Levels
from caseapp.tui.widgets.bars import bar
from caseapp.tui.widgets.cells import fitted
from caseapp.tui.widgets.level_columns import COLUMNS, FigureColumn, Places, Sort, in_order, placed
from caseapp.tui.widgets.level_words import NONE, change_words, label, trend, value

_GUTTER = 2
_PERCENT = 5
"""Cells for a percentage behind its bar."""


class LevelsTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Services below a heading, the totals on the last line."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Context.LIST)
    COMPONENT_CLASSES = {  # noqa: RUF012  # Textual declares it so
        "levels--header", "levels--here", "levels--line", "levels--cell", "levels--bar", "levels--muted",
        "levels--total",
    }  # fmt: skip
    DEFAULT_CSS = """
    LevelsTable {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        .levels--header { color: $text-muted; background: $panel; text-style: bold; }
        .levels--here { color: $text-primary; background: $panel; text-style: bold underline; }
        .levels--line { background: $block-cursor-blurred-background; }
        .levels--cell { color: $foreground; background: $block-cursor-blurred-background; text-style: bold underline; }
        .levels--bar { color: $primary; }
        .levels--muted { color: $text-muted; }
        .levels--total { background: $panel; text-style: bold; }
        &:focus .levels--cell { color: $block-cursor-foreground; background: $block-cursor-background; }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another figure, or the figures are others."""

        line: Line
        measure: Measure

    @dataclass
    class Chosen(Message):
        """The cases of the figure under the cursor were asked for."""

        figure: Figure

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.empty = ""
        """What to say while there is nothing to show."""
        self._levels: Levels | None = None
        self._rows: tuple[Line, ...] = ()
        self._row, self._column = 0, 1
        self._sort = Sort()

    # What others ask of the table.

    def show(self, levels: Levels) -> None:
        """Show other figures; the cursor stays on its service if it is still there."""
        name = self._line.name if self._levels is not None else ""
        self._levels = levels
        self._arrange(name)

    def _arrange(self, keep: str) -> None:
        """Put the lines in their order; those which are no service come last."""
        assert self._levels is not None
        apart = self._levels.multi_service
        self._rows = (*in_order(self._levels, self._sort), *([apart] if apart else ()), self._levels.now.totals)
        names = [line.name for line in self._rows]
        self._row = names.index(keep) if keep in names else min(self._row, len(self._rows) - 1)
        self.virtual_size = Size(self.size.width, len(self._rows) + 1)
        self._moved()

    @property
    def _line(self) -> Line:
        return self._rows[self._row]

    @property
    def column(self) -> FigureColumn:
        """The column that the cursor is in."""
        return COLUMNS[self._column]

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of the lines, in the order in which they stand."""
        return tuple(line.name for line in self._rows)

    # The cursor.

    def _moved(self) -> None:
        top, page = self.scroll_offset.y, max(1, self.size.height - 2)
        if self._row < len(self._rows) - 1:
            top = min(top, self._row) if self._row < top else max(top, self._row - page + 1)
            self.scroll_to(y=top, animate=False)
        self.refresh()
        if self._levels is not None:
            self.post_message(self.Moved(self._line, self.column.measure))

    def _go(self, row: int) -> None:
        if self._levels is not None:
            self._row = max(0, min(row, len(self._rows) - 1))
            self._moved()

    def _turn(self, step: int) -> None:
        shown = [COLUMNS.index(each) for each, _ in self._places.columns if each.measure_of_its_own]
        at = shown.index(self._column) if self._column in shown else 0
        self._column = shown[max(0, min(at + step, len(shown) - 1))]
        if self._levels is not None:
            self._moved()

    def action_cursor_down(self) -> None:
        """One line down."""
        self._go(self._row + 1)

    def action_cursor_up(self) -> None:
        """One line up."""
        self._go(self._row - 1)

    def action_page_down(self) -> None:
        """One screenful down."""
        self._go(self._row + max(1, self.size.height - 2))

    def action_page_up(self) -> None:
        """One screenful up."""
        self._go(self._row - max(1, self.size.height - 2))

    def action_first_row(self) -> None:
        """To the first service."""
        self._go(0)

    def action_last_row(self) -> None:
        """To the totals."""
        self._go(len(self._rows) - 1)

    def action_previous_column(self) -> None:
        """One figure to the left."""
        self._turn(-1)

    def action_next_column(self) -> None:
        """One figure to the right."""
        self._turn(1)

    def action_sort_column(self) -> None:
        """Sort by the column under the cursor; again, the other way round."""
        self._sort = self._sort.by(self.column)
        if self._levels is not None:
            self._arrange(self._line.name)

    def action_choose_row(self) -> None:
        """Ask for the cases of the figure under the cursor."""
        if self._levels is not None:
            self.post_message(self.Chosen(self._line[self.column.measure]))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one asks for the cases."""
        row = self._row_at(event.y)
        if row is None:
            return
        right, places = _GUTTER, self._places
        for column, width in places.columns:
            right += width + places.gap
            if event.x < right and column.measure_of_its_own:
                self._column = COLUMNS.index(column)
                break
        self._go(row)
        if event.chain > 1:
            self.action_choose_row()

    # Drawing.

    def on_resize(self) -> None:
        """The width is shared anew; a column that is not shown cannot hold the cursor."""
        self._turn(0)

    @property
    def _places(self) -> Places:
        return placed(self.scrollable_content_region.width - _GUTTER)

    def _row_at(self, y: int) -> int | None:
        """The row that line ``y`` of the screen shows; the last line that there is room for has the totals."""
        last = len(self._rows) - 1
        if y == 0 or last < 0:
            return None
        if y == min(self.size.height - 1, last + 1):
            return last
        row = self.scroll_offset.y + y - 1
        return row if row < last and y < self.size.height - 1 else None

    def render_line(self, y: int) -> Strip:
        """The heading, a service, the totals, or nothing."""
        width = self.scrollable_content_region.width
        if y == 0:
            return Strip(list(self._heading())).adjust_cell_length(width, self._style("header"))
        row = self._row_at(y)
        if row is None or self._levels is None:
            said = self.empty if y == 2 and self._levels is None else ""
            return Strip([Segment(fitted(f"  {said}", width), self.rich_style)])
        return self._draw(row, self._levels).adjust_cell_length(width, self._ground(row))

    def _style(self, name: str, *, partial: bool = False) -> Style:
        return self.get_component_rich_style(f"levels--{name}", partial=partial)

    def _heading(self) -> Iterator[Segment]:
        places, plain = self._places, self._style("header")
        yield Segment(" " * _GUTTER, plain)
        for number, (column, width) in enumerate(places.columns):
            if number:
                yield Segment(" " * places.gap, plain)
            title = f"{self._sort.mark(column)}{column.title(is_roomy=places.is_roomy)}"
            yield Segment(column.aligned(title, width), self._style("here") if column is self.column else plain)

    def _ground(self, row: int) -> Style:
        if row == self._row:
            return self.rich_style + self._style("line", partial=True)
        is_total = self._rows[row].name == TOTAL_LINE
        return self.rich_style + self._style("total", partial=True) if is_total else self.rich_style

    def _draw(self, row: int, levels: Levels) -> Strip:
        ground, line, places = self._ground(row), self._rows[row], self._places
        segments = [Segment("› " if row == self._row else "  ", ground)]
        for number, (column, width) in enumerate(places.columns):
            if number:
                segments.append(Segment(" " * places.gap, ground))
            is_here = row == self._row and column is self.column
            look = _Look(self._style("cell") if is_here else ground, self, is_flat=is_here)
            segments += _cell(levels, line, column, width, look, self.column.measure)
        return Strip(segments)


@dataclass(frozen=True, slots=True)
class _Look:
    """The style of a cell. Under the cursor its own colours win: words and shapes say the same."""

    style: Style
    table: LevelsTable
    is_flat: bool

    def part(self, name: str) -> Style:
        """The style of a part of the cell."""
        if self.is_flat:
            return self.style
        return self.style + self.table.get_component_rich_style(f"levels--{name}", partial=True)

    def of(self, words: str) -> Style:
        """Faint for nought and for nothing."""
        return self.part("muted") if words in {"0", NONE} else self.style


def _cell(levels: Levels, line: Line, column: FigureColumn, width: int, look: _Look, here: Measure) -> list[Segment]:
    """What a line says in a column; ``here`` is the measure under the cursor, whose change and course are shown."""
    if column.is_bar:
        return _bar(line[column.measure], width, look)
    if column.is_name:
        words = f"{label(line)} (in no total)" if line.name == MULTI_SERVICE else label(line)
    elif column.is_trend:
        return [Segment(column.aligned(trend(levels, line, here), width), look.part("muted"))]
    elif column.is_change:
        change = levels.change(line.name, here)
        words = change_words(change, is_percentage=line[here].is_percentage)
    else:
        words = value(line[column.measure])
    return [Segment(column.aligned(words, width), look.of(words))]


def _bar(figure: Figure, width: int, look: _Look) -> list[Segment]:
    words = value(figure)
    number = Segment(f"{words:>{_PERCENT}}", look.of(words))
    return [Segment(bar(figure.value or 0, 100, width - _PERCENT), look.part("bar")), number]
