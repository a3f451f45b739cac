"""Bank holidays and closure days, and adding one that came late (R118, R124)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.instants import long_date, short_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Division
from caseapp.tui.desks.administration import YEARS_AHEAD, AdministrationDesk, DayLine, Sheet
from caseapp.tui.screens.administration.panel import Panel, division_words
from caseapp.tui.widgets.case_text import labelled
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from caseapp.casework.days_off import Added


class DaysOffPanel(Panel[DayLine]):
    """The days on which nobody works, weekends left out of account."""

    NAME = "days-off"
    TITLE = "Days off"
    TWIN = "caseapp days-off"

    @property
    def columns(self) -> Sequence[Column[DayLine]]:
        """Day, name, kind, who added it."""
        return (
            Column("Day", 15, self._day),
            Column("Name", 18, lambda each: Cell(each.day_off.name, "" if each.counts else "muted"), flexible=True),
            Column("Kind", 14, _kind),
            Column("Added", 20, _added),
        )

    @property
    def deeds(self) -> Mapping[str, Callable[[], None]]:
        """Add a closure day or a bank holiday."""
        return {"add-entry": self._add_closure, "add-bank-holiday": self._add_bank_holiday}

    def key(self, row: DayLine) -> str:
        """The day, and whose it is."""
        return f"{row.day_off.day} {row.day_off.division}"

    def read(self, desk: AdministrationDesk) -> Sheet[DayLine]:
        """The list."""
        return desk.days_off()

    def about(self) -> str:
        """What the list holds."""
        year = self.sitting.today.year
        return f"Bank holidays of {year} to {year + YEARS_AHEAD} and all days added"

    def first(self, rows: Sequence[DayLine]) -> DayLine | None:
        """The next one."""
        return next((row for row in rows if row.day_off.day >= self.sitting.today), None)

    def words(self, row: DayLine, width: int) -> Iterator[Content]:
        """The day, what it is, who added it, and whether it makes a difference."""
        day_off = row.day_off
        yield Content.styled(one_line(day_off.name), "bold $text-primary")
        yield labelled("Day", long_date(day_off.day), width)
        yield labelled("Kind", _kind_words(day_off), width)
        yield labelled("Added", _addition(row), width)
        if not row.counts:
            yield labelled("", "It falls on a weekend, which counts for nothing as it is.", width)

    def _day(self, row: DayLine) -> Cell:
        day = row.day_off.day
        return Cell(long_date(day), "muted" if day < self.sitting.today or not row.counts else "strong")

    # What can be done.

    def _add_closure(self) -> None:
        self._ask(DayOffKind.CLOSURE)

    def _add_bank_holiday(self) -> None:
        self._ask(DayOffKind.BANK_HOLIDAY)

    def _ask(self, kind: DayOffKind) -> None:
        from caseapp.tui.dialogs.day_off import DayOffDialog

        self.app.push_screen(DayOffDialog(self.sitting, self.store, kind, self._division), self._added)

    @property
    def _division(self) -> Division:
        """Whose bank holidays the council keeps."""
        published = (row.day_off.division for row in self.rows if not row.is_added)
        return next(filter(None, published), Division.ENGLAND_AND_WALES)

    def _added(self, added: Added | None) -> None:
        if added is None:
            return
        from caseapp.tui.dialogs.moves import AddedDialog

        self.changed(keep=self.key(DayLine(added.day_off)))
        self.app.push_screen(AddedDialog(added))


def _kind(row: DayLine) -> Cell:
    if row.day_off.kind is DayOffKind.CLOSURE:
        return Cell("◆ closure day", "soon")
    return Cell("✚ bank holiday" if row.is_added else "  bank holiday", "soon" if row.is_added else "muted")


def _kind_words(day_off: DayOff) -> str:
    words = day_off.words.removeprefix("a ")
    return words.replace(day_off.division, division_words(day_off.division)) if day_off.division else words


def _added(row: DayLine) -> Cell:
    if not row.is_added:
        return Cell("published", "muted")
    if row.added_on is None:
        return Cell("at the beginning", "muted")
    return Cell(f"{short_date(row.added_on)} by {row.added_by or 'somebody'}")


def _addition(row: DayLine) -> str:
    if not row.is_added:
        return "published; the store was made with it"
    if row.added_on is None:
        return "before additions were recorded"
    return f"on {long_date(row.added_on)} by {row.added_by or 'somebody'}"
