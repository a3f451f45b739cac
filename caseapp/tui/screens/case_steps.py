"""Taking a step of casework from a screen: is it allowed, the form, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.screen import Screen

from caseapp.rules.errors import Refusal
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.desk import CaseFile, Desk, Recorded, Sitting
from caseapp.tui.notices import tell


class CaseSteps:
    """Opens the form of a step for one case of a screen."""

    def __init__(self, screen: Screen[Any], desk: Desk, sitting: Sitting, then: Callable[[Recorded], None]) -> None:
        self._screen, self._desk, self._sitting, self._then = screen, desk, sitting, then

    def log(self) -> None:
        """A new contact."""
        from caseapp.tui.dialogs.log import LogDialog

        self._screen.app.push_screen(LogDialog(self._desk, self._sitting), self._closed)

    def take(self, action: Action, reference: str, seen: CaseFile | None) -> None:
        """A step of one case; ``seen`` is the case as it is shown, if it is shown already."""
        self._with_file(reference, seen, partial(self._open, action))

    def explain(self, reference: str, seen: CaseFile | None) -> None:
        """How the case's dates were worked out."""
        self._with_file(reference, seen, self._open_why)

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

        self._screen.app.push_screen(form_for(action, self._desk, self._sitting, file), self._closed)

    def _open_why(self, file: CaseFile) -> None:
        from caseapp.tui.dialogs.why import WhyDialog

        self._screen.app.push_screen(WhyDialog(file))

    def _closed(self, recorded: Recorded | None) -> None:
        if recorded is not None:
            self._then(recorded)

    def _refuse(self, refusal: Refusal) -> None:
        tell(self._screen, str(refusal), title="Not now", severity="warning")

    def _failed(self, error: Exception) -> None:
        tell(self._screen, sentence_of(error), title="Cannot read the case", severity="error")
