"""The line that narrows a list as one types, with the count of what is left."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class FilterBar(Horizontal):
    """A slash, a line to type in, and a count."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        padding: 0 1;

        #filter-mark { width: 2; color: $text-muted; }
        Input { width: 1fr; background: $background; }
        Input:focus { background: $panel; }
        #filter-count { width: auto; color: $text-muted; padding-left: 2; }
        &.-narrowed #filter-mark { color: $text-accent; text-style: bold; }
        &.-narrowed #filter-count { color: $text-accent; text-style: bold; }
        #selected-count { width: auto; color: $text-accent; text-style: bold; padding-left: 2; }
    }
    """

    @dataclass
    class Narrowed(Message):
        """The words changed."""

        text: str

    @dataclass
    class Left(Message):
        """Enter was pressed: back to the list, narrowed as it is."""

    def compose(self) -> ComposeResult:
        """Mark, line, count."""
        yield Static("/", id="filter-mark", markup=False)
        yield Input(id="filter", placeholder="press / to filter", compact=True, select_on_focus=False)
        yield Static("", id="selected-count", markup=False)
        yield Static("", id="filter-count", markup=False)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.query_one(Input).value

    @text.setter
    def text(self, text: str) -> None:
        self.query_one(Input).value = text

    @property
    def is_typing(self) -> bool:
        """Whether the line has the focus."""
        return self.query_one(Input).has_focus

    def start_typing(self) -> None:
        """Give the line the focus."""
        self.query_one(Input).focus()

    def say(self, words: str) -> None:
        """Show how many there are."""
        self.query_one("#filter-count", Static).update(words)

    def say_selected(self, count: int) -> None:
        """Show how many are selected; none is not worth a word."""
        self.query_one("#selected-count", Static).update(f"✓ {count:,} selected" if count else "")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.set_class(bool(event.value.strip()), "-narrowed")
        self.post_message(self.Narrowed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left())


def counted(count: int, total: int | None, *, narrowed: bool) -> str:
    """``124 cases``, or ``12 of 124 cases`` when the list is narrowed."""
    noun = "case" if (total if narrowed and total is not None else count) == 1 else "cases"
    return f"{count:,} of {total:,} {noun}" if narrowed and total is not None else f"{count:,} {noun}"
