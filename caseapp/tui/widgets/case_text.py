"""A case in words: what its own screen and the pane beside the list say. Pure text; nothing here is a widget.

Every word that came from outside goes through ``safe`` or ``one_line``; nothing is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from textual.content import Content

from caseapp.rules.case import Case, Decision, Stage
from caseapp.rules.errors import Refusal
from caseapp.rules.instants import LONDON, long_date, short_date
from caseapp.rules.text import one_line, plain
from caseapp.rules.urgency import DaysLeft, Urgency, days_left
from caseapp.rules.vocabulary import Action, Outcome
from caseapp.tui.commands import COMMANDS, Keymap, captions
from caseapp.tui.desk import CaseFile, Entry, Sitting, SpecialNote

MOST_CHARACTERS = 6_000
"""Of one narrative; the rest is a command away. A wall of text would make every cursor move wait."""

SHORT_CHARACTERS = 400
"""Of a name, a service or a special note: the whole of it is a key away."""

_MUTED = "$text-muted"
_HEADING = "bold $text-primary"
_TONES = {
    Urgency.LATE: "bold $text-error",
    Urgency.TODAY: "bold $text-warning",
    Urgency.SOON: "$text-warning",
    Urgency.LATER: "",
}
_LABEL_CELLS = 14
_MOST_NEWS = 3
_WRITTEN_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_BETWEEN = " · "

NEWLINE = Content("\n")


def case_text(file: CaseFile, sitting: Sitting, steps: Sequence[Content], width: int) -> Content:
    """Everything that a pane of ``width`` cells says of a case."""
    more = f"caseapp show {one_line(file.case.reference)}"
    parts = [
        _summary(file),
        *_clocks(file, sitting, width),
        *_facts(file, width),
        *_next(steps, width),
        *_points(file.case, width),
        *_stories(file, more),
        *_history(file.timeline, width),
    ]
    return NEWLINE.join(parts)


def standing_text(file: CaseFile, sitting: Sitting, steps: Sequence[Content], width: int) -> Content:
    """What it is about, both clocks, the steps that are possible, the points, and who and how."""
    parts = [
        _summary(file),
        Content(),
        *_clocks(file, sitting, width),
        *_next(steps, width),
        *_points(file.case, width),
        Content.assemble(NEWLINE, ("Who and how", _HEADING)),
        *_facts(file, width),
        *_more_facts(file, width),
    ]
    return NEWLINE.join(parts)


def story_text(file: CaseFile, more: str) -> Content:
    """What was written, each text to a bound; ``more`` says how to see the rest."""
    stories = list(_stories(file, more))
    return NEWLINE.join(stories) if stories else Content.styled("No story was written down.", _MUTED)


def history_text(file: CaseFile, width: int) -> Content:
    """What was done, the newest first."""
    return NEWLINE.join(_history(file.timeline, width))


def whole_story(file: CaseFile) -> str:
    """Everything that was written, without a bound, for a text of its own."""
    noted = (("Adjustments", file.adjustments), ("Contact", file.contact))
    parts = (("Summary", file.summary), *_written(file), *noted)
    return "\n\n".join(f"{title.upper()}\n{plain(text).strip()}" for title, text in parts if text.strip())


def banner(file: CaseFile, notes: Sequence[SpecialNote], width: int) -> Content:
    """The special notes, where they cannot be missed: those of this case, then those of the person's earlier ones.

    Empty when there is none.
    """
    lines = [
        *_noted("Adjustments", file.adjustments, width),
        *_noted("Contact", file.contact, width),
    ]
    for note in notes:
        lines += _noted(f"Adjustments noted on {_short(note.reference)}", note.adjustments, width)
        lines += _noted(f"Contact noted on {_short(note.reference)}", note.contact, width)
    return NEWLINE.join(lines)


def _noted(label: str, text: str, width: int) -> list[Content]:
    if not text.strip():
        return []
    words = Content.assemble((f"▲ {label.upper()}  ", "bold $text-warning"), (_short(text), "bold"))
    return words.wrap(max(16, width))


def _short(text: str) -> str:
    """One line of it, cut where it is longer than a heading can hold."""
    return one_line(text[:SHORT_CHARACTERS]) + (" …" if len(text) > SHORT_CHARACTERS else "")


def _summary(file: CaseFile) -> Content:
    summary = one_line(file.summary[:MOST_CHARACTERS]) or "No summary was written."
    return Content.styled(summary, "bold")


def heading(case: Case) -> Content:
    """Which case it is, where it stands, and whose it is."""
    service = _short(case.service or "not yet allocated")
    part = f" › {_short(case.sub_service)}" if case.sub_service else ""
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
        yield labelled("Decision", _decision(stage.outcome, stage.decision), width)
    for earlier in case.stages:
        if stage and stage.number == 2 and earlier.number == 1 and earlier.decision:
            yield labelled("Stage 1", _decision(earlier.outcome, earlier.decision), width)


def _decision(outcome: Outcome | None, decision: Decision) -> str:
    ending = str(outcome or decision.ending).replace("-", " ")
    return f"{ending} on {long_date(decision.decided_on)} by {one_line(decision.decided_by)}"


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
        ("Policy", file.policy.title),
    )
    return (labelled(label, value, width) for label, value in facts if value.strip())


def _more_facts(file: CaseFile, width: int) -> Iterator[Content]:
    facts = (
        ("Came by", file.channel.replace("-", " ")),
        ("It happened", long_date(file.issue_on) if file.issue_on else ""),
        ("Known since", long_date(file.aware_on) if file.aware_on else ""),
        ("Also concerns", ", ".join(map(one_line, file.other_services))),
        ("Submission", f"{file.submission} from {file.source}" if file.submission else ""),
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


def _points(case: Case, width: int) -> Iterator[Content]:
    """Each point of complaint with what every answer found on it (R42)."""
    if not case.points:
        return
    yield Content.assemble(NEWLINE, ("Points of complaint", _HEADING))
    for point in case.points:
        lines = Content(one_line(point.text[:MOST_CHARACTERS])).wrap(max(8, width - 4))
        yield Content.assemble((f"{point.ordinal:>2}  ", _MUTED), Content("\n    ").join(lines))
        yield from _findings(case, point.ordinal)


def _findings(case: Case, ordinal: int) -> Iterator[Content]:
    answered = [stage for stage in case.stages if stage.findings]
    for stage in answered:
        found = next((each.finding for each in stage.findings if each.point == ordinal), None)
        words = found.replace("-", " ") if found else "added after the answer"
        again = f", attempt {stage.attempt}" if stage.attempt > 1 else ""
        yield Content.assemble((f"    stage {stage.number}{again}: ", _MUTED), (words, "bold"))
    if not answered:
        yield Content.styled("    no finding yet", _MUTED)


def _written(file: CaseFile) -> Iterable[tuple[str, str]]:
    return (
        ("What happened", file.details),
        ("What they want", file.desired_outcome),
        ("Raised before", file.raised_before),
    )


def _stories(file: CaseFile, more: str) -> Iterator[Content]:
    for title, text in _written(file):
        if text.strip():
            yield Content.assemble(NEWLINE, (title, _HEADING), NEWLINE, _bounded(text, more))


def _bounded(text: str, more: str) -> Content:
    shown = plain(text[:MOST_CHARACTERS]).strip()
    rest = len(text) - MOST_CHARACTERS
    if rest <= 0:
        return Content(shown)
    return Content.assemble(shown, NEWLINE, (f"… and {rest:,} more characters: {more}", _MUTED))


def _history(timeline: Iterable[Entry], width: int) -> Iterator[Content]:
    lines = [_event(entry, width) for entry in reversed(tuple(timeline))]
    if lines:
        yield Content.assemble(NEWLINE, ("History", _HEADING), NEWLINE, NEWLINE.join(lines))


def _event(entry: Entry, width: int) -> Content:
    text = one_line(entry.text[:MOST_CHARACTERS])
    said = f"{spelt(entry.words)} — {one_line(entry.by)}" + (f": {text}" if text else "")
    return labelled(short_date(entry.on), said, width)


def news_of(before: CaseFile, after: CaseFile, name: str) -> str:
    """What others than somebody did to a case between two readings of it; empty if nothing."""
    since = before.case.version
    done = [each for each in after.timeline if each.version > since and each.by != name]
    said = (f"{one_line(each.by)}{_at(each)}: {spelt(each.words)}" for each in done[-_MOST_NEWS:])
    return ". ".join(said)


def spelt(words: str) -> str:
    """What an event says, its dates written as they are everywhere else on the screen."""
    return _WRITTEN_DATE.sub(_long, one_line(words))


def _long(written: re.Match[str]) -> str:
    try:
        return long_date(date.fromisoformat(written[0]))
    except ValueError:
        return written[0]


def _at(entry: Entry) -> str:
    return f" at {entry.at.astimezone(LONDON):%H:%M}" if entry.at else ""
