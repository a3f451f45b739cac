"""What the figures say, in sentences. Every number in a sentence is a figure's: nothing is worked out here."""

from __future__ import annotations

from caseapp.reporting.catalogue import Measure, Unit
from caseapp.reporting.summary import Line, Summary
from caseapp.reporting.words import counted, was
from caseapp.rules.text import one_line

_RECORD = "stage record"


def headlines(summary: Summary) -> tuple[str, ...]:
    """The totals of the period, a sentence each."""
    totals = summary.totals
    sentences = [_received(totals), _begun(totals), *_in_target(totals, where=""), *_outcomes(totals)]
    return (*sentences, _extended(totals), _escalated(totals), _compliments(totals))


def anchored(anchor: str) -> str:
    """Where the chain of events ended, so that ``caseapp verify`` can tell later that nothing before it is gone."""
    return f"Events to {anchor.partition(':')[0]} when this was made: {anchor}"


def by_service(summary: Summary) -> tuple[str, ...]:
    """How many stage records each service answered in target; services without stage records are left out."""
    return tuple(
        sentence for line in summary.services for sentence in _in_target(line, where=f" at {one_line(line.name)}")
    )


def balance(line: Line) -> str:
    """Brought forward + received - closed = carried forward, in stage records."""
    before, begun = line[Measure.BROUGHT_FORWARD].shown, line[Measure.RECEIVED].shown
    ended, after = line[Measure.CLOSED].shown, line[Measure.CARRIED_FORWARD].shown
    sides = f"{before} brought forward + {begun} received - {ended} closed = {after} carried forward"
    return f"{sides} ({Unit.STAGE_RECORDS})."


def _received(line: Line) -> str:
    number = line.count(Measure.COMPLAINTS)
    return f"{counted(number, 'complaint')} {was(number)} received in the period."


def _begun(line: Line) -> str:
    number = line.count(Measure.TOTAL)
    at_stages = f"{line[Measure.STAGE1].shown} at stage 1 and {line[Measure.STAGE2].shown} at stage 2"
    return f"{counted(number, _RECORD)} {was(number)} begun in the period: {at_stages}."


def _in_target(line: Line, *, where: str) -> list[str]:
    begun, answered = line.count(Measure.TOTAL), line.count(Measure.ANSWERED)
    if begun == 0:
        return []
    if answered == 0:
        return [f"No {_RECORD}{where} was answered; {begun} {was(begun)} begun."]
    number, percent = line.count(Measure.IN_TARGET), line[Measure.IN_TARGET_PCT].shown
    if answered == begun:
        return [f"{number} of {counted(begun, _RECORD)}{where} {was(number)} answered in target ({percent})."]
    answers = counted(answered, f"answered {_RECORD}")
    return [f"{number} of {answers}{where} {was(number)} in target ({percent}); {begun} {was(begun)} begun."]


def _outcomes(line: Line) -> list[str]:
    answered = line.count(Measure.ANSWERED)
    if answered == 0:
        return []
    upheld, partly, refused = (
        line[measure].shown for measure in (Measure.UPHELD, Measure.PARTLY_UPHELD, Measure.NOT_UPHELD)
    )
    return [f"Of {counted(answered, 'answer')}, {upheld} upheld the complaint, {partly} in part and {refused} not."]


def _extended(line: Line) -> str:
    number = line.count(Measure.EXTENDED)
    return f"{counted(number, _RECORD)} {was(number)} extended."


def _escalated(line: Line) -> str:
    number = line.count(Measure.ESCALATED)
    return f"{counted(number, _RECORD)} {was(number)} begun by an escalation to stage 2."


def _compliments(line: Line) -> str:
    number = line.count(Measure.COMPLIMENTS)
    return f"{counted(number, 'compliment')} {was(number)} received in the period."
