"""The complainant asks for stage 2."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Escalate
from caseapp.rules.vocabulary import Action
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line, lines
from caseapp.tui.dialogs.people import newcomer_field, override_field, person_field, read_override, read_person
from caseapp.tui.steps import offered


class EscalateDialog(CaseDialog):
    """Begin stage 2. No reason is demanded of the complainant (R44e)."""

    HEADING = "Escalate"
    BUTTON = "Begin stage 2"
    HELP = (
        "Records the request for stage 2; the reviewer may be named now or later. "
        "On the command line: caseapp escalate REF --reviewer OFFICER"
    )

    def __init__(self, desk: Desk, sitting: Sitting, file: CaseFile) -> None:
        super().__init__(desk, sitting, file)
        self._reviewers = tuple(offered(Action.ESCALATE, file, sitting))

    def fields(self) -> Iterator[Widget]:
        """Reason, reviewer, exception, date."""
        yield Field("Their reason", lines("reason"), "optional, in their own words")
        yield person_field("reviewer", "Reviewer", self._reviewers, None, "Nobody yet")
        yield from newcomer_field(self.sitting)
        yield from override_field(self._reviewers)
        yield Field("Asked on", line("on", placeholder="today"), HINT)

    def read(self, reader: FormReader) -> Escalate | None:
        """The request."""
        reviewer = read_person(reader, "reviewer", self.sitting)
        override = read_override(reader, "reviewer", self._reviewers, reviewer)
        on_date = reader.day("on")
        if reader.problems:
            return None
        return Escalate(
            self.reference,
            reason=reader.text("reason"),
            reviewer=reviewer,
            override=override,
            on=on_date,
            expected_version=self.version,
        )
