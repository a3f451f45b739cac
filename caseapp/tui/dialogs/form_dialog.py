"""What every form shares, whatever it is for: its frame, reading its fields, and a refusal that loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from caseapp.rules.text import one_line
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import Sitting
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Field, FormReader

Answer = TypeVar("Answer")


class FormDialog(Dialog[Answer]):
    """Labelled fields, room for a refusal, and buttons. It stays open until it is done or given up."""

    HEADING = ""
    BUTTON = "Save"
    BUSY = ""
    """What the button says while the store works; empty leaves it as it is."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._is_busy = False

    def fields(self) -> Iterator[Widget]:
        """The fields, in their order."""
        raise NotImplementedError

    def job(self, reader: FormReader) -> Callable[[], object] | None:
        """What to ask the store, in a thread; ``None``, or problems in the reader, when there is something to mend."""
        raise NotImplementedError

    def done(self, answer: object) -> None:
        """The store did what was asked."""
        raise NotImplementedError

    def refused(self, error: Exception) -> None:
        """The store did not do it; everything typed is there still."""
        self.refuse(sentence_of(error))

    @property
    def title_words(self) -> str:
        """The heading."""
        return self.HEADING

    def compose(self) -> ComposeResult:
        """Heading, fields, room for a refusal, buttons."""
        save, cancel, about = (captions(BY_ID[each]) for each in ("save", "cancel", "explain-form"))
        with Vertical(id="box"):
            yield Static(self.title_words, id="title", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                yield from self.fields()
            yield Static("", id="refusal", markup=False)
            with Horizontal(id="buttons"):
                yield Button(self.BUTTON, id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
                yield Static(f"{save} save · {cancel} cancel · {about} help", id="keys", markup=False)

    def on_mount(self) -> None:
        """What was told before must not stand over the form's buttons."""
        self.app.clear_notifications()

    def refuse(self, sentence: str) -> None:
        """Show why it was refused, or nothing."""
        place = self.query_one("#refusal", Static)
        place.update(f"▲ {one_line(sentence)}" if sentence else "")
        place.display = bool(sentence)

    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#cancel")
    def _cancel_pressed(self) -> None:
        self.action_cancel()

    def action_save(self) -> None:
        """Read the form and carry it out; complaints go beside their fields."""
        if self._is_busy:
            return
        reader = FormReader(self, self.sitting.today)
        job = self.job(reader)
        self._show_problems(reader)
        if job is None or reader.problems:
            return
        self._set_busy(busy=True)
        in_background(self, job, self._answered, self._objected, name="record")

    def _show_problems(self, reader: FormReader) -> None:
        self.refuse("")
        for field in self.query(Field):
            identity = (field.id or "").removeprefix("field-")
            field.object(reader.problems.get(identity, ""))
        if reader.problems:
            self.query_one(f"#{next(iter(reader.problems))}").focus()

    def _answered(self, answer: object) -> None:
        self._set_busy(busy=False)
        self.done(answer)

    def _objected(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.refused(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._is_busy = busy
        button = self.query_one("#save", Button)
        button.disabled = busy
        button.label = self.BUSY if busy and self.BUSY else self.BUTTON

    @on(Input.Submitted)
    def move_on(self) -> None:
        """Enter goes to the next field; from the last one it saves."""
        self.focus_next()
        if isinstance(self.focused, Button):
            self.action_save()
