"""One line that must make sense before it is taken: a name for something."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from caseapp.rules.errors import CaseappError
from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog


class NameDialog(Dialog[str | None]):
    """Asks for a name; ``take`` is called with it, and the dialog stays open with its objection if it has one."""

    HELP = (
        "Asks for a name. Enter takes it, Esc leaves everything as it is. Views of your own are kept with your "
        "settings: caseapp settings"
    )
    DEFAULT_CSS = """
    NameDialog #objection { height: auto; color: $text-error; text-style: bold; }
    """

    def __init__(self, title: str, words: str, take: Callable[[str], object], *, value: str = "") -> None:
        super().__init__()
        self._title, self._words, self._take, self._value = title, words, take, value

    def compose(self) -> ComposeResult:
        """What is named, the line, and the answers."""
        with Vertical(id="box", classes="small"):
            yield Static(one_line(self._title), id="title", markup=False)
            yield Static(one_line(self._words), classes="aside", markup=False)
            yield Input(self._value, placeholder="its name, then Enter", id="name", compact=True)
            yield Static("", id="objection", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Take the name."""
        name = self.query_one(Input).value
        try:
            self._take(name)
        except CaseappError as error:
            self.query_one("#objection", Static).update(f"▲ {one_line(error.sentence)}")
            self.query_one(Input).focus()
        else:
            self.dismiss(name)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(None)
