"""What was taken down wrongly is put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from textual.widget import Widget

from caseapp.casework.requests import Correct
from caseapp.rules.vocabulary import Action, Channel
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, choice, line, lines

_LINES: Mapping[str, str] = {
    "name": "Name",
    "email": "Email",
    "telephone": "Telephone",
    "address": "Address",
    "postcode": "Postcode",
}
_TEXTS = ("summary", "details", "desired_outcome", "raised_before", *_LINES, "adjustments", "contact")
_DATES = ("received_on", "issue_on", "aware_on")


class CorrectDialog(CaseDialog):
    """Correct a case: the fields as they are now, to be changed where they are wrong."""

    HEADING = "Correct"
    BUTTON = "Correct"
    FORM = Action.CORRECT
    HELP = (
        "Puts right what was taken down wrongly; the old value stays in the case's history. Another date of receipt "
        "moves the dates of stage 1, as long as it was neither answered nor extended. "
        "On the command line: caseapp correct REF --reason TEXT --summary TEXT"
    )

    def fields(self) -> Iterator[Widget]:
        """Why, and everything that can be corrected."""
        file, who = self.file, self.file.complainant
        yield Field("Reason", line("reason"), "why it was wrong; kept with the old value")
        yield Field("Summary", line("summary", file.summary))
        yield Field("What happened", lines("details", file.details))
        yield Field("They want", line("desired_outcome", file.desired_outcome))
        yield Field("Raised before", line("raised_before", file.raised_before))
        for identity, label in _LINES.items():
            yield Field(label, line(identity, getattr(who, identity)))
        yield Field("Adjustments", line("adjustments", file.adjustments), "kept apart and out of reports")
        yield Field("Contact", line("contact", file.contact), "how to be in contact, or limits to it; kept with them")
        channels = ((channel.replace("-", " ").capitalize(), channel) for channel in Channel)
        yield Field("Came by", choice("channel", channels, value=file.channel))
        yield Field("Received on", line("received_on", _written(file.case.received_on)))
        yield Field("It happened on", line("issue_on", _written(file.issue_on)))
        yield Field("Known since", line("aware_on", _written(file.aware_on)), f"dates {HINT}")

    def read(self, reader: FormReader) -> Correct | None:
        """The request, with what was changed alone."""
        reason = reader.text("reason", needed="Say why it is corrected.")
        reader.text("summary", needed="Say in a few words what it is about.")
        typed = self.changed().keys()
        changed: dict[str, Any] = {name: reader.text(name) for name in _TEXTS if name in typed}
        changed |= {name: reader.day(name) for name in _DATES if name in typed}
        channel = Channel(reader.chosen("channel") or self.file.channel)
        if reader.problems:
            return None
        return Correct(
            self.reference,
            reason,
            channel=None if channel is self.file.channel else channel,
            expected_version=self.version,
            **changed,
        )


def _written(on: date | None) -> str:
    return on.isoformat() if on else ""
