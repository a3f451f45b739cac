"""The virtual list: a million rows, fetched only where one looks."""

from __future__ import annotations

import threading
from array import array
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from caseapp.rules.errors import StoreProblem
from caseapp.tui.run import settled
from caseapp.tui.widgets.blocks import BLOCK
from caseapp.tui.widgets.columns import Cell, Column
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.grid_loading import Stop

MILLION = 1_000_000


@dataclass
class Numbers:
    """Rows that are words made from their ids; remembers what it was asked."""

    count: int = MILLION
    asked: list[tuple[int, ...]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.gate.set()

    def ids(self, view: str) -> array[int]:
        """Ids from 0 on, or those that end in the view's figure."""
        self.threads.add(threading.get_ident())
        if view == "slow":
            self.gate.wait(10)
        return array("q", range(0, self.count, 10 if view == "tens" else 1))

    def rows(self, ids: Sequence[int]) -> Mapping[int, str]:
        """One word an id."""
        self.asked.append(tuple(ids))
        self.gate.wait(10)
        if self.error:
            raise self.error
        return {number: f"row {number}" for number in ids}


class Harness(App[None]):
    """A grid and nothing else."""

    def __init__(self, source: Numbers) -> None:
        super().__init__()
        self.source = source
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        """The grid."""
        columns = [Column("No", 8, lambda row: Cell(row[4:])), Column("Words", 5, Cell, flexible=True)]
        yield Grid[str, str](columns, id="list")

    def on_mount(self) -> None:
        """Give it its source."""
        self.grid.source = self.source

    @property
    def grid(self) -> Grid[str, str]:
        """The grid."""
        return self.query_one(Grid)

    def on_grid_moved(self, message: Grid.Moved) -> None:
        """Keep what the grid says."""
        self.seen.append(message)

    def on_grid_chosen(self, message: Grid.Chosen) -> None:
        """Keep what the grid says."""
        self.seen.append(message)

    def on_grid_failed(self, message: Grid.Failed) -> None:
        """Keep what the grid says."""
        self.seen.append(message)

    def shown(self) -> list[str]:
        """The rows as drawn, heading first."""
        return [self.grid.render_line(y).text for y in range(self.grid.size.height)]


@asynccontextmanager
async def loaded(source: Numbers, view: str = "all") -> AsyncIterator[tuple[Harness, Pilot[None]]]:
    """A grid of 50 by 20 that shows a view."""
    app = Harness(source)
    async with app.run_test(size=(50, 20)) as pilot:
        app.grid.load(view)
        await settled(pilot)
        yield app, pilot


@contextmanager
def counting_lines() -> Iterator[list[int]]:
    """The lines drawn meanwhile."""
    drawn: list[int] = []
    original = Grid.render_line

    def render_line(grid: Grid[str, str], y: int) -> object:
        drawn.append(y)
        return original(grid, y)

    with patch.object(Grid, "render_line", render_line):
        yield drawn


async def test_heading_stays_while_rows_scroll() -> None:
    """The heading is the first line wherever the list stands."""
    async with loaded(Numbers()) as (app, pilot):
        assert app.shown()[0].split() == ["No", "Words"]

        await pilot.press("G")
        await settled(pilot)

        assert app.shown()[0].split() == ["No", "Words"]
        assert app.shown()[-1].split() == ["›", "999999", "row", "999999"]


async def test_a_million_rows_cost_what_one_looks_at() -> None:
    """Going to the end and back fetches the blocks near both ends, and nothing between."""
    source = Numbers()
    async with loaded(source) as (app, pilot):
        for key in ("end", "home", "pagedown", "pageup", "G", "g"):
            await pilot.press(key)
            await settled(pilot)

        assert app.grid.count == MILLION
        asked = [number for ids in source.asked for number in ids]
        assert not [number for number in asked if 3 * BLOCK < number < MILLION - 3 * BLOCK]
        assert len(asked) == len(set(asked)), "a block that is held is not fetched again"


MOVES = (
    (["j", "down"], 2),
    (["k"], 1),
    (["home", "k"], 0),
    (["pagedown"], 19),
    (["ctrl+f", "ctrl+b"], 19),
    (["end", "j"], MILLION - 1),
    (["pageup"], MILLION - 20),
    (["g"], 0),
    (["G"], MILLION - 1),
)


async def test_keys_move_the_cursor() -> None:
    """Arrows and letters, pages and ends; the cursor never leaves the list and is always in sight."""
    async with loaded(Numbers()) as (app, pilot):
        for keys, cursor in MOVES:
            await pilot.press(*keys)
            await settled(pilot)

            assert cursor == app.grid.cursor
            assert [f"row {cursor}"] == [" ".join(line.split()[-2:]) for line in app.shown() if line.startswith("›")]


async def test_cursor_move_draws_two_lines() -> None:
    """A move within the screen draws the line left and the line reached, and no other."""
    async with loaded(Numbers()) as (_app, pilot):
        with counting_lines() as drawn:
            await pilot.press("j")
            await settled(pilot)

        assert {1, 2} == set(drawn)


async def test_work_is_done_in_other_threads() -> None:
    """The source is never called on the application's own thread."""
    source = Numbers()
    async with loaded(source):
        assert threading.get_ident() not in source.threads


async def test_rows_not_fetched_yet_hold_their_place() -> None:
    """While rows are on their way a faint line stands for each; then the rows do, without a key pressed."""
    source = Numbers()
    async with loaded(source) as (app, pilot):
        source.gate.clear()
        await pilot.press("end")
        await pilot.pause()
        assert app.shown()[-1].split() == ["›", "······", "······"]
        assert app.grid.row is None

        source.gate.set()
        await settled(pilot)
        assert app.shown()[-1].split() == ["›", "999999", "row", "999999"]


async def test_moved_is_said_again_when_the_row_arrives() -> None:
    """A cursor on a row not fetched yet says its id at once, and the row when it is there."""
    source = Numbers()
    async with loaded(source) as (app, pilot):
        app.seen.clear()
        await pilot.press("end")
        await settled(pilot)

        told = [(each.identity, each.row) for each in app.seen if isinstance(each, Grid.Moved)]
        assert [(MILLION - 1, None), (MILLION - 1, f"row {MILLION - 1}")] == told


async def test_enter_asks_for_the_row() -> None:
    """Enter posts the row under the cursor."""
    async with loaded(Numbers()) as (app, pilot):
        await pilot.press("j", "enter")
        await settled(pilot)

        chosen = [each for each in app.seen if isinstance(each, Grid.Chosen)]
        assert [(1, "row 1")] == [(each.identity, each.row) for each in chosen]


async def test_click_moves_the_cursor() -> None:
    """A click on a line chooses its row; one on the heading nothing."""
    async with loaded(Numbers()) as (app, pilot):
        await pilot.click(Grid, offset=(5, 4))
        assert app.grid.cursor == 3

        await pilot.click(Grid, offset=(5, 0))
        assert app.grid.cursor == 3


async def test_late_answer_is_dropped() -> None:
    """When a slow view is left for another, what it brings afterwards is not shown."""
    source = Numbers(count=1000)
    async with loaded(source) as (app, pilot):
        source.gate.clear()
        app.grid.load("slow")
        app.grid.load("tens")
        source.gate.set()
        await settled(pilot)

        assert app.grid.count == 100
        assert app.shown()[2].split() == ["10", "row", "10"]


async def test_cursor_stays_with_its_row() -> None:
    """After a reload the cursor is on the same row, wherever that now stands."""
    async with loaded(Numbers(count=1000)) as (app, pilot):
        app.grid.cursor = 50
        app.grid.load("tens")
        await settled(pilot)

        assert (5, 50) == (app.grid.cursor, app.grid.identity)


async def test_failing_source_is_reported() -> None:
    """A source that fails ends nothing: the grid says so and stays."""
    source = Numbers(error=OSError("the disk is gone"))
    async with loaded(source) as (app, pilot):
        await pilot.press("j")

        failed = [each for each in app.seen if isinstance(each, Grid.Failed)]
        assert ["the disk is gone"] == [str(each.error) for each in failed]
        assert app.is_running


async def test_empty_list_says_so() -> None:
    """A list without rows shows its sentence, and its keys do no harm."""
    async with loaded(Numbers(count=0)) as (app, pilot):
        app.grid.empty = "Nothing here."
        await pilot.press("j", "k", "end", "home", "pagedown", "enter")

        assert "Nothing here." in app.shown()[2]
        assert app.grid.identity is None


async def test_narrower_grid_draws_anew() -> None:
    """A resize shares the new width among the columns."""
    async with loaded(Numbers()) as (app, pilot):
        await pilot.resize_terminal(30, 10)
        await settled(pilot)

        assert {29} == {app.grid.render_line(y).cell_length for y in range(10)}


@dataclass
class Stoppable(Numbers):
    """The same, but a slow view goes on until it is stopped."""

    stopped: list[str] = field(default_factory=list)

    def ids_until(self, view: str, stop: Stop) -> array[int]:
        """As ``ids``; a slow one ends at once when nobody wants it any longer, and fails."""
        with stop.reaches(self.gate.set) as is_wanted:
            ids = self.ids(view) if is_wanted else array("q")
        if view == "slow":
            self.stopped.append(view)
            raise StoreProblem("Interrupted.")
        return ids


async def test_list_that_nobody_waits_for_is_stopped() -> None:
    """What is asked for next does not wait for the list before it, whose failure is nobody's concern."""
    source = Stoppable()
    async with loaded(source) as (app, pilot):
        source.gate.clear()
        app.grid.load("slow")
        await pilot.pause()
        app.grid.load("tens")
        await settled(pilot)

        assert (["slow"], MILLION // 10) == (source.stopped, app.grid.count)
        assert not [message for message in app.seen if isinstance(message, Grid.Failed)]


def test_stop_comes_before_or_during_the_reading() -> None:
    """Asked for before it begins, the reading is told not to; during it, it is interrupted; afterwards, let be."""
    early, late, interrupted = Stop(), Stop(), list[str]()
    early.ask()
    with early.reaches(lambda: interrupted.append("early")) as is_wanted:
        assert not is_wanted
    with late.reaches(lambda: interrupted.append("late")) as is_wanted:
        assert is_wanted
        late.ask()
    late.ask()

    assert ["late"] == interrupted
