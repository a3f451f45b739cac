"""What was recorded last is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from textual.widget import Widget
from textual.widgets import Static

from caseapp.casework.requests import Undo
from caseapp.rules.instants import LONDON
from caseapp.rules.text import one_line
from caseapp.rules.undoing import UNDO_WITHIN, Latest
from caseapp.rules.vocabulary import Action
from caseapp.tui.desk import CaseFile
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.form import FormReader
from caseapp.tui.widgets.case_text import spelt


class UndoDialog(CaseDialog):
    """Say what will be taken back, and ask whether it is meant."""

    HEADING = "Take back on"
    BUTTON = "Take it back"
    FORM = Action.UNDO
    AUTO_FOCUS = "#save"
    HELP = (
        "Takes back what you recorded last, within minutes, as an event of its own: the history keeps both. "
        "On the command line: caseapp undo REF"
    )

    def fields(self) -> Iterator[Widget]:
        """What, by whom, and for how long."""
        yield Static(undo_words(self.file, datetime.now(UTC)), classes="aside", markup=False)

    def read(self, reader: FormReader) -> Undo | None:  # noqa: ARG002  # there is nothing to read
        """The request."""
        return Undo(self.reference, expected_version=self.version)


def undo_words(file: CaseFile, now: datetime) -> str:
    """What will be taken back, by whom it was done, and how long that remains possible."""
    latest = file.latest
    if latest is None:
        return "There is nothing to take back."
    done = next((entry for entry in file.timeline if entry.version == latest.version), None)
    said = f"{spelt(done.words)}." if done else ""
    at = latest.recorded_at.astimezone(LONDON)
    left = latest.recorded_at + UNDO_WITHIN - now
    return (
        f"{latest.words.capitalize()} will be taken back, and the case will be as it was before. {said}\n"
        f"{one_line(latest.by)} recorded it at {at:%H:%M}. It can be taken back until {undo_until(latest)}, "
        f"{_minutes(left)} more. The history keeps both."
    )


def undo_until(latest: Latest) -> str:
    """The time of day in Cambridge until which something may be taken back."""
    return f"{(latest.recorded_at + UNDO_WITHIN).astimezone(LONDON):%H:%M}"


def _minutes(left: timedelta) -> str:
    minutes = max(0, int(left.total_seconds() // 60))
    return "less than a minute" if not minutes else "1 minute" if minutes == 1 else f"{minutes} minutes"
