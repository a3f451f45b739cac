"""How each due date of a case was worked out, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from caseapp.rules.calendar import Step
from caseapp.rules.case import Stage
from caseapp.rules.deadlines import Counted, Deadline, explain
from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import CaseFile
from caseapp.tui.dialogs.dialog import Dialog

NEWLINE = Content("\n")
_HEADING = "bold $text-primary"
_MUTED = "$text-muted"


class WhyDialog(Dialog[None]):
    """The explanation, to be scrolled through."""

    HELP = "Every day from the start to the due date, with what each was. On the command line: caseapp why REF"
    AUTO_FOCUS = "#message"

    def __init__(self, file: CaseFile) -> None:
        super().__init__()
        self._file = file

    def compose(self) -> ComposeResult:
        """A heading and the days."""
        with Vertical(id="box", classes="tall"):
            yield Static(f"Why these dates: {one_line(self._file.case.reference)}", id="title", markup=False)
            with VerticalScroll(id="message"):
                yield Static(explanation(self._file), markup=False)
            yield Static(f"↑ ↓ scroll · {captions(BY_ID['cancel'])} close · caseapp why REF", id="keys", markup=False)

    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_save(self) -> None:
        """There is nothing to save; the key closes."""
        self.dismiss(None)


def explanation(file: CaseFile) -> Content:
    """The deadlines of every stage, the current one first."""
    policy = Content.styled(f"{one_line(file.policy.title)}: {_clock_words(file)}", _MUTED)
    stages = [_stage_text(file, stage, counted) for stage, counted in reversed(_counted(file))]
    if not stages:
        return Content("This contact is not a complaint, so nothing has to be answered by a date.")
    return NEWLINE.join([policy, *stages])


def _clock_words(file: CaseFile) -> str:
    return f"the clock starts at {file.policy.clock_starts}; a start is day zero, and only working days count."


def _counted(file: CaseFile) -> list[tuple[Stage, Counted | None]]:
    """Each stage with the calendars that its dates were counted by."""
    return list(zip_longest(file.case.stages, file.counted))


def _stage_text(file: CaseFile, stage: Stage, counted: Counted | None) -> Content:
    attempt = f", attempt {stage.attempt}" if stage.attempt > 1 else ""
    heading = Content.styled(f"Stage {stage.number}{attempt}", "bold underline")
    deadlines = [_deadline_text(deadline) for deadline in explain(file.policy, file.calendar, stage, counted)]
    return NEWLINE.join([Content(), heading, *deadlines])


def _deadline_text(deadline: Deadline) -> Content:
    return NEWLINE.join(_deadline_lines(deadline))


def _deadline_lines(deadline: Deadline) -> Iterator[Content]:
    days = "1 working day" if deadline.days == 1 else f"{deadline.days} working days"
    yield Content.assemble(NEWLINE, (f"{deadline.title}: by {long_date(deadline.on)}", _HEADING))
    yield Content(f"{days} from {deadline.event} ({deadline.source})")
    if deadline.note:
        yield Content(deadline.note)
    yield _day(f"  0  {long_date(deadline.start):<16} {deadline.event}", "")
    for step in deadline.steps:
        yield _step_line(step)
    yield Content.styled(f"  =  {long_date(deadline.on)}", "bold")


def _step_line(step: Step) -> Content:
    number = step.why.removeprefix("working day ") if step.counted else "–"
    said = "" if step.counted else one_line(step.why)
    return _day(f" {number:>2}  {long_date(step.on):<16} {said}", "" if step.counted else _MUTED)


def _day(words: str, style: str) -> Content:
    return Content.styled(words.rstrip(), style)
