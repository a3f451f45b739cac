"""Forms that are about no case. They stay open, with all that was typed, until it is done or given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from rich.text import Text
from textual.widgets import RadioSet

from caseapp.rules.text import one_line
from caseapp.tui.desk import Sitting
from caseapp.tui.dialogs.form import Choice, FormReader, value_of
from caseapp.tui.dialogs.form_dialog import FormDialog

R = TypeVar("R")
T = TypeVar("T")

MOST_NAMED = 60
"""Characters of a name in a heading or a question; the list shows it whole."""


def shortened(name: str) -> str:
    """A name from outside, safe and short enough for a heading."""
    safe = one_line(name)
    return safe if len(safe) <= MOST_NAMED else f"{safe[: MOST_NAMED - 1]}…"


class _RadioAt(RadioSet):
    """Radio buttons of which one is chosen from the start, with the cursor on it."""

    def on_mount(self) -> None:
        """Textual puts the cursor on the first."""
        self.call_later(self._go_to_chosen)

    def _go_to_chosen(self) -> None:
        for _ in range(self.pressed_index):
            self.action_next_button()


def radio_at(identity: str, options: Iterable[tuple[str, str]], chosen: str) -> RadioSet:
    """One of a few (words, value), all in sight, with one of them chosen from the start."""
    buttons = (Choice(Text(words), value == chosen, name=value, compact=True) for words, value in options)
    return _RadioAt(*buttons, id=identity)


class EntryDialog(FormDialog[T | None], Generic[R, T]):
    """A form that asks the store for something in a thread, and shows a refusal without losing what was typed.

    ``R`` is what the store answers, ``T`` what the form gives back when it closes; mostly they are the same.
    """

    BUSY = "Saving …"

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(sitting)
        self._before: tuple[object, ...] = ()

    def read(self, reader: FormReader) -> Callable[[], R] | None:
        """What to ask the store, in a thread; ``None``, or problems in the reader, when there is something to mend."""
        raise NotImplementedError

    def answered(self, answer: R) -> None:
        """The store did what was asked."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Remember how the fields were, to know later whether anything was typed."""
        self._before = self._state()
        self.refuse("")

    def job(self, reader: FormReader) -> Callable[[], R] | None:
        """What ``read`` makes of the fields."""
        return self.read(reader)

    def done(self, answer: Any) -> None:
        """Hand it on with its type."""
        self.answered(answer)

    # Leaving.

    def action_cancel(self) -> None:
        """Leave; ask first when something was typed."""
        if self._is_busy:
            return
        if self._state() == self._before:
            self.dismiss(None)
            return
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        question = ConfirmDialog("Leave this form?", "What you typed will be lost.", yes="Leave it", no="Stay")
        self.app.push_screen(question, self._leave)

    def _leave(self, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        if sure:
            self.dismiss(None)

    def _state(self) -> tuple[object, ...]:
        return tuple(value_of(control) for control in self.query("Input, Select, RadioSet"))
