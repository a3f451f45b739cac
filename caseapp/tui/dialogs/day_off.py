"""Adding a closure day or a late bank holiday: the form, which leads on to what it would move (R124)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget
from textual.widgets import Input, RadioSet

from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.errors import InvalidInput, OutsideCalendar
from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Division
from caseapp.tui.desk import Sitting
from caseapp.tui.desks.administration import AdministrationDesk
from caseapp.tui.dialogs.dates import read_date
from caseapp.tui.dialogs.entry import EntryDialog, radio_at
from caseapp.tui.dialogs.form import Field, FormReader, choice, line

if TYPE_CHECKING:
    from caseapp.casework.days_off import Added, Preview

_HINT = "such as 24 Dec, 24/12, 2026-12-24; without a year the next one"
_KINDS = (
    ("closure day: the council is closed", DayOffKind.CLOSURE),
    ("bank holiday, proclaimed late", DayOffKind.BANK_HOLIDAY),
)
_NEAR = {"today": 0, "t": 0, "tomorrow": 1, "yesterday": -1, "y": -1}


def coming_day(typed: str, today: date) -> date:
    """The date that somebody means. Without a year it is the next one, today among them: days off lie ahead.

    Raises:
        InvalidInput: it cannot be understood, or there is no such day.
    """
    word = typed.strip().lower()
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    try:
        # What is read as the latest date up to a year ahead is the next one from today on.
        return read_date(typed, today + timedelta(days=364))
    except InvalidInput:
        raise InvalidInput(f"“{one_line(typed)[:40]}” is not a date; write one {_HINT}.") from None


class DayOffDialog(EntryDialog["Preview", "Added"]):
    """What day, what kind and what it is called. Nothing is added before its effect was shown."""

    HEADING = "Add a day off"
    BUTTON = "See what moves"
    BUSY = "Counting …"
    HELP = (
        "Adds a day on which nobody works. First it shows which open cases would have other dates, then it moves them. "
        "On the command line: caseapp days-off DAY --name NAME --dry-run"
    )
    AUTO_FOCUS = "#day"

    def __init__(self, sitting: Sitting, desk: AdministrationDesk, kind: DayOffKind, division: Division) -> None:
        super().__init__(sitting)
        self._desk, self._kind, self._division = desk, kind, division

    def fields(self) -> Iterator[Widget]:
        """Kind, day, name, and for a bank holiday whose it is."""
        yield Field("It is a", radio_at("kind", _KINDS, self._kind))
        yield Field("Day", line("day"), _HINT)
        yield Field("Name", line("name"), "stands where a date is explained, such as “Christmas closure”")
        divisions = ((str(each), str(each)) for each in Division if each is not Division.NONE)
        yield Field("Held in", choice("division", divisions, value=self._division))

    def on_mount(self) -> None:
        """A closure day is of no division."""
        super().on_mount()
        self._show_division()

    @on(RadioSet.Changed)
    def _show_division(self) -> None:
        self.query_one("#field-division").display = self._chosen_kind is DayOffKind.BANK_HOLIDAY

    @property
    def _chosen_kind(self) -> DayOffKind:
        button = self.query_one("#kind", RadioSet).pressed_button
        return DayOffKind(button.name) if button and button.name else self._kind

    @on(Input.Changed, "#day")
    def _advise(self, event: Input.Changed) -> None:
        """Say which day is meant while it is typed, and what it is now."""
        self.query_one("#field-day", Field).advise(self._meant(event.value) if event.value.strip() else _HINT)

    def _meant(self, typed: str) -> str:
        try:
            day = coming_day(typed, self.sitting.today)
            now = self.sitting.calendar.why_not_working(day)
        except OutsideCalendar:
            return "beyond the years that the calendar knows"
        except InvalidInput:
            return _HINT
        return f"{long_date(day)}, {'not a working day already: ' + one_line(now) if now else 'a working day now'}"

    def read(self, reader: FormReader) -> Callable[[], Preview] | None:
        """Ask what would move."""
        day = self._read_day(reader)
        name = reader.text("name", needed="Give the day a name, which stands where a date is explained.")
        division = reader.chosen("division") if self._chosen_kind is DayOffKind.BANK_HOLIDAY else None
        if day is None:
            return None
        wanted = DayOff(self._chosen_kind, day, name, Division(division) if division else None)
        return lambda: self._desk.preview(wanted)

    def _read_day(self, reader: FormReader) -> date | None:
        typed = reader.text("day", needed="Say which day it is.")
        try:
            return coming_day(typed, self.sitting.today) if typed else None
        except InvalidInput as error:
            reader.problems["day"] = error.sentence
            return None

    def answered(self, answer: Preview) -> None:
        """Show it; the form stays beneath, as it was filled in."""
        from caseapp.tui.dialogs.moves import MovesDialog

        self.app.push_screen(MovesDialog(self._desk, answer), self._added)

    def _added(self, added: Added | None) -> None:
        if added is not None:
            self.dismiss(added)
