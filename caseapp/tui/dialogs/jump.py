"""A reference to jump to."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from caseapp.rules.references import tidy
from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog


class JumpDialog(Dialog[str | None]):
    """One line; Enter gives the reference as it is kept."""

    HELP = "Opens a case by its reference. On the command line: caseapp show REF"

    def compose(self) -> ComposeResult:
        """The line."""
        with Vertical(id="box", classes="small"):
            yield Static("Jump to a case", id="title", markup=False)
            yield Input(placeholder="its reference, such as c26-417, then Enter", id="reference", compact=True)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Jump."""
        self.dismiss(tidy(one_line(self.query_one(Input).value)) or None)

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)
