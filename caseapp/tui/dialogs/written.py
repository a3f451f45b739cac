"""How a text file is written, for one whose writing was found out wrongly, or could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Select, Static

from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Field, choice, value_of

if TYPE_CHECKING:
    from caseapp.intake.files import Asked

_ENCODINGS = (
    ("UTF-8", "utf-8"),
    ("Windows-1252, of most of Windows", "windows-1252"),
    ("UTF-16", "utf-16"),
    ("ISO-8859-1", "iso-8859-1"),
    ("ISO-8859-15", "iso-8859-15"),
    ("Mac OS Roman", "mac-roman"),
    ("Code page 850, of DOS", "cp850"),
)
_DELIMITERS = tuple((each.capitalize(), each) for each in ("comma", "semicolon", "tab", "pipe", "colon", "space"))
_QUOTES = (('Doubled: "" is one', "doubled"), ('With a backslash: \\" is one, as PHP writes it', "backslash"))


class WrittenDialog(Dialog["Asked | None"]):
    """Three choices; what is not chosen is found out."""

    HELP = (
        "How a text file is written is found out and told; say here what was found out wrongly, for this file alone. "
        "On the command line: caseapp import FILE --encoding NAME --delimiter CHARACTER --quotes WAY"
    )

    def __init__(self, file: str, asked: Asked) -> None:
        super().__init__()
        self._file, self._asked = file, asked

    def compose(self) -> ComposeResult:
        """The choices, and the buttons."""
        asked = self._asked
        with Vertical(id="box"):
            yield Static(f"How is {one_line(self._file)} written?", id="title", markup=False)
            yield Field("Encoding", choice("encoding", _ENCODINGS, value=asked.encoding, prompt=_PROMPT))
            yield Field("Between cells", choice("delimiter", _DELIMITERS, value=asked.delimiter, prompt=_PROMPT))
            yield Field("Quotes in cells", choice("quotes", _QUOTES, value=asked.quotes, prompt=_PROMPT))
            with Horizontal(id="buttons"):
                yield Button("Read it so", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
                yield Static(f"{captions(BY_ID['cancel'])} goes back", id="keys", markup=False)

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Give what was chosen."""
        from caseapp.intake.files import Asked

        encoding, delimiter, quotes = (value_of(self.query_one(f"#{name}", Select)) or None for name in _NAMES)
        self.dismiss(Asked(encoding, delimiter, quotes))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)


_PROMPT = "As it is found out"
_NAMES = ("encoding", "delimiter", "quotes")
