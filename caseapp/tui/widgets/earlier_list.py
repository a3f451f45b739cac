"""Earlier complaints of the same person or address, a line each, to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from caseapp.rules.instants import short_date
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.store.queries.previous import Earlier

_MOST_CHARACTERS = 200
"""Of one summary: a line shows no more."""


class EarlierList(OptionList):
    """The newest first; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "cursor_down", "Down"), ("k", "cursor_up", "Up")]
    DEFAULT_CSS = """
    EarlierList {
        height: auto;
        border: none;
        padding: 0;
        background: transparent;

        &:focus { border: none; background-tint: $primary 8%; }
    }
    """

    @dataclass
    class Asked(Message):
        """Somebody wants to see one."""

        earlier: Earlier

    def __init__(self, identity: str) -> None:
        super().__init__(id=identity, compact=True, markup=False)
        self._earlier: Sequence[Earlier] = ()
        self.display = False

    def show(self, earlier: Sequence[Earlier]) -> None:
        """Other cases; with none the list is not in sight."""
        if earlier == self._earlier:
            return
        self._earlier = earlier
        self.display = bool(earlier)
        self.clear_options()
        self.add_options([Option(words_of(each)) for each in earlier])

    def on_focus(self) -> None:
        """The first is marked, so that Enter opens it at once."""
        if self.highlighted is None and self._earlier:
            self.highlighted = 0

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Asked(self._earlier[event.option_index]))


def words_of(earlier: Earlier) -> Content:
    """Which case, when, what, where it stands, and why it is shown."""
    about = one_line(earlier.summary[:_MOST_CHARACTERS]) or "no summary"
    standing = f"{earlier.state.words}, {one_line((earlier.service or 'no service')[:_MOST_CHARACTERS])}"
    return Content.assemble(
        (one_line(earlier.reference[:_MOST_CHARACTERS]), "bold $text-primary"),
        (f" {short_date(earlier.received_on)} ", "$text-muted"),
        about,
        (f" · {standing} · {one_line(earlier.why[:_MOST_CHARACTERS])}", "$text-muted"),
    )
