"""Taking a step of casework from a screen: is it allowed, the form, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from caseapp.rules.errors import Refusal
from caseapp.rules.text import one_line
from caseapp.rules.undoing import TAKEN_BACK, UNDO_MINUTES
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, Keymap, captions
from caseapp.tui.desk import CaseFile, Desk, Recorded, Sitting
from caseapp.tui.drafts import Draft, Drafts, Found
from caseapp.tui.notices import tell

if TYPE_CHECKING:
    from caseapp.tui.dialogs.base import StepDialog

_DONE: Mapping[str, tuple[str, Action]] = {
    "Log": ("logged", Action.LOG),
    "Acknowledge": ("acknowledged", Action.ACKNOWLEDGE),
    "Assign": ("assigned", Action.ASSIGN),
    "Allocate": ("allocated", Action.ALLOCATE),
    "Extend": ("extended", Action.EXTEND),
    "Respond": ("answered", Action.RESPOND),
    "Escalate": ("escalated to stage 2", Action.ESCALATE),
    "Reopen": ("reopened", Action.REOPEN),
    "Withdraw": ("withdrawn", Action.WITHDRAW),
    "Resolve": ("resolved by agreement", Action.RESOLVE),
    "Refuse": ("refused", Action.REFUSE),
    "Note": ("note added", Action.NOTE),
    "AddPoint": ("point added", Action.POINT),
    "Correct": ("corrected", Action.CORRECT),
    "Restrict": ("restricted", Action.RESTRICT),
    "Unrestrict": ("no longer restricted", Action.UNRESTRICT),
    "Undo": ("taken back", Action.UNDO),
}
"""By request: what was done, and the action that it was."""


def done_words(recorded: Recorded, keymap: Keymap | None = None) -> str:
    """What was recorded, and the key that takes it back while that is possible."""
    words, action = _DONE[type(recorded.request).__name__]
    done = f"{one_line(recorded.reference)}: {words}."
    if action not in TAKEN_BACK:
        return done
    key = captions(BY_ID["undo-case"], keymap) or "the palette's Undo"
    return f"{done} {key} takes it back within {UNDO_MINUTES} minutes."


class CaseSteps:
    """Opens the form of a step for one case of a screen."""

    def __init__(self, screen: Screen[Any], desk: Desk, sitting: Sitting, then: Callable[[Recorded], None]) -> None:
        self._screen, self._desk, self._sitting, self._then = screen, desk, sitting, then

    def log(self) -> None:
        """A new contact."""
        from caseapp.tui.dialogs.log import LogDialog

        self._push(LogDialog(self._desk, self._sitting))

    def log_compliment(self) -> None:
        """A new compliment."""
        from caseapp.tui.dialogs.log import ComplimentDialog

        self._push(ComplimentDialog(self._desk, self._sitting))

    def take(self, action: Action, reference: str, seen: CaseFile | None) -> None:
        """A step of one case; ``seen`` is the case as it is shown, if it is shown already."""
        self._with_file(reference, seen, partial(self._open, action))

    def explain(self, reference: str, seen: CaseFile | None) -> None:
        """How the case's dates were worked out."""
        self._with_file(reference, seen, self._open_why)

    def all_steps(self, reference: str, seen: CaseFile | None) -> None:
        """Every step, and why some are not possible now."""
        self._with_file(reference, seen, self._open_all)

    def _with_file(self, reference: str, seen: CaseFile | None, then: Callable[[CaseFile], None]) -> None:
        if seen is not None and seen.case.reference == reference:
            then(seen)
            return
        in_background(self._screen, lambda: self._desk.case_file(reference), then, self._failed, name="case-for-step")

    def _open(self, action: Action, file: CaseFile) -> None:
        from caseapp.tui.steps import refusals

        refusal = refusals(file, self._sitting).get(action)
        if refusal is not None:
            self._refuse(refusal)
            return
        from caseapp.tui.dialogs.table import form_for

        self._push(form_for(action, self._desk, self._sitting, file))

    def _open_why(self, file: CaseFile) -> None:
        from caseapp.tui.dialogs.why import WhyDialog

        self._screen.app.push_screen(WhyDialog(file))

    def _open_all(self, file: CaseFile) -> None:
        from caseapp.tui.dialogs.all_steps import AllStepsDialog
        from caseapp.tui.steps import refusals

        def chosen(action: Action | None) -> None:
            if action is not None:
                self._open(action, file)

        self._screen.app.push_screen(AllStepsDialog(file, refusals(file, self._sitting)), chosen)

    def _push(self, form: StepDialog) -> None:
        self._screen.app.push_screen(form, self._closed)

    def _closed(self, recorded: Recorded | None) -> None:
        if recorded is not None:
            self._then(recorded)

    def _refuse(self, refusal: Refusal) -> None:
        tell(self._screen, str(refusal), title="Not now", severity="warning")

    def _failed(self, error: Exception) -> None:
        tell(self._screen, sentence_of(error), title="Cannot read the case", severity="error")

    # Drafts.

    def drafts(self) -> None:
        """What was left unfinished, to take one up."""
        from caseapp.tui.dialogs.drafts import DraftsDialog

        def chosen(draft: Draft | None) -> None:
            if draft is not None:
                self._take_up(draft)

        self._screen.app.push_screen(DraftsDialog(self._sitting), chosen)

    def _take_up(self, draft: Draft) -> None:
        """Open the form that a draft is of, even where its step is no longer possible: the words are in it."""
        from caseapp.tui.dialogs.log import ComplimentDialog, LogDialog

        for form in (LogDialog, ComplimentDialog):
            if draft.key.form == form.FORM:
                self._resume(form(self._desk, self._sitting), draft)
                return
        reference = draft.key.case
        then = partial(self._resume_case, draft)
        in_background(self._screen, lambda: self._desk.open_case(reference), then, self._failed, name="case-of-draft")

    def _resume_case(self, draft: Draft, file: CaseFile) -> None:
        from caseapp.tui.dialogs.table import form_for

        self._resume(form_for(Action(draft.key.form), self._desk, self._sitting, file), draft)

    def _resume(self, form: StepDialog, draft: Draft) -> None:
        form.draft = draft
        self._push(form)


def tell_of_drafts(screen: Screen[Any], sitting: Sitting) -> None:
    """Say how many forms wait to be finished, and which key lists them; nothing when none does."""

    def told(found: Found) -> None:
        words = waiting_words(found, captions(BY_ID["drafts"]))
        if words:
            tell(screen, words, title="Drafts")

    def job() -> Found:
        return Drafts().found(sitting.store, sitting.actor.name)

    in_background(screen, job, told, lambda _error: None, name="drafts")


def waiting_words(found: Found, key: str) -> str:
    """How many drafts there are, and which files could not be read."""
    count = len(found.drafts)
    parts = []
    if count:
        parts.append(f"{count} {'form waits' if count == 1 else 'forms wait'} to be finished: press {key}.")
    if found.damaged:
        parts.append(f"A draft could not be read and was set aside as {', '.join(found.damaged)} beside the others.")
    return " ".join(parts)
