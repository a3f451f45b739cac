"""Every step of a case, and why some are not possible now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from caseapp.rules.errors import Refusal
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.tui.commands import BY_ID, COMMANDS, Command, captions
from caseapp.tui.desk import CaseFile
from caseapp.tui.dialogs.dialog import Dialog


class StepList(OptionList):
    """Moved about in like every list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "cursor_down", "Down"),
        ("k", "cursor_up", "Up"),
        ("g", "first", "First"),
        ("G", "last", "Last"),
    ]


class AllStepsDialog(Dialog[Action | None]):
    """Gives the step that was chosen; one that is not possible is not to be chosen, but says why."""

    HELP = (
        "Every step of the case; ○ marks what is not possible now, with the reason. Enter takes a step. On the command "
        "line: caseapp --plain, and there menu"
    )

    def __init__(self, file: CaseFile, refused: Mapping[Action, Refusal]) -> None:
        super().__init__()
        self._file, self._refused = file, refused

    def compose(self) -> ComposeResult:
        """The possible ones first."""
        steps = sorted((each for each in COMMANDS if each.verb), key=lambda each: each.verb in self._refused)
        with Vertical(id="box", classes="tall"):
            standing = f"{one_line(self._file.case.reference)} is {self._file.case.state.words}"
            yield Static(f"All steps: {standing}", id="title", markup=False)
            options = [Option(step_words(each, self._refused), id=str(each.verb)) for each in steps]
            yield StepList(*options, id="steps", markup=False, compact=True)
            yield Static(f"↑ ↓ move · Enter take · {captions(BY_ID['cancel'])} close", id="keys", markup=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        action = Action(event.option_id or "")
        if action in self._refused:
            self.app.bell()
        else:
            self.dismiss(action)

    def action_cancel(self) -> None:
        """None."""
        self.dismiss(None)

    def action_save(self) -> None:
        """There is nothing to save; the key closes."""
        self.dismiss(None)


def step_words(command: Command, refused: Mapping[Action, Refusal]) -> Content:
    """Shape, key and title; beneath, the reason why it is not possible."""
    refusal = refused.get(command.verb) if command.verb else None
    key = captions(command).ljust(3)
    if refusal is None:
        return Content.assemble("● ", (key, "bold $text-accent"), (command.title, "bold"))
    reason = one_line(str(refusal))
    return Content.assemble(("○ ", "$text-muted"), (key, "$text-muted"), command.title, (f" — {reason}", "$text-muted"))
