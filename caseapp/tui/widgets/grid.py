"""A list of any length, drawn line by line.

The grid knows the ids of all its rows and the contents of those lately seen; the rest is fetched by block in a
thread while a faint line holds the place. A cursor move draws two lines anew; nothing ever walks the whole list.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

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
from caseapp.tui.widgets.blocks import Blocks, position_of
from caseapp.tui.widgets.cells import fitted
from caseapp.tui.widgets.columns import GAP, GUTTER, Cell, Column, Placed, place

Q_contra = TypeVar("Q_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
Q = TypeVar("Q")
R = TypeVar("R")


class RowSource(Protocol[Q_contra, R_co]):
    """Where rows come from. Both methods are called in worker threads."""

    def ids(self, view: Q_contra) -> array[int]:
        """The ids of a view's rows, in the view's order."""
        ...

    def rows(self, ids: Sequence[int]) -> Mapping[int, R_co]:
        """The rows with these ids; one that has gone is left out."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R]):
    """What a worker brings back for a view: its ids, where the cursor goes, and the rows around it."""

    blocks: Blocks[R]
    cursor: int


@dataclass(frozen=True, slots=True)
class Fetched(Generic[R]):
    """What a worker brings back for some blocks of one list."""

    blocks: Blocks[R]
    """The list that they belong to; another one may have taken its place."""
    rows: Mapping[int, Mapping[int, R]]


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
        self._columns = columns
        self._placed: tuple[Placed[R], ...] = ()
        self._blocks: Blocks[R] = Blocks()
        self._view: Q | None = None
        self._strips: LRUCache[tuple[int, bool], Strip] = LRUCache(512)
        self._is_fetching = False
        self._told: tuple[int | None, bool] | None = None
        self._loading: Lane[Loaded[R]] = Lane(self, "list", self._take, self._report)

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
        wanted = self.identity if keep is None else keep
        place_now = 0 if top else self.cursor
        self._view = view
        self._loading.start(partial(_load, self.source, view, None if top and keep is None else wanted, place_now))

    # Answers from threads.

    def _take(self, loaded: Loaded[R]) -> None:
        self._blocks = loaded.blocks
        self._told = None
        self._is_fetching = False
        self._strips.clear()
        self.virtual_size = Size(self._width, len(loaded.blocks) + 1)
        self.set_reactive(Grid.cursor, loaded.cursor)
        self._show_cursor()
        self.refresh()
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
        job = partial(_fetch, self.source, self._blocks, tuple(missing))
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
        self.refresh_line(before + 1)
        self.refresh_line(now + 1)
        self._show_cursor()
        self._tell()

    def watch_has_focus(self, _value: bool) -> None:  # noqa: FBT001  # Textual's signature
        """The cursor looks different with the focus."""
        self._strips.clear()
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
        self._placed = place(self._columns, self._width)
        self._strips.clear()
        self.virtual_size = Size(self._width, self.count + 1)
        self._show_cursor()
        self._fetch_missing()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the new place, and fetch what it lacks."""
        super().watch_scroll_y(old_value, new_value)
        self._fetch_missing()

    def notify_style_update(self) -> None:
        """Forget lines drawn in the colours of another theme."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of the screen: the heading, a row, or nothing."""
        if y == 0:
            return self._heading()
        index = self.scroll_offset.y + y - 1
        if index >= self.count:
            return self._beyond(y)
        key = (index, index == self.cursor)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(index, is_cursor=key[1])
        return strip

    def _heading(self) -> Strip:
        style = self.get_component_rich_style("grid--header")
        titles = [(placed, Cell(placed.column.title)) for placed in self._placed]
        return self._line(titles, style, lambda _tone: style, " ")

    def _beyond(self, y: int) -> Strip:
        says = self.empty if y == 2 and not self.count else ""
        style = self.rich_style + self.get_component_rich_style("grid--muted", partial=True)
        text = " " * GUTTER + fitted(says, max(0, self._width - GUTTER))
        return Strip([Segment(text, style)]).adjust_cell_length(self._width, style)

    def _draw(self, index: int, *, is_cursor: bool) -> Strip:
        row = self._blocks.row_at(index)
        base = self.get_component_rich_style("grid--cursor") if is_cursor else self.rich_style
        if row is None:
            cells = [(placed, Cell("·" * min(6, placed.width), "placeholder")) for placed in self._placed]
        else:
            cells = [(placed, placed.column.cell(row)) for placed in self._placed]
        return self._line(cells, base, partial(self._tone, base, is_cursor), "›" if is_cursor else " ")

    def _tone(self, base: Style, is_cursor: bool, tone: str) -> Style:  # noqa: FBT001  # bound by partial
        """The style of a tone. Under the cursor its own colours win: words and shapes say the same."""
        if not tone or is_cursor:
            return base
        return base + self.get_component_rich_style(f"grid--{tone}", partial=True)

    def _line(
        self, cells: Sequence[tuple[Placed[R], Cell]], base: Style, tone: Callable[[str], Style], mark: str
    ) -> Strip:
        segments = [Segment(mark.ljust(GUTTER), base)]
        for number, (placed, cell) in enumerate(cells):
            if number:
                segments.append(Segment(" " * GAP, base))
            segments.append(Segment(fitted(cell.text, placed.width), tone(cell.tone)))
        return Strip(segments).adjust_cell_length(self._width, base)


def _load(source: RowSource[Q, R], view: Q, identity: int | None, otherwise: int) -> Loaded[R]:
    """In a thread: a view's ids, and the rows of the block that the cursor will be in."""
    blocks: Blocks[R] = Blocks(source.ids(view))
    cursor = position_of(blocks.ids, identity, otherwise)
    for number in blocks.missing(cursor, cursor):
        blocks.put(number, source.rows(blocks.ids_of(number)))
    return Loaded(blocks, cursor)


def _fetch(source: RowSource[Q, R], blocks: Blocks[R], numbers: Sequence[int]) -> Fetched[R]:
    """In a thread: the rows of some blocks."""
    return Fetched(blocks, {number: source.rows(blocks.ids_of(number)) for number in numbers})
