"""What all forms for a step of casework share: reading, refusing, recording, and never losing what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from caseapp.tui.dialogs.form import Field, FormReader, put, value_of
from caseapp.tui.dialogs.keeping import Keeping
from caseapp.tui.drafts import Draft, FormKey

if TYPE_CHECKING:
    from caseapp.tui.desk import Request

_CONTROLS = "Input, TextArea, Select, RadioSet"


class StepDialog(Dialog[Recorded | None]):
    """A form for one step. It stays open, with all that was typed, until the step is recorded or given up."""

    HEADING = ""
    BUTTON = "Save"
    FORM = ""
    """The form's name among the drafts."""

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__()
        self.desk, self.sitting = desk, sitting
        self.draft: Draft | None = None
        """What is to be taken up when the form opens."""
        self._is_recording = False
        self._before: Mapping[str, str] = {}
        self._noted: Mapping[str, str] = {}
        self._keeping: Keeping | None = None

    def fields(self) -> Iterator[Widget]:
        """The fields, in their order."""
        raise NotImplementedError

    def read(self, reader: FormReader) -> Request | None:
        """The request that the fields make; ``None``, or problems in the reader, when they make none."""
        raise NotImplementedError

    def subject(self) -> str:
        """What the form is about, for its heading."""
        return ""

    @property
    def seen_version(self) -> int | None:
        """The version of the case that the person has seen."""
        return None

    @property
    def title_words(self) -> str:
        """Heading and subject."""
        return f"{self.HEADING} {one_line(self.subject())}".strip()

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
        """Remember how the fields were, to know later what was typed; then see what was left unfinished."""
        self._before = self._now()
        in_background(self, self.desk.prepare, _nothing, _nothing, name="prepare")
        self.query_one("#refusal").display = False
        key = FormKey(self.sitting.store, self.sitting.actor.name, self.FORM, self.subject())
        self._keeping = Keeping(self, key, self.title_words, failed=self._not_kept)
        if self.draft is None:
            self._keeping.look(self._found)
        else:
            self._keeping.begin(self.draft.number)
            self.call_after_refresh(self._take_up, self.draft)

    # Drafts.

    def _found(self, draft: Draft | None) -> None:
        if draft is None:
            return
        from caseapp.tui.dialogs.choose import ChoiceDialog

        question = "Something was typed here and not recorded. Beginning anew keeps it among the drafts."
        answers = {"take-up": "Take it up", "begin-anew": "Begin anew", "discard": "Discard it"}
        dialog = ChoiceDialog(f"Unfinished {draft.when()}", question, answers)

        def answered(answer: str | None) -> None:
            self._offered(draft, answer)

        self.app.push_screen(dialog, answered)

    def _offered(self, draft: Draft, answer: str | None) -> None:
        if answer is None:
            self.dismiss(None)
        elif answer == "take-up" and self._keeping is not None:
            self._keeping.begin(draft.number)
            self._take_up(draft)
        elif answer == "discard" and self._keeping is not None:
            keeping = self._keeping
            in_background(self, lambda: keeping.discard(draft), _nothing, self._not_kept, name="draft-drop")

    def _take_up(self, draft: Draft) -> None:
        self._restore(draft.fields)
        if draft.version is not None and self.seen_version is not None and draft.version != self.seen_version:
            self.show_sides(draft.version, "The case has moved on since you typed this.", draft.fields)

    def _restore(self, fields: Mapping[str, str]) -> None:
        for identity, value in fields.items():
            for control in self.query("#fields").first().query(f"#{identity}").results(Widget):
                put(control, value)

    def show_sides(self, since: int, sentence: str, typed: Mapping[str, str], before: CaseFile | None = None) -> None:
        """Show what was done to the case beside what was typed here; forms about a case do."""

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(RadioSet.Changed)
    def _typed(self) -> None:
        changed = self.changed()
        if self._keeping is not None and changed != self._noted:
            self._noted = changed
            self._keeping.note(changed, self.seen_version)

    def _not_kept(self, error: Exception) -> None:
        if not self.query_one("#refusal").display:
            self._refuse(sentence_of(error))

    def keep_now(self) -> None:
        """Write what was typed, without waiting for a pause."""
        if self._keeping is not None:
            self._keeping.write_at_last()

    def on_unmount(self) -> None:
        """The application may be leaving, with the form open."""
        self.keep_now()

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
        in_background(self, lambda: self._record(request), self._recorded, self._refused, name="record")

    def _record(self, request: Request) -> Recorded:
        recorded = self.desk.do(request)
        if self._keeping is not None:
            self._keeping.forget()
        return recorded

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
        if not self.changed():
            self.dismiss(None)
            return
        from caseapp.tui.dialogs.choose import ChoiceDialog

        answers = {"keep": "Keep as draft", "discard": "Discard", "stay": "Stay"}
        question = "A draft waits for you until you take it up again; nothing is recorded."
        self.app.push_screen(ChoiceDialog("Leave this form?", question, answers), self._leave)

    def _leave(self, answer: str | None) -> None:
        keeping = self._keeping
        if keeping is None or answer not in {"keep", "discard"}:
            return
        job = keeping.write_now if answer == "keep" else keeping.forget
        in_background(self, job, lambda _none: self._left(), self._not_kept, name="draft-leave")

    def _left(self) -> None:
        self.dismiss(None)

    def _now(self) -> Mapping[str, str]:
        controls = self.query("#fields").first().query(_CONTROLS)
        return {control.id: value_of(control) for control in controls if control.id}

    def changed(self) -> Mapping[str, str]:
        """What the fields say by id, where it is not what they said at first."""
        return {identity: value for identity, value in self._now().items() if value != self._before.get(identity, "")}

    # Moving.

    @on(Input.Submitted)
    def move_on(self) -> None:
        """Enter goes to the next field; from the last one it saves."""
        self.focus_next()
        if isinstance(self.focused, Button):
            self.action_save()


