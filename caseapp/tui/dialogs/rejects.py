"""Where the rejected rows of an import go."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.paths import path_said


class RejectsDialog(Dialog[Path | None]):
    """One line; Enter gives the path."""

    HELP = (
        "Writes the rejected rows as they were, each with its reasons, to a new file: mend them there and import that "
        "file. A file that is there already is left alone. On the command line: caseapp import FILE --rejects FILE"
    )

    def __init__(self, number: int, suggested: Path) -> None:
        super().__init__()
        self._number, self._suggested = number, suggested

    def compose(self) -> ComposeResult:
        """The line."""
        rows = "the rejected row" if self._number == 1 else f"the {self._number:,} rejected rows"
        with Vertical(id="box"):
            yield Static(f"Write {rows} to a new file", id="title", markup=False)
            yield Input(path_said(self._suggested), id="path", compact=True, select_on_focus=False)
            yield Static("Enter writes · Esc goes back · nothing is ever overwritten", id="keys", markup=False)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Write."""
        typed = one_line(self.query_one(Input).value)
        self.dismiss(Path(typed).expanduser() if typed else None)

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)
