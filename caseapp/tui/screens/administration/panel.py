"""What the lists of the administration screen share: a list, the row under the cursor in words, and what can be done.

A panel reads its list in a thread when it is shown, and again after each change; what is shown stays until then.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from caseapp.rules.vocabulary import Division
from caseapp.tui.background import Lane
from caseapp.tui.desk import Sitting
from caseapp.tui.desks.administration import AdministrationDesk, Sheet, Standing
from caseapp.tui.widgets.columns import Cell, Column
from caseapp.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from caseapp.tui.app import CaseApp

R = TypeVar("R")

NEWLINE = Content("\n")


class Listing(Generic[R]):
    """``RowSource`` over rows that were read already. A row keeps its number when the list is read again."""

    def __init__(self, key: Callable[[R], str]) -> None:
        self._key = key
        self._numbers: dict[str, int] = {}
        self._rows: dict[int, R] = {}

    def put(self, rows: Sequence[R]) -> None:
        """Hold another list."""
        self._rows = {self.number_of(self._key(row)): row for row in rows}

    def number_of(self, key: str) -> int:
        """The number by which the grid knows a row."""
        return self._numbers.setdefault(key, len(self._numbers))

    def ids(self, _view: str) -> array[int]:
        """All of them, in their order."""
        return array("q", self._rows)

    def rows(self, ids: Sequence[int]) -> Mapping[int, R]:
        """The rows with these numbers."""
        held = self._rows
        return {each: held[each] for each in ids if each in held}


class Panel(Container, Generic[R]):
    """One list with the row under the cursor in words beside it."""

    NAME: ClassVar[str] = ""
    """Its id, and that of its tab."""
    TITLE: ClassVar[str] = ""
    TWIN: ClassVar[str] = ""
    """The command that lists the same."""
    EMPTY: ClassVar[str] = "Reading …"

    app: CaseApp

    class Read(Message):
        """The list was read: who may change it may be another matter now."""

        def __init__(self, standing: Standing) -> None:
            super().__init__()
            self.standing = standing

    class Failed(Message):
        """The list could not be read, or something could not be done."""

        def __init__(self, error: Exception, title: str) -> None:
            super().__init__()
            self.error, self.title = error, title

    def __init__(self) -> None:
        super().__init__(id=self.NAME)
        self.desk: AdministrationDesk | None = None
        self.standing: Standing | None = None
        self._listing: Listing[R] = Listing(self.key)
        self._rows: tuple[R, ...] = ()
        self._reading: Lane[Sheet[R]] = Lane(self, f"read-{self.NAME}", self._take, self._not_read)
        self._keep: str | None = None

    # What each list says for itself.

    @property
    def columns(self) -> Sequence[Column[R]]:
        """The columns of the list."""
        raise NotImplementedError

    @property
    def deeds(self) -> Mapping[str, Callable[[], None]]:
        """What can be done here, by the id of its command."""
        return {}

    def key(self, row: R) -> str:
        """What a row is known by."""
        raise NotImplementedError

    def read(self, desk: AdministrationDesk) -> Sheet[R]:
        """The list, in a thread."""
        raise NotImplementedError

    def words(self, row: R, width: int) -> Iterator[Content]:
        """Everything about one row, in lines of ``width`` cells."""
        raise NotImplementedError

    def about(self) -> str:
        """A few words on the list as a whole."""
        return ""

    def first(self, rows: Sequence[R]) -> R | None:  # noqa: ARG002  # lists that have a place to begin at look
        """Where the cursor goes at first, if not to the top."""
        return None

    # The frame.

    def compose(self) -> ComposeResult:
        """The list and the words."""
        grid: Grid[str, R] = Grid(self.columns, id="list")
        grid.source = self._listing
        grid.empty = self.EMPTY
        yield grid
        with VerticalScroll(id="words"):
            yield Static("", markup=False)

    @property
    def grid(self) -> Grid[str, R]:
        """The list."""
        return self.query_one("#list", Grid)

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.grid.row

    @property
    def rows(self) -> tuple[R, ...]:
        """Every row."""
        return self._rows

    @property
    def sitting(self) -> Sitting:
        """Who sits at the desk, and when."""
        assert self.app.sitting is not None, "a panel is read only once the store is open"
        return self.app.sitting

    @property
    def store(self) -> AdministrationDesk:
        """The way to the store."""
        assert self.desk is not None, "a panel does nothing before the store is open"
        return self.desk

    def load(self, *, keep: str | None = None) -> None:
        """Read the list; the cursor goes to the row known by ``keep``, or stays where it is."""
        desk = self.desk
        if desk is not None:
            self._keep = keep or self._keep
            self._reading.start(lambda: self.read(desk))

    def _take(self, sheet: Sheet[R]) -> None:
        self.standing = sheet.standing
        start = self.first(sheet.rows) if not self._rows else None
        keep = self._keep if start is None else self._keep or self.key(start)
        self._rows, self._keep = sheet.rows, None
        self._listing.put(sheet.rows)
        self.grid.load("all", keep=None if keep is None else self._listing.number_of(keep))
        self.post_message(self.Read(sheet.standing))

    def _not_read(self, error: Exception) -> None:
        self.post_message(self.Failed(error, "Cannot read the store"))

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        event.stop()
        self._say()
        self.query_one("#words").scroll_home(animate=False)

    @on(Grid.Chosen)
    def _chosen(self, event: Grid.Chosen) -> None:
        event.stop()
        self.query_one("#words").focus()

    def on_resize(self) -> None:
        """Write the words for another width."""
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        pane = self.query_one("#words")
        row = self.row
        lines = [] if row is None else list(self.words(row, pane.scrollable_content_region.width))
        pane.query_one(Static).update(NEWLINE.join(lines))

    # After a change.

    def changed(self, *, keep: str | None = None) -> None:
        """Something was changed: read it again, and with it the lists that other screens offer."""
        self.app.sit_again()
        self.load(keep=keep)

    def not_done(self, error: Exception) -> None:
        """Something could not be done: say why."""
        self.post_message(self.Failed(error, "Nothing was changed"))


def counted(count: int, width: int) -> Cell:
    """A number at the right of its column; nought is faint."""
    return Cell(f"{count:,}".rjust(width), "" if count else "muted")


def cases(count: int) -> str:
    """``1 open case``, ``1,240 open cases``, ``no open case``."""
    return f"{count:,} open {'case' if count == 1 else 'cases'}" if count else "no open case"


def division_words(division: Division) -> str:
    """``England and Wales``."""
    return " ".join(word if word == "and" else word.capitalize() for word in division.split("-"))
