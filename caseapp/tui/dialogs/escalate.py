"""The complainant asks for stage 2."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Escalate
from caseapp.rules.vocabulary import Action
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line, lines
from caseapp.tui.dialogs.people import (
    excluded_note,
    newcomer_field,
    override_field,
    person_field,
    read_override,
    read_person,
)
from caseapp.tui.steps import Candidate, offered


class EscalateDialog(CaseDialog):
    """Begin stage 2. No reason is demanded of the complainant (R44e)."""

    HEADING = "Escalate"
    BUTTON = "Begin stage 2"
    FORM = Action.ESCALATE
    HELP = (
        "Records the request for stage 2; the reviewer may be named now or later. Those who may not review are listed "
        "with the reason. "
        "On the command line: caseapp escalate REF --reviewer OFFICER"
    )

    _reviewers: tuple[Candidate, ...] = ()

    def fields(self) -> Iterator[Widget]:
        """Reason, reviewer, exception, date."""
        self._reviewers = tuple(offered(Action.ESCALATE, self.file, self.sitting)) or self._reviewers
        yield Field("Their reason", lines("reason"), "optional, in their own words")
        yield person_field("reviewer", "Reviewer", self._reviewers, None, "Nobody yet")
        yield from newcomer_field(self.sitting)
        yield from override_field(self._reviewers)
        yield from excluded_note(Action.ESCALATE, self.file, self.sitting)
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
