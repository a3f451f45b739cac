"""Add a closure day or a bank holiday after cases have been counted without it: see what moves, then move it (R124).

A date that a letter has named is not changed behind the person's back: it is flagged, and kept unless whoever adds the
day says that it may move. An extended date never moves, because the extension was a promise of that very day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property

from caseapp.casework.sight import LONGEST_NAME, require_administrator
from caseapp.rules.calendar import WEEKEND, WorkingCalendar
from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.deadlines import Counted, Deadline, deadlines_of, explain
from caseapp.rules.errors import InvalidInput
from caseapp.rules.instants import london_date, long_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, Division, Occasion
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.queries.days_off import OpenStage, open_stages_over
from caseapp.store.reader import Reader
from caseapp.store.work import Work

__all__ = ["Added", "DayOff", "DayOffKind", "Move", "Preview", "Promise", "add_day_off", "preview"]


class Promise(StrEnum):
    """Which letter named a date to the person."""

    ACKNOWLEDGED = "acknowledged"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class Move:
    """One open case whose dates are others once the day off counts."""

    reference: str
    service: str | None
    stage: int
    due_from: date
    """The date of the answer as it stands; the extended one if there is one."""
    due_to: date
    acknowledge_from: date | None
    """The date of acknowledgement as it stands; ``None`` once the stage was acknowledged."""
    acknowledge_to: date | None
    promise: Promise | None
    """Which letter named the date; ``None`` if none has yet."""

    def moves(self, *, promised: bool) -> bool:
        """Whether it moves when dates promised in an acknowledgement may, or may not."""
        return self.promise is None or (promised and self.promise is Promise.ACKNOWLEDGED)


@dataclass(frozen=True)
class Preview:
    """What adding a day off would do."""

    day_off: DayOff
    """As it would be kept."""
    moves: tuple[Move, ...]
    """Every open case that it touches, by the date of the answer."""

    @cached_property
    def unpromised(self) -> tuple[Move, ...]:
        """Those that move in any case."""
        return tuple(move for move in self.moves if move.promise is None)

    @cached_property
    def acknowledged(self) -> tuple[Move, ...]:
        """Those that are kept, unless promised dates may move."""
        return tuple(move for move in self.moves if move.promise is Promise.ACKNOWLEDGED)

    @cached_property
    def extended(self) -> tuple[Move, ...]:
        """Those that are kept whatever is said."""
        return tuple(move for move in self.moves if move.promise is Promise.EXTENDED)


@dataclass(frozen=True, slots=True)
class Added:
    """A day off that was added."""

    day_off: DayOff
    moved: tuple[Move, ...]
    kept: tuple[Move, ...]
    """Cases whose date was promised, and stands."""


def preview(reader: Reader, day_off: DayOff) -> Preview:
    """What adding a day off would do to open cases. Writes nothing.

    Raises:
        InvalidInput: it is a day off already, falls on a weekend, or is not said in full; nothing would be different.
        OutsideCalendar: it is beyond the years that the calendar vouches for.
    """
    tidied = _checked(reader, day_off)
    with_day = _with_day(tidied)
    found = (
        _move(each, with_day, reader.calendar(each.policy.division))
        for each in open_stages_over(reader, tidied.day)
        if tidied.division in {None, each.policy.division}
    )
    moves = sorted(filter(None, found), key=lambda move: (move.due_from, move.reference))
    return Preview(tidied, tuple(moves))


def add_day_off(work: Work, day_off: DayOff, *, move_promised: bool = False, by: Actor, at: datetime) -> Added:
    """Add a day off and move the dates of open cases that it touches, each with an event that says so (guarantee 6).

    A date that was promised in an acknowledgement is kept, unless ``move_promised``; an extended one always is.

    Raises:
        RuleBroken: somebody who is no administrator (R52).
        InvalidInput, OutsideCalendar: as ``preview`` says.
    """
    require_administrator(by, "add days off")
    work.flush()  # cases of this transaction are looked for as well
    planned = preview(work, day_off)
    moved = tuple(move for move in planned.moves if move.moves(promised=move_promised))
    kept = tuple(move for move in planned.moves if not move.moves(promised=move_promised))
    work.add_day_off(planned.day_off, _addition(planned.day_off, len(moved), len(kept), at), by=by, at=at)
    for move in moved:
        _recount(work, move, by=by, at=at)
    return Added(planned.day_off, moved, kept)


# Whether the day can be added.


def _checked(reader: Reader, day_off: DayOff) -> DayOff:
    name = one_line(day_off.name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"A day off needs a name of at most {LONGEST_NAME} characters; it stands in explanations.")
    if day_off.kind is DayOffKind.BANK_HOLIDAY and day_off.division in {None, Division.NONE}:
        raise InvalidInput("A bank holiday is of a division; say which, such as england-and-wales.")
    division = day_off.division if day_off.kind is DayOffKind.BANK_HOLIDAY else None
    tidied = replace(day_off, name=name, division=division)
    _require_working(reader, tidied)
    return tidied


def _require_working(reader: Reader, day_off: DayOff) -> None:
    """See to it that somebody's working days are fewer once the day is added."""
    divisions = [day_off.division] if day_off.division else sorted({policy.division for policy in reader.policies})
    known = [reader.calendar(division).why_not_working(day_off.day) for division in divisions]
    if day_off.day.weekday() in WEEKEND:
        raise InvalidInput(
            f"{long_date(day_off.day)} is a {day_off.day:%A}, which counts for nothing as it is; nothing would move."
        )
    if all(known):
        raise InvalidInput(f"{long_date(day_off.day)} is a day off already: {known[0]}; nothing would move.")


