"""How fast a stage goes: drawn first as numbers of working days, then laid on a calendar.

Drawing the pace before the date lets a year's cases be placed so that they end, or escalate, where they must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.intake.demonstration.dice import Dice
from caseapp.rules import deadlines
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.periods import Period
from caseapp.rules.policy import Policy, StagePolicy
from caseapp.rules.vocabulary import ClockStart, DayRule

LATE_ACKNOWLEDGEMENTS = 0.06
"""The share of stages acknowledged after the date for it."""
EXTENDED = 0.12
"""The share of stages extended."""
_EXTENSIONS = (5, 10, 10, 15, 20)
_MOST_BEFORE_DUE = 3
"""An extension is made at most so many working days before the date that it moves."""
_GAP = 15
"""Stage 2 is asked for at most so many working days after the answer, well within any window."""


@dataclass(frozen=True, slots=True)
class Course:
    """The pace of one stage, in working days."""

    acknowledged: int
    """From opening to acknowledgement."""
    extension: int
    """0 when there is none."""
    extended_before: int
    """From the making of the extension to the date that it moves."""
    spare: int
    """From the answer to the date that counts; negative when the answer is late."""


@dataclass(frozen=True, slots=True)
class StageDates:
    """One stage laid on a calendar; ``None`` is what has not happened."""

    opened_on: date
    acknowledged_on: date | None = None
    extended_on: date | None = None
    extended_to: date | None = None
    responded_on: date | None = None


def draw(dice: Dice, policy: Policy, number: int, *, on_time: bool, worst: int) -> Course:
    """The pace of an answered stage, in target or else up to ``worst`` working days late."""
    stage = policy.stage(number)
    extension = longest_allowed(stage, dice.pick(_EXTENSIONS)) if dice.chance(EXTENDED) else 0
    spare = _spare(dice, extension or stage.response_days, worst, on_time=on_time)
    before = dice.below(_MOST_BEFORE_DUE + 1)
    room = stage.response_days - (before if extension else max(spare, 0))
    return Course(min(_acknowledged(dice, policy.acknowledgement_days), room), extension, before, spare)


def longest_allowed(stage: StagePolicy, wished: int) -> int:
    """The wished length of an extension in working days, cut to what the policy allows; 0 is no extension (R76)."""
    if stage.most_extensions == 0:
        return 0
    return wished if stage.longest_extension_days is None else min(wished, stage.longest_extension_days)


def _spare(dice: Dice, room: int, worst: int, *, on_time: bool) -> int:
    """Most answers come on the last days, and most late ones not by much."""
    return dice.low(room) if on_time else -1 - dice.low(worst)


def _acknowledged(dice: Dice, allowed: int) -> int:
    if dice.chance(LATE_ACKNOWLEDGEMENTS):
        return allowed + 1 + dice.below(3)
    return dice.below(allowed + 1)


def gap(dice: Dice) -> int:
    """Working days from the stage 1 answer to the request for stage 2."""
    return 1 + dice.low(_GAP)


def longest(course: Course, policy: Policy, number: int) -> int:
    """Working days that the stage takes at most, from opening to answer."""
    waiting = policy.acknowledgement_days if policy.clock_starts is ClockStart.ACKNOWLEDGEMENT else 0
    rolled = 1 if policy.day_rule is DayRule.ROLL else 0
    return waiting + rolled + policy.stage(number).response_days + course.extension - course.spare


def dated(course: Course, policy: Policy, calendar: WorkingCalendar, number: int, opened_on: date) -> StageDates:
    """The course begun on a date. Every date but the first is a working day."""
    acknowledged_on = calendar.add(opened_on, course.acknowledged)
    due_on = deadlines.response(policy, calendar, number, opened_on, acknowledged_on).on
    if not course.extension:
        return StageDates(opened_on, acknowledged_on, responded_on=calendar.add(due_on, -course.spare))
    extended_on = calendar.add(due_on, -course.extended_before)
    extended_to = deadlines.extended(policy, calendar, number, due_on, course.extension).on
    responded_on = calendar.add(extended_to, -course.spare)
    return StageDates(opened_on, acknowledged_on, extended_on, extended_to, responded_on)


def receipt_day(
    dice: Dice, calendar: WorkingCalendar, window: Period, months: tuple[int, ...], *, staffed: bool
) -> date:
    """A date of receipt within a window, in one of the months if any lie in it.

    ``staffed`` channels are open on working days only; the others are quieter at weekends.
    """
    day = date.fromordinal(dice.pick(_ordinals(window, months)))
    if calendar.is_working(day) or not (staffed or dice.chance(0.6)):
        return day
    later = calendar.next_working(day)
    return later if later <= window.last else calendar.previous_working(day)


def _ordinals(window: Period, months: tuple[int, ...]) -> Sequence[int]:
    """The days of the window in those months, or all its days if there are none."""
    every = range(window.first.toordinal(), window.last.toordinal() + 1)
    return [day for day in every if date.fromordinal(day).month in months] if _meets(window, months) else every


def _meets(window: Period, months: tuple[int, ...]) -> bool:
    """Whether some day of the window lies in one of the months."""
    first = 12 * window.first.year + window.first.month - 1
    last = 12 * window.last.year + window.last.month - 1
    return any(month % 12 + 1 in months for month in range(first, last + 1))


def last_working(calendar: WorkingCalendar, on: date) -> date:
    """The date itself if it is a working day, or else the last one before it."""
    return on if calendar.is_working(on) else calendar.previous_working(on)


def both(
    courses: Sequence[Course], policy: Policy, calendar: WorkingCalendar, received_on: date, gap: int
) -> tuple[StageDates, ...]:
    """One or two answered stages, stage 2 asked for ``gap`` working days after the answer to stage 1."""
    first = dated(courses[0], policy, calendar, 1, received_on)
    if len(courses) == 1 or first.responded_on is None:
        return (first,)
    return first, dated(courses[1], policy, calendar, 2, calendar.add(first.responded_on, gap))
