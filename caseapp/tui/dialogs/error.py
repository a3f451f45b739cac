"""Something failed, and what to do about it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from caseapp.rules.text import one_line, plain
from caseapp.tui.dialogs.dialog import Dialog


class ErrorDialog(Dialog[bool]):
    """Shows a sentence; gives ``True`` when the person wants it tried again."""

    HELP = "Something went wrong, and what can be done. Esc closes it. What holds for this store: caseapp doctor"

    def __init__(self, title: str, sentence: str, *, retry: bool = False) -> None:
        super().__init__()
        self._title, self._sentence, self._retry = title, sentence, retry

    def compose(self) -> ComposeResult:
        """The sentence and the ways on."""
        with Vertical(id="box", classes="small"):
            yield Static(f"▲ {one_line(self._title)}", id="title", classes="error", markup=False)
            with VerticalScroll(id="message", can_focus=False):
                yield Static(plain(self._sentence), markup=False)
            with Horizontal(id="buttons"):
                if self._retry:
                    yield Button("Try again", id="retry", variant="primary", compact=True)
                yield Button("Close", id="close", compact=True)

    @on(Button.Pressed, "#retry")
    def action_save(self) -> None:
        """Try again."""
        self.dismiss(result=True)

    @on(Button.Pressed, "#close")
    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(result=False)
