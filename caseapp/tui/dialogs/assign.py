"""The case goes to an officer."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Assign
from caseapp.rules.vocabulary import Action
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.form import FormReader
from caseapp.tui.dialogs.people import newcomer_field, override_field, person_field, read_override, read_person
from caseapp.tui.steps import offered


class AssignDialog(CaseDialog):
    """Give the case and its open stage to somebody who may handle it."""

    HEADING = "Assign"
    BUTTON = "Assign"
    HELP = "Gives the case to an officer; stage 2 goes to a reviewer. On the command line: caseapp assign REF OFFICER"

    def __init__(self, desk: Desk, sitting: Sitting, file: CaseFile) -> None:
        super().__init__(desk, sitting, file)
        self._candidates = tuple(offered(Action.ASSIGN, file, sitting))

    def fields(self) -> Iterator[Widget]:
        """The officer, and the reason for an exception where one could be needed."""
        names = {candidate.person.name for candidate in self._candidates}
        first = self.file.case.handler or self.sitting.actor.name
        value = first if first in names else None
        yield person_field("officer", "Officer", self._candidates, value, "Choose an officer")
        yield from newcomer_field(self.sitting)
        yield from override_field(self._candidates)

    def read(self, reader: FormReader) -> Assign | None:
        """The request."""
        officer = read_person(reader, "officer", self.sitting, needed="Choose who is to handle the case.")
        override = read_override(reader, "officer", self._candidates, officer)
        if officer is None:
            return None
        return Assign(self.reference, officer, override=override, expected_version=self.version)
