"""The complainant was told."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Acknowledge
from caseapp.rules.instants import long_date
from caseapp.rules.urgency import days_left
from caseapp.rules.vocabulary import Action
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line


class AcknowledgeDialog(CaseDialog):
    """Record the acknowledgement of the current stage (R37, R44a)."""

    HEADING = "Acknowledge"
    BUTTON = "Acknowledge"
    FORM = Action.ACKNOWLEDGE
    HELP = "Records on which day the complainant was told. On the command line: caseapp acknowledge REF --on DATE"

    def fields(self) -> Iterator[Widget]:
        """The date."""
        yield Field("On", line("on", placeholder="today"), self._hint())

    def _hint(self) -> str:
        by = self.file.case.acknowledge_by
        if by is None:
            return HINT
        left = days_left(self.file.calendar, self.sitting.today, by)
        return f"to be done by {long_date(by)}, {left.words}; {HINT}"

    def read(self, reader: FormReader) -> Acknowledge:
        """The request."""
        return Acknowledge(self.reference, on=reader.day("on"), expected_version=self.version)
