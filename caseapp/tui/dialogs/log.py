"""A new complaint, or another contact."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Complainant, Log
from caseapp.rules.vocabulary import Channel, Kind
from caseapp.tui.dialogs.base import StepDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, choice, line, lines

MOST_DETAILS = 50_000
"""Characters of narrative that a form takes; longer ones come in by import."""


class LogDialog(StepDialog):
    """Log a contact. Only the summary is needed: an officer can allocate it to a service later."""

    HEADING = "Log a complaint"
    BUTTON = "Log"
    HELP = (
        "Logs a new complaint, compliment or request and gives it a reference. "
        "On the command line: caseapp log --service S --summary TEXT"
    )

    def fields(self) -> Iterator[Widget]:
        """What it is about, who it is from, how it came."""
        yield Field("Summary", line("summary"), "in a few words")
        services = ((name, name) for name in self.sitting.services)
        yield Field("Service", choice("service", services, prompt="Not yet known"))
        yield Field("What happened", lines("details"))
        yield Field("They want", line("desired"))
        yield Field("Name", line("name"))
        yield Field("Email", line("email"))
        yield Field("Telephone", line("telephone"))
        yield Field("Address", line("address"))
        yield Field("Adjustments", line("adjustments"), "asked for, such as large print; kept apart and out of reports")
        yield Field("Came by", choice("channel", _options(Channel), value=Channel.TELEPHONE))
        yield Field("Kind", choice("kind", _options(Kind), value=Kind.COMPLAINT))
        yield Field("Received on", line("received", placeholder="today"), HINT)

    def read(self, reader: FormReader) -> Log | None:
        """The request."""
        summary = reader.text("summary", needed="Say in a few words what it is about.")
        received_on = reader.day("received")
        channel = reader.chosen("channel", needed="Choose how it came.")
        kind = reader.chosen("kind", needed="Choose what it is.")
        details = reader.text("details")
        if len(details) > MOST_DETAILS:
            reader.problems["details"] = f"This is longer than {MOST_DETAILS:,} characters; shorten it."
        if reader.problems or channel is None or kind is None:
            return None
        return Log(
            summary,
            reader.chosen("service"),
            kind=Kind(kind),
            channel=Channel(channel),
            received_on=received_on,
            details=details,
            desired_outcome=reader.text("desired"),
            complainant=_complainant(reader),
            adjustments=reader.text("adjustments"),
        )


def _complainant(reader: FormReader) -> Complainant:
    return Complainant(
        name=reader.text("name"),
        email=reader.text("email"),
        telephone=reader.text("telephone"),
        address=reader.text("address"),
    )


def _options(words: type[Channel | Kind]) -> list[tuple[str, str]]:
    return [(word.replace("-", " ").capitalize(), str(word)) for word in words]
