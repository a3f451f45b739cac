"""Everything that was written in a case, however long it is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import CaseFile
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.widgets.case_text import whole_story


class WholeTextDialog(Dialog[None]):
    """To be scrolled through, and copied from; only the lines in sight are drawn."""

    HELP = "Everything that was written. Arrows move, Shift marks, Ctrl+C copies. On the command line: caseapp show REF"
    AUTO_FOCUS = "TextArea"

    def __init__(self, file: CaseFile) -> None:
        super().__init__()
        self._file = file

    def compose(self) -> ComposeResult:
        """The text."""
        with Vertical(id="box", classes="whole"):
            yield Static(f"What was written: {one_line(self._file.case.reference)}", id="title", markup=False)
            yield TextArea(whole_story(self._file), read_only=True, show_cursor=False, id="whole", compact=True)
            twin = f"caseapp show {one_line(self._file.case.reference)}"
            keys = f"↑ ↓ PgUp PgDn scroll · {captions(BY_ID['cancel'])} close · {twin}"
            yield Static(keys, id="keys", markup=False)

    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_save(self) -> None:
        """There is nothing to save; the key closes."""
        self.dismiss(None)
