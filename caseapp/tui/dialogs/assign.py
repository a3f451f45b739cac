"""The case goes to an officer."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Assign
from caseapp.rules.vocabulary import Action
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.form import FormReader
from caseapp.tui.dialogs.people import (
    excluded_note,
    newcomer_field,
    override_field,
    person_field,
    read_override,
    read_person,
)
from caseapp.tui.steps import Candidate, offered


class AssignDialog(CaseDialog):
    """Give the case and its open stage to somebody who may handle it."""

    HEADING = "Assign"
    BUTTON = "Assign"
    FORM = Action.ASSIGN
    HELP = "Gives the case to an officer; stage 2 goes to a reviewer. On the command line: caseapp assign REF OFFICER"

    _candidates: tuple[Candidate, ...] = ()

    def fields(self) -> Iterator[Widget]:
        """The officer, and the reason for an exception where one could be needed."""
        self._candidates = tuple(offered(Action.ASSIGN, self.file, self.sitting)) or self._candidates
        names = {candidate.person.name for candidate in self._candidates}
        first = self.file.case.handler or self.sitting.actor.name
        value = first if first in names else None
        yield person_field("officer", "Officer", self._candidates, value, "Choose an officer")
        yield from newcomer_field(self.sitting)
        yield from override_field(self._candidates)
        yield from excluded_note(Action.ASSIGN, self.file, self.sitting)

    def read(self, reader: FormReader) -> Assign | None:
        """The request."""
        officer = read_person(reader, "officer", self.sitting, needed="Choose who is to handle the case.")
        override = read_override(reader, "officer", self._candidates, officer)
        if officer is None:
            return None
        return Assign(self.reference, officer, override=override, expected_version=self.version)
