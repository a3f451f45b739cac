"""The columns of the service-level table: what each shows, how wide it is, and how the lines are sorted by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from caseapp.reporting.catalogue import Measure
from caseapp.reporting.summary import Line
from caseapp.tui.desks.figures import Levels
from caseapp.tui.widgets.cells import fitted

_ROOMY = 126
"""From so many cells on, titles are written out and columns stand two cells apart."""
_NARROWEST_NAME = 15


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column."""

    id: str
    long: str
    short: str
    width: int
    """In cells, under the short title."""
    roomy_width: int
    measure: Measure = Measure.TOTAL
    """What it shows, or what stands for it where it shows no figure."""
    from_width: int = 0
    """The least width of the table at which it is shown."""

    @property
    def is_name(self) -> bool:
        """Whether it names the service."""
        return self.id == "service"

    @property
    def is_bar(self) -> bool:
        """Whether it draws its percentage as a bar."""
        return self.measure is Measure.IN_TARGET_PCT

    @property
    def is_change(self) -> bool:
        """Whether it tells the change of the figure under the cursor."""
        return self.id == "change"

    @property
    def is_trend(self) -> bool:
        """Whether it draws the course of the figure under the cursor."""
        return self.id == "trend"

    @property
    def measure_of_its_own(self) -> bool:
        """Whether the cursor can be in it."""
        return not (self.is_change or self.is_trend)

    def title(self, *, is_roomy: bool) -> str:
        """The heading."""
        return self.long if is_roomy else self.short

    def aligned(self, words: str, width: int) -> str:
        """Names to the left, numbers to the right."""
        fits = fitted(words, width)
        if self.is_name or self.is_trend:
            return fits
        number = fits.rstrip()
        return " " * (width - cell_len(number)) + number


COLUMNS = (
    FigureColumn("service", "Service", "Service", 0, 0),
    FigureColumn("total", "Total", "Total", 6, 6),
    FigureColumn("stage1", "Stage 1", "St 1", 5, 8, Measure.STAGE1),
    FigureColumn("stage2", "Stage 2", "St 2", 5, 8, Measure.STAGE2),
    FigureColumn("answered", "Answered", "Answ", 5, 9, Measure.ANSWERED),
    FigureColumn("in-target", "In target", "In target", 10, 17, Measure.IN_TARGET_PCT),
    FigureColumn("upheld", "Upheld", "Uph", 4, 7, Measure.UPHELD),
    FigureColumn("partly-upheld", "Partly upheld", "Part", 5, 14, Measure.PARTLY_UPHELD, from_width=166),
    FigureColumn("not-upheld", "Not upheld", "Not", 4, 11, Measure.NOT_UPHELD, from_width=166),
    FigureColumn("escalated", "Escalated", "Esc", 4, 10, Measure.ESCALATED),
    FigureColumn("compliments", "Compliments", "Comp", 5, 12, Measure.COMPLIMENTS),
    FigureColumn("change", "Change", "Change", 11, 12, from_width=94),
    FigureColumn("trend", "Trend", "Trend", 8, 8),
)
"""In their order. Change and trend are those of the figure under the cursor."""


@dataclass(frozen=True, slots=True)
class Places:
    """How the columns share a line."""

    columns: Sequence[tuple[FigureColumn, int]]
    """Those that are shown, each with its width in cells."""
    gap: int
    """Cells between two of them."""
    is_roomy: bool
    """Whether titles are written out."""


def placed(width: int) -> Places:
    """The columns that a line of ``width`` cells shows. The name of the service takes what the others leave."""
    is_roomy = width >= _ROOMY
    gap = 2 if width >= _ROOMY + 12 else 1
    shown = [column for column in COLUMNS if width >= column.from_width]
    widths = [column.roomy_width if is_roomy else column.width for column in shown]
    name = max(_NARROWEST_NAME, width - sum(widths) - gap * (len(shown) - 1))
    return Places([(column, taken or name) for column, taken in zip(shown, widths, strict=True)], gap, is_roomy)


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and which way."""

    column: FigureColumn = COLUMNS[0]
    is_reversed: bool = False
    """Names run from A on and numbers from the greatest on, unless it is set."""

    def by(self, column: FigureColumn) -> Sort:
        """By another column; by the same one, the other way round."""
        return Sort(column, is_reversed=column is self.column and not self.is_reversed)

    def mark(self, column: FigureColumn) -> str:
        """What stands in the heading of the column."""
        if column is not self.column:
            return ""
        return "↑" if column.is_name == (not self.is_reversed) else "↓"


def in_order(levels: Levels, sort: Sort) -> list[Line]:
    """The lines of the services; those without the figure come last, whichever way they are sorted."""
    lines = list(levels.services)
    if sort.column.is_name:
        return lines[::-1] if sort.is_reversed else lines
    measure = sort.column.measure
    having = [line for line in lines if line[measure].value is not None]
    having.sort(key=lambda line: line[measure].value or 0, reverse=not sort.is_reversed)
    return having + [line for line in lines if line[measure].value is None]
