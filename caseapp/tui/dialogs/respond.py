"""The stage is answered."""

from __future__ import annotations

from collections.abc import Iterator

from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input

from caseapp.casework.requests import Respond
from caseapp.rules.vocabulary import Action, Outcome
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line, radio
from caseapp.tui.dialogs.people import person_field
from caseapp.tui.steps import offered


class RespondDialog(CaseDialog):
    """Record the answer, its outcome and what was learnt (R86)."""

    HEADING = "Respond to"
    BUTTON = "Record answer"
    HELP = (
        "Records the answer and closes the stage. "
        "On the command line: caseapp respond REF --outcome upheld|partly-upheld|not-upheld"
    )

    def __init__(self, desk: Desk, sitting: Sitting, file: CaseFile) -> None:
        super().__init__(desk, sitting, file)
        self._deciders = tuple(offered(Action.RESPOND, file, sitting))

    def fields(self) -> Iterator[Widget]:
        """Outcome, theme, cause, decider, date."""
        yield Field("Outcome", radio("outcome", ((_words(outcome), outcome) for outcome in self.file.policy.outcomes)))
        yield Field("Theme", _known("theme", self.sitting.themes), "what it was about, in the service's own words")
        yield Field("Root cause", _known("cause", self.sitting.root_causes), "why it happened")
        yield person_field("decider", "Decided by", self._deciders, self._own_name(), "Choose who decided")
        yield Field("On", line("on", placeholder="today"), HINT)

    def _own_name(self) -> str:
        """Whoever sits here, if they may decide. Somebody else's decision is never put down without being chosen."""
        name = self.sitting.actor.name
        return name if any(name == candidate.person.name for candidate in self._deciders) else ""

    def read(self, reader: FormReader) -> Respond | None:
        """The request."""
        outcome = reader.pressed("outcome", needed="Choose an outcome: arrows move, Space chooses.")
        decider = reader.chosen("decider", needed="Choose who decided.")
        on_date = reader.day("on")
        if outcome is None or reader.problems:
            return None
        return Respond(
            self.reference,
            Outcome(outcome),
            resolution_theme=reader.text("theme") or None,
            root_cause=reader.text("cause") or None,
            on=on_date,
            decided_by=None if decider == self.sitting.actor.name else decider,
            expected_version=self.version,
        )


def _words(outcome: Outcome) -> str:
    return outcome.replace("-", " ").capitalize()


def _known(identity: str, words: tuple[str, ...]) -> Input:
    """A line that offers words used before."""
    field = line(identity)
    field.suggester = SuggestFromList(words, case_sensitive=False)
    return field
