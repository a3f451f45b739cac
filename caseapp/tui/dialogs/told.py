"""Something that takes more lines than a notice, to be read and closed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog


class ToldDialog(Dialog[None]):
    """A heading and some lines."""

    HELP = "Tells what was done, and what was not. Esc closes it. On the command line: caseapp list, caseapp show REF"

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._lines = title, tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines, and the way on."""
        with Vertical(id="box"):
            yield Static(one_line(self._title), id="title", markup=False)
            with VerticalScroll(id="message"):
                yield Static("\n".join(map(one_line, self._lines)), markup=False)
            with Horizontal(id="buttons"):
                yield Button("Close", id="close", variant="primary", compact=True)

    def action_save(self) -> None:
        """Close."""
        self.dismiss(None)

    @on(Button.Pressed, "#close")
    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(None)
