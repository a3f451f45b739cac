"""Whether the council has heard from somebody before, looked up while who they are is being typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from caseapp.casework.requests import Complainant
from caseapp.rules.text import one_line
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.desk import Desk, Past, SpecialNote
from caseapp.tui.widgets.earlier_list import EarlierList

SECONDS = 0.3
"""Of no typing before the store is asked."""

FIELDS = ("name", "email", "telephone", "address", "postcode")


class Heard(Widget):
    """Says what is known of the person; the list of their complaints is to be gone into."""

    def __init__(self, desk: Desk, sought: Callable[[], Complainant]) -> None:
        super().__init__(id="heard")
        self._desk, self._sought = desk, sought
        self._timer: Timer | None = None
        self._asked = Complainant()
        self._lane: Lane[Past] = Lane(self, "heard", self._show, self._failed)

    def compose(self) -> ComposeResult:
        """A heading, special notes, the list."""
        yield Static("", id="heard-title", markup=False)
        yield EarlierList("heard-list")

    def soon(self) -> None:
        """Who they are was changed: look again when the typing rests."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SECONDS, self._ask)

    def _ask(self) -> None:
        sought = self._sought()
        if sought != self._asked:
            self._asked = sought
            self._lane.start(partial(self._desk.past, sought))

    def _show(self, past: Past) -> None:
        self.query_one(EarlierList).show(past.earlier[:5])
        self.set_class(bool(past.earlier), "-heard")
        self.query_one("#heard-title", Static).update("\n".join(self._words(past)))

    def _words(self, past: Past) -> list[str]:
        if not past.earlier:
            return []
        count = len(past.earlier)
        found = f"◆ Heard before: {count} earlier {'complaint' if count == 1 else 'complaints'}; Enter looks at one"
        return [found, *(f"▲ Noted on {one_line(each.reference)}: {_noted(each)}" for each in past.notes)]

    def _failed(self, error: Exception) -> None:
        self.query_one(EarlierList).show(())
        self.set_class(True, "-heard")  # noqa: FBT003  # Textual's signature
        self.query_one("#heard-title", Static).update(f"▲ Earlier complaints: {one_line(sentence_of(error))}")


def _noted(note: SpecialNote) -> str:
    return "; ".join(filter(None, (one_line(note.adjustments), one_line(note.contact))))


def sought_in(form: Widget) -> Complainant:
    """Who is being typed."""
    return Complainant(*(form.query_one(f"#{name}", Input).value.strip() for name in FIELDS))
