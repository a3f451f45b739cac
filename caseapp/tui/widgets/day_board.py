"""The opening screen's numbers as lines, and the days to come as columns. One widget draws both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.rules.instants import short_date
from caseapp.tui.commands import Context, bindings
from caseapp.tui.views import BY_ID, VIEWS
from caseapp.tui.widgets.bars import bar
from caseapp.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from caseapp.store.queries.today import Day, Today

_TITLES = {"awaiting-acknowledgement": "Awaiting acknowledgement"}
_TITLE_CELLS = 25
_NOTE_CELLS = 14
_WIDEST_BAR = 40
_TALLEST = 14
_COLUMN_CELLS = 7
_RISING = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Line:
    """One number with the list behind it."""

    view_id: str
    key: str
    title: str
    count: int | None
    """``None`` while it is not known."""
    note: str = ""
    """What makes the number urgent, with its shape."""


class DayBoard(Widget, can_focus=True):
    """Numbers, each with its key, its bar and its list; what is new; what the next ten working days hold."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Context.LIST)
    DEFAULT_CSS = """
    DayBoard { padding: 0 1; background: $background; height: 1fr; }
    """

    numbers: reactive[Today | None] = reactive(None)
    cursor: reactive[int] = reactive(0)
    problem: reactive[str] = reactive("")
    """Why there are no numbers."""

    @dataclass
    class Asked(Message):
        """The list behind a number was asked for."""

        view_id: str

    @property
    def lines(self) -> tuple[Line, ...]:
        """In the order of the worklist's tabs, so that the keys are the same."""
        return lines_of(self.numbers)

    def render(self) -> Content:
        """Lines, what is new, and the days to come as far as there is room."""
        top = [self._draw(place, line) for place, line in enumerate(self.lines)]
        top += [Content(), self._news(), Content()]
        below = self._ahead(self.content_size.height - len(top) - 1)
        return Content("\n").join([*top, *below])

    def _draw(self, place: int, line: Line) -> Content:
        is_here = place == self.cursor
        most = max((each.count or 0 for each in self.lines), default=0)
        room = min(_WIDEST_BAR, self.content_size.width - _TITLE_CELLS - _NOTE_CELLS - 14)
        number = "…" if line.count is None else f"{line.count:,}"
        words = f"{'›' if is_here else ' '}{line.key} {fitted(line.title, _TITLE_CELLS)}{number:>8} "
        style = "bold" if line.note else ""
        if is_here:
            style = "bold $block-cursor-foreground on $block-cursor-background" if self.has_focus else "bold"
        tone = "bold $text-error" if line.note.startswith("▲") else "$text-warning"
        length = bar(line.count or 0, most, max(0, room))
        return Content.assemble((words, style), (f" {fitted(line.note, _NOTE_CELLS)} ", tone), (length, "$primary"))

    def _news(self) -> Content:
        numbers = self.numbers
        if self.problem:
            return Content.styled(f"▲ {self.problem}", "bold $text-error")
        if numbers is None:
            return Content.styled("Opening the store …", "$text-muted")
        since = f"{numbers.since:%a} {short_date(numbers.since, numbers.on)}"
        said = f"New since {since}: {numbers.new:,}"
        if numbers.unallocated:
            return Content.assemble(said, (f", ◆ {numbers.unallocated:,} without a service", "bold $text-warning"))
        return Content(said + (", all with a service" if numbers.new else ""))

    def _ahead(self, height: int) -> list[Content]:
        if self.numbers is None or not self.numbers.ahead:
            return []
        days = self.numbers.ahead[: max(1, self.content_size.width // _COLUMN_CELLS)]
        heading = Content.styled(f"Due in the next {len(days)} working days", "bold $text-primary")
        *bars, weekdays, dates = columns(days, min(_TALLEST, height - 3))
        drawn = [Content.styled(line, "$primary") for line in bars]
        return [heading, *drawn, Content(weekdays), Content.styled(dates, "$text-muted")]

    # Moving.

    def validate_cursor(self, cursor: int) -> int:
        """Keep it on the lines."""
        return max(0, min(cursor, len(VIEWS) - 1))

    def action_cursor_down(self) -> None:
        """One line down."""
        self.cursor += 1

    def action_cursor_up(self) -> None:
        """One line up."""
        self.cursor -= 1

    def action_page_down(self) -> None:
        """To the last line: there is one screenful."""
        self.cursor = len(self.lines) - 1

    def action_page_up(self) -> None:
        """To the first line."""
        self.cursor = 0

    def action_first_row(self) -> None:
        """To the first line."""
        self.cursor = 0

    def action_last_row(self) -> None:
        """To the last line."""
        self.cursor = len(self.lines) - 1

    def action_choose_row(self) -> None:
        """Ask for the list behind the line."""
        self.post_message(self.Asked(self.lines[self.cursor].view_id))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a line, a second one its list."""
        if 0 <= event.y < len(self.lines):
            self.cursor = event.y
            if event.chain > 1:
                self.action_choose_row()

    def on_focus(self) -> None:
        """The cursor's line stands out."""
        self.refresh()

    def on_blur(self) -> None:
        """It does no longer."""
        self.refresh()


def lines_of(numbers: Today | None) -> tuple[Line, ...]:
    """A line for each view that has a number."""
    counts = counts_of(numbers) if numbers else {}
    notes = _notes(numbers) if numbers else {}
    return tuple(
        Line(view.id, str(key), _TITLES.get(view.id, view.title), counts.get(view.id), notes.get(view.id, ""))
        for key, view in enumerate(VIEWS, start=1)
        if view.id != "everything"
    )


def counts_of(numbers: Today) -> dict[str, int]:
    """How many cases each view has, by its id."""
    return {
        "all-open": numbers.open,
        "due-today": numbers.due_today,
        "this-week": numbers.this_week,
        "overdue": numbers.overdue,
        "awaiting-acknowledgement": numbers.unacknowledged,
        "mine": numbers.mine,
        "unassigned": numbers.unassigned,
        "stage-2": numbers.stage_2,
    }


def _notes(numbers: Today) -> dict[str, str]:
    late = numbers.late_acknowledgements
    notes = {
        "due-today": "● answer today" if numbers.due_today else "",
        "overdue": "▲ late" if numbers.overdue else "",
        "awaiting-acknowledgement": f"▲ {late:,} late" if late else "",
        "unassigned": "◆ nobody's" if numbers.unassigned else "",
    }
    return {view_id: note for view_id, note in notes.items() if note and view_id in BY_ID}


def columns(days: Sequence[Day], height: int) -> Iterator[str]:
    """Days as columns: their numbers, bars of at most ``height`` lines, and weekday and day beneath."""
    most = max((day.due for day in days), default=0)
    tops = [round(day.due / most * height * 8) if most else 0 for day in days]
    if height > 0:
        tops = [max(top, 1) if day.due else 0 for top, day in zip(tops, days, strict=True)]
    for level in range(height, -1, -1):
        line = "".join(_piece(day, top, level) for day, top in zip(days, tops, strict=True))
        if line.strip():
            yield line.rstrip()
    yield "".join(f"{day.on:%a}".center(_COLUMN_CELLS) for day in days).rstrip()
    yield "".join(f"{day.on.day} {day.on:%b}".center(_COLUMN_CELLS) for day in days).rstrip()


def _piece(day: Day, top: int, level: int) -> str:
    """What a column shows on a level, counted from 0 at the bottom: bar, its number on top of it, or nothing."""
    filled = max(0, min(8, top - level * 8))
    if filled:
        return f"{_RISING[filled] * 3:^{_COLUMN_CELLS}}"
    on_top = level == -(-top // 8)
    return f"{day.due:,}".center(_COLUMN_CELLS) if on_top else " " * _COLUMN_CELLS
