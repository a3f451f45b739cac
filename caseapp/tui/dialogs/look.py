"""A look at another case from within a form."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import CaseFile, Sitting
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.widgets.case_text import case_text, heading


class LookDialog(Dialog[bool]):
    """Shows a case; gives ``True`` when it is about the same matter."""

    HELP = "An earlier complaint of the same person or address. On the command line: caseapp show REF"
    AUTO_FOCUS = "#message"

    def __init__(self, file: CaseFile, sitting: Sitting) -> None:
        super().__init__()
        self._file, self._sitting = file, sitting

    def compose(self) -> ComposeResult:
        """The case, and whether it is the same matter."""
        with Vertical(id="box", classes="tall"):
            yield Static(heading(self._file.case), id="title", markup=False)
            with VerticalScroll(id="message"):
                yield Static("", id="case-text", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Same matter", id="same", variant="primary", compact=True)
                yield Button("Another matter", id="other", compact=True)
                keys = f"{captions(BY_ID['save'])} same · {captions(BY_ID['cancel'])} close"
                yield Static(keys, id="keys", markup=False)

    def on_resize(self) -> None:
        """Fit the text to the width."""
        self.call_after_refresh(self._write)

    def _write(self) -> None:
        width = self.query_one("#message").scrollable_content_region.width
        text: Content = case_text(self._file, self._sitting, (), max(20, width))
        self.query_one("#case-text", Static).update(text)

    @on(Button.Pressed, "#same")
    def action_save(self) -> None:
        """It is."""
        self.dismiss(result=True)

    @on(Button.Pressed, "#other")
    def action_cancel(self) -> None:
        """It is not, or nobody knows."""
        self.dismiss(result=False)