# What moves.


def _with_day(day_off: DayOff) -> Callable[[WorkingCalendar], WorkingCalendar]:
    """Gives a calendar with the day off in it, each made once: it spans many years."""

    @cache
    def with_day(calendar: WorkingCalendar) -> WorkingCalendar:
        closed = {**calendar.closed_days, day_off.day: day_off.name}
        return WorkingCalendar(calendar.first, calendar.last, closures=closed)

    return with_day


def _move(each: OpenStage, with_day: Callable[[WorkingCalendar], WorkingCalendar], now: WorkingCalendar) -> Move | None:
    """The dates of a case with the day off counted, or ``None`` if it is not among the days that they count."""
    stage = each.stage
    with_it = Counted(with_day(each.counted.first), tuple(map(with_day, each.counted.extensions)))
    if _dates(deadlines_of(each.policy, each.counted, stage)) == _dates(deadlines_of(each.policy, with_it, stage)):
        return None
    after = explain(each.policy, with_day(now), stage)
    waits = stage.acknowledged_on is None
    return Move(
        reference=each.reference,
        service=each.service,
        stage=stage.number,
        due_from=stage.answer_by,
        due_to=after[-1].on,
        acknowledge_from=stage.acknowledge_by if waits else None,
        acknowledge_to=after[0].on if waits else None,
        promise=_promise(stage.acknowledged_on, extended=bool(stage.extensions)),
    )


def _dates(made: tuple[Deadline, ...]) -> tuple[date, ...]:
    return tuple(deadline.on for deadline in made)


def _promise(acknowledged_on: date | None, *, extended: bool) -> Promise | None:
    if extended:
        return Promise.EXTENDED
    return Promise.ACKNOWLEDGED if acknowledged_on else None


# What is kept.


def _addition(day_off: DayOff, moved: int, kept: int, at: datetime) -> Happening:
    content = {
        "kind": day_off.kind.value,
        "division": day_off.division.value if day_off.division else None,
        "day": day_off.day.isoformat(),
        "name": day_off.name,
        "moved": moved,
        "kept": kept,
    }
    return Happening(Occasion.DAY_OFF, london_date(at), content, target_on=day_off.day)


def _recount(work: Work, move: Move, *, by: Actor, at: datetime) -> None:
    case = work.case(move.reference)
    stage, policy = case.stages[-1], work.policies.get(case.policy)
    acknowledge, answer = explain(policy, work.calendar(policy.division), stage)
    counted = replace(stage, acknowledge_by=acknowledge.on, due_on=answer.on)
    content = {
        "acknowledge_by": acknowledge.on.isoformat(),
        "from": stage.due_on.isoformat(),
        "to": answer.on.isoformat(),
    }
    happening = Happening(Action.RECOUNT, london_date(at), content, None, stage.number, answer.on)
    work.recount(case, replace(case, stages=(*case.stages[:-1], counted)), happening, by=by, at=at)
