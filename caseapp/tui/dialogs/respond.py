"""The stage is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, RadioSet, Static

from caseapp.casework.requests import Respond
from caseapp.rules.case import Point
from caseapp.rules.findings import outcome_of
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, Outcome
from caseapp.tui.background import in_background
from caseapp.tui.desk import WordsUsed
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, known_words, line, radio
from caseapp.tui.dialogs.people import person_field
from caseapp.tui.steps import Candidate, offered

_MOST_CHARACTERS = 400
"""Of one point: the form says which it is, the case's own screen says it all."""


class RespondDialog(CaseDialog):
    """Record the answer, its outcome and what was learnt (R42, R86)."""

    HEADING = "Respond to"
    BUTTON = "Record answer"
    FORM = Action.RESPOND
    HELP = (
        "Records the answer and closes the stage. A case with points of complaint gets a finding on each, from which "
        "the outcome follows (R42). "
        "On the command line: caseapp respond REF --outcome upheld|partly-upheld|not-upheld"
    )
    _deciders: tuple[Candidate, ...] = ()
    _words = WordsUsed()

    def on_mount(self) -> None:
        """Ask which words were used before; the form's own mounting is called beside this one."""

        def used(words: WordsUsed) -> None:
            self._words = words
            for identity, known in (("theme", words.themes), ("cause", words.root_causes)):
                self.query_one(f"#{identity}", Input).suggester = known_words(known)

        service = self.file.case.service
        in_background(self, lambda: self.desk.words_used(service), used, lambda _error: None, name="words")

    @property
    def _points(self) -> Sequence[Point]:
        return self.file.case.points

    def fields(self) -> Iterator[Widget]:
        """Findings or outcome, theme, cause, decider, date."""
        # A form that outlived its step keeps who could be chosen, so that saving tells why it is past.
        self._deciders = tuple(offered(Action.RESPOND, self.file, self.sitting)) or self._deciders
        if self._points:
            yield from map(self._finding, self._points)
            yield Static(self._follows([]), id="follows", markup=False)
        else:
            yield Field("Outcome", radio("outcome", self._outcomes()))
        yield Field("Theme", _known("theme", self._words.themes), "what it was about, in the service's own words")
        yield Field("Root cause", _known("cause", self._words.root_causes), "why it happened")
        yield person_field("decider", "Decided by", self._deciders, self._own_name(), "Choose who decided")
        yield Field("On", line("on", placeholder="today"), HINT)

    def _finding(self, point: Point) -> Widget:
        text = one_line(point.text[:_MOST_CHARACTERS])
        said = Static(f"{point.ordinal}  {text}", classes="point", markup=False)
        finding = Field(f"Finding {point.ordinal}", radio(_id(point), self._outcomes(), in_a_row=True))
        return Vertical(said, finding, classes="finding")

    def _outcomes(self) -> Iterator[tuple[str, str]]:
        return ((_words(outcome), outcome) for outcome in self.file.policy.outcomes)

    def _own_name(self) -> str:
        """Whoever sits here, if they may decide. Somebody else's decision is never put down without being chosen."""
        name = self.sitting.actor.name
        return name if any(name == candidate.person.name for candidate in self._deciders) else ""

    @on(RadioSet.Changed)
    def _show_outcome(self) -> None:
        for place in self.query("#follows").results(Static):
            place.update(self._follows(self._findings(FormReader(self, self.sitting.today))))

    def _findings(self, reader: FormReader, *, needed: str = "") -> list[tuple[int, Outcome]]:
        found = ((point.ordinal, reader.pressed(_id(point), needed=needed)) for point in self._points)
        return [(number, Outcome(finding)) for number, finding in found if finding]

    def _follows(self, findings: Sequence[tuple[int, Outcome]]) -> str:
        missing = len(self._points) - len(findings)
        if missing:
            return f"Outcome        follows from the findings; {missing} of {len(self._points)} still to be given (R42)"
        outcome = outcome_of((finding for _, finding in findings), self.file.policy.outcomes)
        return f"Outcome        → {_words(outcome)}, from {len(findings)} findings (R42)"

    def read(self, reader: FormReader) -> Respond | None:
        """The request."""
        findings = self._findings(reader, needed="Choose a finding: arrows move, Space chooses.")
        outcome = None if self._points else self._outcome(reader)
        decider = reader.chosen("decider", needed="Choose who decided.")
        on_date = reader.day("on")
        if reader.problems:
            return None
        return Respond(
            self.reference,
            outcome,
            resolution_theme=reader.text("theme") or None,
            root_cause=reader.text("cause") or None,
            on=on_date,
            decided_by=None if decider == self.sitting.actor.name else decider,
            expected_version=self.version,
            findings=tuple(findings),
        )

    def _outcome(self, reader: FormReader) -> Outcome | None:
        pressed = reader.pressed("outcome", needed="Choose an outcome: arrows move, Space chooses.")
        return Outcome(pressed) if pressed else None


def _id(point: Point) -> str:
    return f"finding-{point.ordinal}"


def _words(outcome: Outcome) -> str:
    return outcome.replace("-", " ").capitalize()


def _known(identity: str, words: tuple[str, ...]) -> Input:
    """A line that offers words used before."""
    field = line(identity)
    field.suggester = known_words(words)
    return field
