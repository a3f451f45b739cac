"""Steps that need only words, and some a date: note, reopen, withdraw, resolve by agreement, refuse, restrict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Static

from caseapp.casework.requests import AddPoint, Note, Refuse, Reopen, Resolve, Restrict, Unrestrict, Withdraw
from caseapp.rules.vocabulary import Action
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line, lines

if TYPE_CHECKING:
    from caseapp.tui.desk import Request

    Build = Callable[[str, str, date | None, int], Request]
    """Reference, words, date and expected version make the request."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one of these forms says, and what it makes."""

    title: str
    button: str
    label: str
    hint: str
    needed: str
    """The complaint when there are no words; empty where they are optional."""
    build: Build
    has_date: bool = True
    aside: str = ""
    """What else has to be known."""


WORDINGS: Mapping[Action, Wording] = {
    Action.NOTE: Wording(
        "Note on", "Add note", "Note", "stays in the case's history for good", "Write the note.",
        lambda reference, words, _on, version: Note(reference, words, expected_version=version), has_date=False,
    ),
    Action.POINT: Wording(
        "Add a point to", "Add point", "Point", "one thing that they complain of; the answer finds on it (R42)",
        "Say what the person complains of.",
        lambda reference, words, _on, version: AddPoint(reference, words, expected_version=version), has_date=False,
    ),
    Action.REOPEN: Wording(
        "Reopen", "Reopen", "Reason", "the stage begins again, with a clock of its own", "Say why it is reopened.",
        lambda reference, words, on, version: Reopen(reference, words, on=on, expected_version=version),
    ),
    Action.WITHDRAW: Wording(
        "Withdraw", "Record withdrawal", "Their reason", "optional", "",
        lambda reference, words, on, version: Withdraw(reference, words, on=on, expected_version=version),
    ),
    Action.RESOLVE: Wording(
        "Resolve by agreement", "Record agreement", "What was agreed", "optional", "",
        lambda reference, words, on, version: Resolve(reference, words, on=on, expected_version=version),
    ),
    Action.REFUSE: Wording(
        "Refuse", "Refuse complaint", "Reason", "about this complaint, not a general rule; the letter gives it",
        "Say why the council will not consider it.",
        lambda reference, words, on, version: Refuse(reference, words, on=on, expected_version=version),
        aside="Tell the person why, and that they may take this decision to the Ombudsman (R17).",
    ),
    Action.RESTRICT: Wording(
        "Restrict", "Restrict", "Reason", "only its handler, lead officers and administrators will see the case",
        "Say why it is restricted.",
        lambda reference, words, _on, version: Restrict(reference, words, expected_version=version), has_date=False,
    ),
    Action.UNRESTRICT: Wording(
        "No longer restrict", "Open to all", "Reason", "everybody who works on cases will see the case again",
        "Say why it need not be restricted.",
        lambda reference, words, _on, version: Unrestrict(reference, words, expected_version=version), has_date=False,
    ),
}  # fmt: skip


class ReasonDialog(CaseDialog):
    """One of the steps that need only words."""

    HELP = "On the command line: caseapp note, reopen, withdraw, resolve, refuse, point, restrict or unrestrict REF"

    def __init__(self, desk: Desk, sitting: Sitting, file: CaseFile, action: Action) -> None:
        super().__init__(desk, sitting, file)
        self._wording = WORDINGS[action]
        self.HEADING, self.BUTTON, self.FORM = self._wording.title, self._wording.button, action.value

    def fields(self) -> Iterator[Widget]:
        """The words, and the date where one can be given."""
        yield Field(self._wording.label, lines("words"), self._wording.hint)
        if self._wording.has_date:
            yield Field("On", line("on", placeholder="today"), HINT)
        if self._wording.aside:
            yield Static(f"◆ {self._wording.aside}", classes="aside", markup=False)

    def read(self, reader: FormReader) -> Request | None:
        """The request."""
        words = reader.text("words", needed=self._wording.needed)
        on_date = reader.day("on") if self._wording.has_date else None
        if reader.problems:
            return None
        return self._wording.build(self.reference, words, on_date, self.version)
