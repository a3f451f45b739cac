"""What all forms for a step of casework share: reading, refusing, recording, and never losing what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, RadioSet, Select, Static, TextArea

from caseapp.rules.errors import Conflict
from caseapp.rules.text import one_line
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import CaseFile, Desk, Recorded, Sitting
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Field, FormReader

if TYPE_CHECKING:
    from caseapp.tui.desk import Request


class StepDialog(Dialog[Recorded | None]):
    """A form for one step. It stays open, with all that was typed, until the step is recorded or given up."""

    HEADING = ""
    BUTTON = "Save"

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__()
        self.desk, self.sitting = desk, sitting
        self._is_recording = False
        self._before: tuple[object, ...] = ()

    def fields(self) -> Iterator[Widget]:
        """The fields, in their order."""
        raise NotImplementedError

    def read(self, reader: FormReader) -> Request | None:
        """The request that the fields make; ``None``, or problems in the reader, when they make none."""
        raise NotImplementedError

    def subject(self) -> str:
        """What the form is about, for its heading."""
        return ""

    def compose(self) -> ComposeResult:
        """Heading, fields, room for a refusal, buttons."""
        save, cancel, about = (captions(BY_ID[each]) for each in ("save", "cancel", "explain-form"))
        with Vertical(id="box"):
            yield Static(f"{self.HEADING} {one_line(self.subject())}".strip(), id="title", markup=False)
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
        in_background(self, self.desk.prepare, _nothing, _nothing, name="prepare")
        self.query_one("#refusal").display = False

    # Saving.

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Read the form and carry it out; complaints go beside their fields."""
        if self._is_recording:
            return
        reader = FormReader(self, self.sitting.today)
        request = self.read(reader)
        self._show_problems(reader)
        if request is None or reader.problems:
            return
        self._set_recording(recording=True)
        in_background(self, lambda: self.desk.do(request), self._recorded, self._refused, name="record")

    def _show_problems(self, reader: FormReader) -> None:
        self._refuse("")
        for field in self.query(Field):
            identity = (field.id or "").removeprefix("field-")
            field.object(reader.problems.get(identity, ""))
        if reader.problems:
            self.query_one(f"#{next(iter(reader.problems))}").focus()

    def _recorded(self, recorded: Recorded) -> None:
        self.dismiss(recorded)

    def _refused(self, error: Exception) -> None:
        self._set_recording(recording=False)
        self._refuse(sentence_of(error))
        if isinstance(error, Conflict):
            self.read_again(sentence_of(error))

    def read_again(self, sentence: str) -> None:
        """Somebody else changed the case: forms about a case read it anew."""

    def _refuse(self, sentence: str) -> None:
        place = self.query_one("#refusal", Static)
        place.update(f"▲ {one_line(sentence)}" if sentence else "")
        place.display = bool(sentence)

    def _set_recording(self, *, recording: bool) -> None:
        self._is_recording = recording
        self.query_one("#save", Button).disabled = recording

    # Leaving.

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave; ask first when something was typed."""
        if self._is_recording:
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
        return tuple(_value(widget) for widget in self.query("Input, TextArea, Select, RadioSet"))

    # Moving.

    @on(Input.Submitted)
    def move_on(self) -> None:
        """Enter goes to the next field; from the last one it saves."""
        self.focus_next()
        if isinstance(self.focused, Button):
            self.action_save()


def _nothing(_result: object) -> None:
    """Whether the preparation went well shows when something is saved."""


def _value(widget: Widget) -> object:
    if isinstance(widget, TextArea):
        return widget.text
    if isinstance(widget, RadioSet):
        return widget.pressed_index
    return widget.value if isinstance(widget, Input | Select) else None


class CaseDialog(StepDialog):
    """A form for one step of one case."""

    def __init__(self, desk: Desk, sitting: Sitting, file: CaseFile) -> None:
        super().__init__(desk, sitting)
        self.file = file

    def subject(self) -> str:
        """The case's reference."""
        return self.file.case.reference

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.file.case.reference

    @property
    def version(self) -> int:
        """The version of the case that the person has seen."""
        return self.file.case.version

    def read_again(self, sentence: str) -> None:
        """Take the case as it is now; saving once more is then a choice, made with the sentence in sight."""

        def seen(file: CaseFile) -> None:
            self.file = file
            self._refuse(f"{sentence} The case was read again; save once more if your step still holds.")

        def failed(error: Exception) -> None:
            self._refuse(sentence_of(error))

        in_background(self, lambda: self.desk.open_case(self.reference), seen, failed, name="read-again")
