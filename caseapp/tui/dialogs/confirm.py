"""One question with two answers."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.dialogs.dialog import Dialog


class ConfirmDialog(Dialog[bool]):
    """Asks; Esc is no."""

    HELP = (
        "Asks before something that is not easily put right. Arrows or Tab move between the answers, Enter gives the "
        "marked one, Esc is no. The command line does what it is told without asking: caseapp --help"
    )
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
                yield Static(f"← → choose · {captions(BY_ID['cancel'])} no", id="keys", markup=False)

    def key_right(self) -> None:
        """The other answer."""
        self.focus_next(Button)

    def key_left(self) -> None:
        """The other answer."""
        self.focus_previous(Button)

    @on(Button.Pressed, "#yes")
    def action_save(self) -> None:
        """Yes."""
        self.dismiss(result=True)

    @on(Button.Pressed, "#no")
    def action_cancel(self) -> None:
        """No."""
        self.dismiss(result=False)
