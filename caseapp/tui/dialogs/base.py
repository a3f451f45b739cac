"""What all forms for a step of casework share: reading, refusing, recording, and never losing what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget
from textual.widgets import Input, RadioSet, Select, TextArea

from caseapp.rules.errors import Conflict
from caseapp.rules.text import one_line
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.desk import CaseFile, Desk, Recorded, Sitting
from caseapp.tui.dialogs.form import Field, FormReader, put, value_of
from caseapp.tui.dialogs.form_dialog import FormDialog
from caseapp.tui.dialogs.keeping import Keeping
from caseapp.tui.drafts import Draft, FormKey

if TYPE_CHECKING:
    from caseapp.tui.desk import Request

_CONTROLS = "Input, TextArea, Select, RadioSet"


class StepDialog(FormDialog[Recorded | None]):
    """A form for one step. It stays open, with all that was typed, until the step is recorded or given up."""

    FORM = ""
    """The form's name among the drafts."""

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__(sitting)
        self.desk = desk
        self.draft: Draft | None = None
        """What is to be taken up when the form opens."""
        self._before: Mapping[str, str] = {}
        self._noted: Mapping[str, str] = {}
        self._keeping: Keeping | None = None

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

    def on_mount(self) -> None:
        """Remember how the fields were, to know later what was typed; then see what was left unfinished."""
        self._before = self._now()
        in_background(self, self.desk.prepare, _nothing, _nothing, name="prepare")
        self.refuse("")
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
            self.refuse(sentence_of(error))

    def keep_now(self) -> None:
        """Write what was typed, without waiting for a pause."""
        if self._keeping is not None:
            self._keeping.write_at_last()

    def on_unmount(self) -> None:
        """The application may be leaving, with the form open."""
        self.keep_now()

    # Saving.

    def job(self, reader: FormReader) -> Callable[[], Recorded] | None:
        """Record the request, and let go of the draft."""
        request = self.read(reader)
        return None if request is None else lambda: self._record(request)

    def _record(self, request: Request) -> Recorded:
        recorded = self.desk.do(request)
        if self._keeping is not None:
            self._keeping.forget()
        return recorded

    def done(self, answer: object) -> None:
        """It is recorded."""
        assert isinstance(answer, Recorded), "what the job gives"
        self.dismiss(answer)

    def refused(self, error: Exception) -> None:
        """Somebody else may have been quicker."""
        super().refused(error)
        if isinstance(error, Conflict):
            self.read_again(sentence_of(error))

    def read_again(self, sentence: str) -> None:
        """Somebody else changed the case: forms about a case read it anew."""

    # Leaving.

    def action_cancel(self) -> None:
        """Leave; ask first when something was typed."""
        if self._is_busy:
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
            self.refuse(sentence_of(error))

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
        self.refuse(sentence)
        dialog = SidesDialog(self.title_words, sentence, self.file, since, before=before, mine=mine, refusal=refusal)
        self.app.push_screen(dialog, self._chosen)

    def _chosen(self, answer: str | None) -> None:
        if answer == "save":
            self.action_save()
        else:
            self._leave(answer)
