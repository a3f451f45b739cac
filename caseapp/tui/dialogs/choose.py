"""One question with a few answers, of which none need be given."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.dialogs.dialog import Dialog


class ChoiceDialog(Dialog[str | None]):
    """Asks; gives the id of the answer, or ``None`` for Esc. The first answer has the focus."""

    HELP = (
        "Arrows move between the answers, Enter gives one, Esc goes back. On the command line each step is recorded at "
        "once, and nothing waits as a draft: caseapp --help"
    )
    AUTO_FOCUS = "Button"

    def __init__(self, title: str, question: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self._title, self._question, self._answers = title, question, answers

    def compose(self) -> ComposeResult:
        """The question, its answers, and how to go back."""
        with Vertical(id="box", classes="small"):
            yield Static(one_line(self._title), id="title", markup=False)
            yield Static(one_line(self._question), id="message", markup=False)
            with Horizontal(id="buttons"):
                for number, (identity, words) in enumerate(self._answers.items()):
                    yield Button(words, id=identity, variant="default" if number else "primary", compact=True)
            yield Static(f"← → choose · {captions(BY_ID['cancel'])} back", id="keys", markup=False)

    def key_right(self) -> None:
        """The next answer."""
        self.focus_next(Button)

    def key_left(self) -> None:
        """The answer before."""
        self.focus_previous(Button)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)

    def action_save(self) -> None:
        """The first answer."""
        self.dismiss(next(iter(self._answers)))

    def action_cancel(self) -> None:
        """None of them."""
        self.dismiss(None)
