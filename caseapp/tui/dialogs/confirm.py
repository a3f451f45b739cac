"""One question with two answers."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog


class ConfirmDialog(Dialog[bool]):
    """Asks; Esc is no."""

    AUTO_FOCUS = "#no"

    def __init__(self, title: str, question: str, *, yes: str = "Yes", no: str = "No") -> None:
        super().__init__()
        self._title, self._question, self._yes, self._no = title, question, yes, no

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="box", classes="small"):
            yield Static(one_line(self._title), id="title", markup=False)
            yield Static(one_line(self._question), id="message", markup=False)
            with Horizontal(id="buttons"):
                yield Button(self._yes, id="yes", variant="warning", compact=True)
                yield Button(self._no, id="no", variant="primary", compact=True)

    @on(Button.Pressed, "#yes")
    def action_save(self) -> None:
        """Yes."""
        self.dismiss(result=True)

    @on(Button.Pressed, "#no")
    def action_cancel(self) -> None:
        """No."""
        self.dismiss(result=False)
