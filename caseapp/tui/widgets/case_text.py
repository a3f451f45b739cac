"""A case in words: what the pane beside the list says. Pure text; nothing here is a widget.

Every word that came from outside goes through ``safe`` or ``one_line``; nothing is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from textual.content import Content

from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import Refusal
from caseapp.rules.instants import long_date, short_date
from caseapp.rules.text import one_line, plain
from caseapp.rules.urgency import DaysLeft, Urgency, days_left
from caseapp.rules.vocabulary import Action
from caseapp.tui.commands import COMMANDS, Keymap, captions
from caseapp.tui.desk import CaseFile, Entry, Sitting

MOST_CHARACTERS = 6_000
"""Of one narrative; the rest is a command away. A wall of text would make every cursor move wait."""

_MUTED = "$text-muted"
_HEADING = "bold $text-primary"
_TONES = {
    Urgency.LATE: "bold $text-error",
    Urgency.TODAY: "bold $text-warning",
    Urgency.SOON: "$text-warning",
    Urgency.LATER: "",
}
_LABEL_CELLS = 14
_BETWEEN = " · "

NEWLINE = Content("\n")


def case_text(file: CaseFile, sitting: Sitting, steps: Sequence[Content], width: int) -> Content:
    """Everything that a pane of ``width`` cells says of a case."""
    parts = [
        _summary(file),
        *_clocks(file, sitting, width),
        *_facts(file, width),
        *_next(steps, width),
        *_narrative("What happened", file.details, file.case.reference),
        *_narrative("What they want", file.desired_outcome, file.case.reference),
        *_history(file.timeline, width),
    ]
    return NEWLINE.join(parts)


def _summary(file: CaseFile) -> Content:
    summary = one_line(file.summary[:MOST_CHARACTERS]) or "No summary was written."
    return Content.styled(summary, "bold")


def heading(case: Case) -> Content:
    """Which case it is, where it stands, and whose it is."""
    service = one_line(case.service or "not yet allocated")
    part = f" › {one_line(case.sub_service)}" if case.sub_service else ""
    restricted = " · restricted" if case.restricted else ""
    standing = f"  {case.state.words} · {service}{part}"
    return Content.assemble(
        (one_line(case.reference), _HEADING), (standing, _MUTED), (restricted, "bold $text-warning")
    )


def _clocks(file: CaseFile, sitting: Sitting, width: int) -> Iterator[Content]:
    case, stage = file.case, file.case.stage
    if case.acknowledge_by:
        yield _clock("Acknowledge", case.acknowledge_by, file, sitting)
    if case.due_on:
        yield _clock("Answer by", case.due_on, file, sitting)
    if stage and stage.is_open and stage.extensions:
        days = stage.extensions[-1].days
        yield labelled("", f"extended by {days} working days from {long_date(_before(stage))}", width)
    if stage and stage.decision:
        ending = str(stage.outcome or stage.decision.ending).replace("-", " ")
        ended = f"{ending} on {long_date(stage.decision.decided_on)}"
        yield labelled("Decision", f"{ended} by {one_line(stage.decision.decided_by)}", width)


def _before(stage: Stage) -> date:
    return stage.extensions[-2].extended_to if len(stage.extensions) > 1 else stage.due_on


def _clock(label: str, on: date, file: CaseFile, sitting: Sitting) -> Content:
    left = days_left(file.calendar, sitting.today, on)
    return Content.assemble((label.ljust(_LABEL_CELLS), _MUTED), long_date(on), "  ", toned(left))


def toned(left: DaysLeft) -> Content:
    """Days left in words and shape, and in the tone of their urgency."""
    return Content.styled(left.words, _TONES[left.urgency])


def _facts(file: CaseFile, width: int) -> Iterator[Content]:
    case, who = file.case, file.complainant
    facts = (
        ("Handler", case.handler or "nobody yet"),
        ("Received", long_date(case.received_on)),
        ("Complainant", who.name or "not named"),
        ("", who.telephone),
        ("", who.email),
        ("", f"{who.address} {who.postcode}"),
        ("Adjustments", file.adjustments),
        ("Policy", file.policy.title),
    )
    return (labelled(label, value, width) for label, value in facts if value.strip())


def labelled(label: str, value: str, width: int) -> Content:
    """A faint label and a value, which may come from outside; further lines stand under the value."""
    lines = Content(one_line(value[:MOST_CHARACTERS])).wrap(max(8, width - _LABEL_CELLS))
    indented = Content("\n" + " " * _LABEL_CELLS).join(lines)
    return Content.assemble((label.ljust(_LABEL_CELLS), _MUTED), indented)


def next_steps(refused: Mapping[Action, Refusal], keymap: Keymap | None = None) -> tuple[Content, ...]:
    """The steps that the process allows now, each with its key."""
    return tuple(
        Content.assemble((captions(command, keymap), "bold $text-accent"), f" {command.title.lower()}")
        for command in COMMANDS
        if command.verb and command.verb not in refused
    )


def _next(steps: Sequence[Content], width: int) -> Iterator[Content]:
    """The steps side by side, none torn at the end of a line."""
    if not steps:
        return
    yield Content.assemble(NEWLINE, ("Next steps", _HEADING))
    line = steps[0]
    for step in steps[1:]:
        if line.cell_length + step.cell_length + len(_BETWEEN) > width:
            yield line
            line = step
        else:
            line = Content.assemble(line, _BETWEEN, step)
    yield line


def _narrative(title: str, text: str, reference: str) -> Iterator[Content]:
    if text.strip():
        yield Content.assemble(NEWLINE, (title, _HEADING), NEWLINE, _bounded(text, reference))


def _bounded(text: str, reference: str) -> Content:
    shown = plain(text[:MOST_CHARACTERS]).strip()
    rest = len(text) - MOST_CHARACTERS
    if rest <= 0:
        return Content(shown)
    more = f"… and {rest:,} more characters: caseapp show {one_line(reference)}"
    return Content.assemble(shown, NEWLINE, (more, _MUTED))


def _history(timeline: Iterable[Entry], width: int) -> Iterator[Content]:
    lines = [_event(entry, width) for entry in reversed(tuple(timeline))]
    if lines:
        yield Content.assemble(NEWLINE, ("History", _HEADING), NEWLINE, NEWLINE.join(lines))


def _event(entry: Entry, width: int) -> Content:
    text = one_line(entry.text[:MOST_CHARACTERS])
    said = f"{one_line(entry.words)} — {one_line(entry.by)}" + (f": {text}" if text else "")
    return labelled(short_date(entry.on), said, width)