def _nothing(_result: object) -> None:
    """Whether the preparation went well shows when something is saved."""


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

    @property
    def seen_version(self) -> int | None:
        """The same."""
        return self.version

    def read_again(self, sentence: str) -> None:
        """Take the case as it is now, and show what was done to it beside what was typed here."""
        before = self.file

        async def show() -> None:
            typed = self.changed()
            await self._rebuild(typed)
            self.show_sides(before.case.version, sentence, typed, before)

        def seen(file: CaseFile) -> None:
            self.file = file
            self.call_next(show)

        def failed(error: Exception) -> None:
            self._refuse(sentence_of(error))

        in_background(self, lambda: self.desk.open_case(self.reference), seen, failed, name="read-again")

    async def _rebuild(self, typed: Mapping[str, str]) -> None:
        """The form over the case as it is now, with what was typed in it still."""
        focus = self.focused.id if self.focused else None
        fields = self.query_one("#fields")
        await fields.remove_children()
        await fields.mount(*self.fields())
        self._before = self._now()
        self._restore(typed)
        for control in self.query(f"#{focus}") if focus else ():
            control.focus()

    def show_sides(self, since: int, sentence: str, typed: Mapping[str, str], before: CaseFile | None = None) -> None:
        """Both sides, and the ways on."""
        from caseapp.tui.dialogs.sides import SidesDialog, typed_here
        from caseapp.tui.steps import objection_to

        refusal = objection_to(self.FORM, self.file, self.sitting)
        mine = typed_here(self.query(Field), typed)
        self._refuse(sentence)
        dialog = SidesDialog(self.title_words, sentence, self.file, since, before=before, mine=mine, refusal=refusal)
        self.app.push_screen(dialog, self._chosen)

    def _chosen(self, answer: str | None) -> None:
        if answer == "save":
            self.action_save()
        else:
            self._leave(answer)
