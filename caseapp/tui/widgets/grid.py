"""A list of any length, drawn line by line.

The grid knows the ids of all its rows and the contents of those lately seen; the rest is fetched by block in a
thread while a faint line holds the place. A cursor move draws two lines anew; nothing ever walks the whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from caseapp.tui.background import Lane, in_background
from caseapp.tui.commands import Context, bindings
from caseapp.tui.registry.lists import COMMANDS as MOVES
from caseapp.tui.widgets.blocks import Blocks, position_of
from caseapp.tui.widgets.cells import fitted
from caseapp.tui.widgets.columns import GAP, GUTTER, Cell, Column, Placed, place
from caseapp.tui.widgets.grid_loading import (
    Fetched,
    Glimpse,
    Glimpsed,
    Loaded,
    RowSource,
    Stop,
    Wanted,
    fetch,
    glimpse,
    load,
)

Q = TypeVar("Q")
R = TypeVar("R")


class Grid(ScrollView, Generic[Q, R], can_focus=True):
    """A virtual list of rows with a fixed heading."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Context.LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--cursor",
        "grid--placeholder",
        "grid--strong",
        "grid--muted",
        "grid--late",
        "grid--today",
        "grid--soon",
        "grid--later",
        "grid--selected",
    }
    DEFAULT_CSS = """
    Grid {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        .grid--header { color: $text-muted; background: $panel; text-style: bold; }
        .grid--cursor { color: $foreground; background: $block-cursor-blurred-background; text-style: bold; }
        .grid--placeholder { color: $text-muted 60%; }
        .grid--strong { text-style: bold; }
        .grid--muted { color: $text-muted; }
        .grid--late { color: $text-error; text-style: bold; }
        .grid--today { color: $text-warning; text-style: bold; }
        .grid--soon { color: $text-warning; }
        .grid--later { color: $foreground; }
        .grid--selected { background: $panel; text-style: bold; }
        &:focus .grid--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
        }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """The place of the chosen row, counted from 0."""

    @dataclass
    class Moved(Message):
        """The cursor is on a row, which may not have been fetched yet."""

        grid: Grid[Any, Any]
        identity: int | None
        row: object | None

    @dataclass
    class Chosen(Message):
        """The row under the cursor was asked for."""

        grid: Grid[Any, Any]
        identity: int
        row: object | None

    @dataclass
    class Filled(Message):
        """A view's ids have arrived."""

        grid: Grid[Any, Any]
        view: object
        count: int

    @dataclass
    class Failed(Message):
        """The source could not be read."""

        grid: Grid[Any, Any]
        error: Exception

    def __init__(self, columns: Sequence[Column[R]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.source: RowSource[Q, R] | None = None
        self.empty = ""
        """What to say when the list has no rows."""
        self.sorted_by: tuple[str, bool] = ("", False)
        """The id of the column that the list is sorted by, and whether its order is turned round."""
        self._columns = columns
        self._placed: tuple[Placed[R], ...] = ()
        self._blocks: Blocks[R] = Blocks()
        self._view: Q | None = None
        self._strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(512)
        self._stays_with: int | None = None
        """The row that the cursor was on when a load began after which it stays where it is."""
        self._asked_for: int | None = None
        """The row that the cursor is to go to, until it is there: another load may come in between."""
        self._loads = 0
        """How many lists were asked for."""
        self._to_load: Callable[[], Loaded[R]] | None = None
        self._is_fetching = False
        self._told: tuple[int | None, bool] | None = None
        self._glimpsing: Lane[Glimpse[R]] = Lane(self, "glimpse", self._glimpsed, self._load_whole)
        self._loading: Lane[Loaded[R]] = Lane(self, "list", self._take, self._report)
        self._base: Style | None = None
        """The colours of a plain line: to work them out takes as long as drawing it."""
        self._stop = Stop()
        """For the list that is being read."""
        self._moves: dict[str, Callable[[], None]] | None = None
        """What each key that only moves the cursor does, once one was pressed."""

    # What others ask of the grid.

    @property
    def count(self) -> int:
        """How many rows the list has."""
        return len(self._blocks)

    @property
    def row(self) -> R | None:
        """The row under the cursor, if there is one and it has been fetched."""
        return self._blocks.row_at(self.cursor)

    @property
    def identity(self) -> int | None:
        """The id under the cursor, if the list has rows."""
        return self._blocks.id_at(self.cursor)

    def load(self, view: Q, *, keep: int | None = None, top: bool = False) -> None:
        """Fill the list from the source, in a thread; what is shown stays until it is there.

        The cursor goes to the row ``keep`` if the view has it, to the first one when ``top`` is set, and otherwise
        stays with its row, or at its place when the row is gone.
        """
        if self.source is None:
            return
        keep = self._asked_for = keep if keep is not None or top else self._asked_for
        identity = self.identity if keep is None else keep
        self._view = view
        self._stays_with = None if top or keep is not None else identity
        wanted = Wanted(view, None if top and keep is None else identity, 0 if top else self.cursor, self.selected())
        self._loads += 1
        self._stop_loading()
        self._to_load = partial(load, self.source, wanted, self._stop)
        if top and isinstance(self.source, Glimpsed):  # the first rows of a long list, before all of it is counted
            self._glimpsing.start(partial(glimpse, self.source, self.source, view, self._loads))
        else:
            self._load_whole()

    def show_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns, or the same ones anew."""
        self._columns = columns
        self._place()
        self.refresh()

    def selected(self) -> frozenset[int]:
        """The ids of the rows selected: none, in a list where one cannot select."""
        return frozenset()

    def _drop_selected(self, gone: frozenset[int]) -> None:
        """The list is another one; it has these rows no longer."""

    def _is_selected(self, index: int) -> bool:  # noqa: ARG002  # for lists where one can select
        return False

    def _stop_loading(self) -> None:
        """A list that nobody waits for any longer must not keep the next one waiting."""
        if self._loading.is_busy:
            self._loading.forget()
            self._stop.ask()
        self._stop = Stop()

    # Answers from threads.

    def _load_whole(self, _error: Exception | None = None) -> None:
        """What stood in the way of a glimpse stands in the way of the whole too, and is told then."""
        if self._to_load is not None:
            self._loading.start(self._to_load)
            self._to_load = None

    def _glimpsed(self, seen: Glimpse[R]) -> None:
        """The first rows of a list whose length is not known yet; once they are drawn, the whole is read."""
        if seen.number != self._loads:
            return
        if not len(seen.blocks):
            self._load_whole()
            return
        self.call_after_refresh(self._load_whole)  # a thread would make them wait
        self._show(seen.blocks, 0)
        self._stays_with = self.identity  # whoever moves on in the meantime stays where they went
        self._told = None
        self._tell()

    def _show(self, blocks: Blocks[R], cursor: int) -> None:
        self._blocks = blocks
        self._strips.clear()
        self.virtual_size = Size(self._width, len(blocks) + 1)
        self.set_reactive(Grid.cursor, cursor)
        self._show_cursor()
        self.refresh()

    def _take(self, loaded: Loaded[R]) -> None:
        here = self.identity
        has_moved = self._stays_with is not None and here != self._stays_with
        cursor = position_of(loaded.blocks.ids, here, loaded.cursor) if has_moved else loaded.cursor
        self._told = self._asked_for = None
        self._is_fetching = False
        self._drop_selected(loaded.gone)
        self._show(loaded.blocks, cursor)
        self.post_message(self.Filled(self, self._view, self.count))
        self._tell()
        self._fetch_missing()

    def _put(self, fetched: Fetched[R]) -> None:
        if fetched.blocks is not self._blocks:
            return
        self._is_fetching = False
        for number, rows in fetched.rows.items():
            self._blocks.put(number, rows)
        self._strips.clear()
        self.refresh()
        self._tell()
        self._fetch_missing()

    def _report(self, error: Exception) -> None:
        self._is_fetching = False
        self.post_message(self.Failed(self, error))

    def _fetch_missing(self) -> None:
        """Fetch what is on the screen, or a page from it, and not held; one fetch at a time."""
        if self.source is None or self._is_fetching or not self.count:
            return
        first, page = self.scroll_offset.y, max(1, self._page)
        missing = self._blocks.missing(first, first + page) or self._blocks.missing(first - page, first + 2 * page)
        if not missing:
            self._blocks.touch(first, first + page)
            return
        self._is_fetching = True
        job = partial(fetch, self.source, self._blocks, tuple(missing))
        in_background(self, job, self._put, self._report, name="rows")

    # The cursor.

    @property
    def _width(self) -> int:
        """Cells of a line; the scroll bar has its own."""
        return self.scrollable_content_region.width

    @property
    def _page(self) -> int:
        return max(1, self.size.height - 1)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on the list."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two lines that changed, and say where the cursor is."""
        self._asked_for = None
        self.refresh_line(before + 1)
        self.refresh_line(now + 1)
        self._show_cursor()
        self._tell()

    def watch_has_focus(self, _value: bool) -> None:  # noqa: FBT001  # Textual's signature
        """The cursor looks different with the focus."""
        self._forget_colours()
        super().watch_has_focus(_value)

    def _show_cursor(self) -> None:
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + self._page:
            self.scroll_to(y=self.cursor - self._page + 1, animate=False)

    def _tell(self) -> None:
        """Post ``Moved`` when the row under the cursor is another one, or has just been fetched."""
        state = (self.identity, self.row is not None)
        if state != self._told:
            self._told = state
            self.post_message(self.Moved(self, self.identity, self.row))

    def moved_by(self, key: str) -> bool:
        """Move at once, if that is all that the key means here; says whether it was.

        The same as the key's binding, without the way through every node above: the next line is drawn sooner.
        """
        if self._moves is None:
            keymap = getattr(self.app, "keymap", {})
            moves = [command for command in MOVES if command.id != "choose-row"]
            self._moves = {
                key: getattr(self, f"action_{command.action}")
                for command in moves
                for key in command.keys_under(keymap)
            }
        move = self._moves.get(key)
        if move is not None:
            move()
        return move is not None

    def action_cursor_down(self) -> None:
        """One row down."""
        self.cursor += 1

    def action_cursor_up(self) -> None:
        """One row up."""
        self.cursor -= 1

    def action_page_down(self) -> None:
        """One screenful down."""
        self.cursor += self._page

    def action_page_up(self) -> None:
        """One screenful up."""
        self.cursor -= self._page

    def action_first_row(self) -> None:
        """To the first row."""
        self.cursor = 0

    def action_last_row(self) -> None:
        """To the last row."""
        self.cursor = self.count - 1

    def action_choose_row(self) -> None:
        """Ask for the row under the cursor."""
        if self.identity is not None:
            self.post_message(self.Chosen(self, self.identity, self.row))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one asks for the row."""
        if event.y == 0 or self.scroll_offset.y + event.y > self.count:
            return
        self.cursor = self.scroll_offset.y + event.y - 1
        if event.chain > 1:
            self.action_choose_row()

    # Drawing.

    def on_resize(self) -> None:
        """Share the new width among the columns."""
        self._place()
        self.virtual_size = Size(self._width, self.count + 1)
        self._show_cursor()
        self._fetch_missing()

    def _place(self) -> None:
        self._placed = place(self._columns, self._width)
        self._strips.clear()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the new place, and fetch what it lacks."""
        super().watch_scroll_y(old_value, new_value)
        self._fetch_missing()

    def notify_style_update(self) -> None:
        """Forget lines drawn in the colours of another theme."""
        super().notify_style_update()
        self._forget_colours()

    def _forget_colours(self) -> None:
        self._base = None
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of the screen: the heading, a row, or nothing."""
        if y == 0:
            return self._heading()
        index = self.scroll_offset.y + y - 1
        if index >= self.count:
            return self._beyond(y)
        key = (index, index == self.cursor, self._is_selected(index))
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(*key)
        return strip

    def _heading(self) -> Strip:
        style = self.get_component_rich_style("grid--header")
        titles = [(placed, Cell(self._title(placed))) for placed in self._placed]
        return self._line(titles, style, lambda _tone: style, " ")

    def _title(self, placed: Placed[R]) -> str:
        """The title, with an arrow where the list is sorted by the column."""
        column, (key, is_reversed) = placed.column, self.sorted_by
        if not key or column.id != key:
            return column.title
        return f"{column.title[: placed.width - 1]}{'↑' if is_reversed else '↓'}"

    def _beyond(self, y: int) -> Strip:
        says = self.empty if y == 2 and not self.count else ""
        style = self.rich_style + self.get_component_rich_style("grid--muted", partial=True)
        text = " " * GUTTER + fitted(says, max(0, self._width - GUTTER))
        return Strip([Segment(text, style)]).adjust_cell_length(self._width, style)

    def _draw(self, index: int, is_cursor: bool, is_selected: bool) -> Strip:  # noqa: FBT001  # the key of its strip
        if is_cursor:
            return self._under_cursor(index, is_selected)
        row = self._blocks.row_at(index)
        base = self._base = self._base or self.rich_style
        if is_selected:
            base += self.get_component_rich_style("grid--selected", partial=True)
        if row is None:
            cells = [(placed, Cell("·" * min(6, placed.width), "placeholder")) for placed in self._placed]
        else:
            cells = [(placed, placed.column.cell(row)) for placed in self._placed]
        return self._line(cells, base, partial(self._tone, base), " ✓" if is_selected else " ")

    def _under_cursor(self, index: int, is_selected: bool) -> Strip:  # noqa: FBT001  # the key of its strip
        """The same words in the cursor's own colours, which win: words and shapes say what the others would."""
        key = (index, False, is_selected)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(*key)
        words = "›" + strip.text[1:]
        return Strip([Segment(words, self.get_component_rich_style("grid--cursor"))], strip.cell_length)

    def _tone(self, base: Style, tone: str) -> Style:
        """The style of a tone."""
        return base + self.get_component_rich_style(f"grid--{tone}", partial=True) if tone else base

    def _line(
        self, cells: Sequence[tuple[Placed[R], Cell]], base: Style, tone: Callable[[str], Style], mark: str
    ) -> Strip:
        segments = [Segment(mark.ljust(GUTTER), base)]
        for number, (placed, cell) in enumerate(cells):
            if number:
                segments.append(Segment(" " * GAP, base))
            segments.append(Segment(fitted(cell.text, placed.width), tone(cell.tone)))
        return Strip(segments).adjust_cell_length(self._width, base)
