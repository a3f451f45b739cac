"""Forms that are about no case. They stay open, with all that was typed, until it is done or given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, RadioSet, Static

from caseapp.rules.text import one_line
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import Sitting
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Choice, Field, FormReader, value_of

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


class EntryDialog(Dialog[T | None], Generic[R, T]):
    """A form that asks the store for something in a thread, and shows a refusal without losing what was typed.

    ``R`` is what the store answers, ``T`` what the form gives back when it closes; mostly they are the same.
    """

    HEADING = ""
    BUTTON = "Save"
    BUSY = "Saving …"

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._is_busy = False
        self._before: tuple[object, ...] = ()

    def fields(self) -> Iterator[Widget]:
        """The fields, in their order."""
        raise NotImplementedError

    def read(self, reader: FormReader) -> Callable[[], R] | None:
        """What to ask the store, in a thread; ``None``, or problems in the reader, when there is something to mend."""
        raise NotImplementedError

    def answered(self, answer: R) -> None:
        """The store did what was asked."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Heading, fields, room for a refusal, buttons."""
        save, cancel, about = (captions(BY_ID[each]) for each in ("save", "cancel", "explain-form"))
        with Vertical(id="box"):
            yield Static(self.HEADING, id="title", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                yield from self.fields()
            yield Static("", id="refusal", markup=False)
            with Horizontal(id="buttons"):
                yield Button(self.BUTTON, id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
                yield Static(f"{save} save · {cancel} cancel · {about} help", id="keys", markup=False)

    def on_mount(self) -> None:
        """Remember how the fields were, to know later whether anything was typed."""
        self._before = self._state()
        self.refuse("")

    # Saving.

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Read the form and carry it out; complaints go beside their fields."""
        if self._is_busy:
            return
        reader = FormReader(self, self.sitting.today)
        job = self.read(reader)
        self._show_problems(reader)
        if job is None or reader.problems:
            return
        self._set_busy(busy=True)
        in_background(self, job, self._answered, self._refused, name="entry")

    def _show_problems(self, reader: FormReader) -> None:
        self.refuse("")
        for field in self.query(Field):
            field.object(reader.problems.get((field.id or "").removeprefix("field-"), ""))
        if reader.problems:
            self.query_one(f"#{next(iter(reader.problems))}").focus()

    def _answered(self, answer: R) -> None:
        self._set_busy(busy=False)
        self.answered(answer)

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.refuse(sentence_of(error))

    def refuse(self, sentence: str) -> None:
        """Show why it was refused, or nothing."""
        place = self.query_one("#refusal", Static)
        place.update(f"▲ {one_line(sentence)}" if sentence else "")
        place.display = bool(sentence)

    def _set_busy(self, *, busy: bool) -> None:
        self._is_busy = busy
        button = self.query_one("#save", Button)
        button.disabled = busy
        button.label = self.BUSY if busy else self.BUTTON

    # Leaving.

    @on(Button.Pressed, "#cancel")
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

    # Moving.

    @on(Input.Submitted)
    def move_on(self) -> None:
        """Enter goes to the next field; from the last one it saves."""
        self.focus_next()
        if isinstance(self.focused, Button):
            self.action_save()
