"""Due dates, each with the steps that made it.

A ``Deadline`` holds what was counted, not only the answer: the date and the explanation are both read off the
same start, number of days, rule and calendar, so one cannot say something that the other does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from caseapp.rules.calendar import Step, WorkingCalendar
from caseapp.rules.case import Stage
from caseapp.rules.policy import Policy
from caseapp.rules.vocabulary import ClockStart, DayRule


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date worked out by counting working days from an event."""

    title: str
    """What must be done by the date, such as ``Acknowledge stage 1``."""
    start: date
    event: str
    """What happened on the start date."""
    days: int
    rule: DayRule
    source: str
    """The clause that says so, such as ``R37``."""
    calendar: WorkingCalendar
    note: str = ""

    @property
    def on(self) -> date:
        """The date."""
        return self.calendar.due(self.start, self.days, self.rule)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every day from the start to the date; the counted ones number ``days``."""
        return self.calendar.steps(self.start, self.days, self.rule)


def acknowledgement(policy: Policy, calendar: WorkingCalendar, number: int, opened_on: date) -> Deadline:
    """By when a stage must be acknowledged (R37, R44a)."""
    return Deadline(
        title=f"Acknowledge stage {number}",
        start=opened_on,
        event=_opening(number),
        days=policy.acknowledgement_days,
        rule=policy.day_rule,
        source="R37" if number == 1 else "R44a",
        calendar=calendar,
    )


def response(
    policy: Policy, calendar: WorkingCalendar, number: int, opened_on: date, acknowledged_on: date | None
) -> Deadline:
    """By when a stage must be answered, before any extension.

    Under a policy whose clock starts at the acknowledgement, a late one does not lengthen the stage, and
    until there is one the date is the latest that it can become (R38, R125).
    """
    start, event, note = opened_on, _opening(number), ""
    if policy.clock_starts is ClockStart.ACKNOWLEDGEMENT:
        latest = acknowledgement(policy, calendar, number, opened_on).on
        start, event, note = _acknowledged_start(acknowledged_on, latest)
    return Deadline(
        title=f"Answer stage {number}",
        start=start,
        event=event,
        days=policy.stage(number).response_days,
        rule=policy.day_rule,
        source=_response_source(policy, number),
        calendar=calendar,
        note=note,
    )


def extended(policy: Policy, calendar: WorkingCalendar, number: int, answer_by: date, days: int) -> Deadline:
    """The date after an extension by ``days`` working days of the date that stood before it (R39, R44c, R76)."""
    return Deadline(
        title=f"Answer stage {number}, extended",
        start=answer_by,
        event="the date before the extension",
        days=days,
        rule=policy.day_rule,
        source=policy.extension_clause(number),
        calendar=calendar,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """The calendars that the dates of one stage were counted by: each knows the days off known when it was set."""

    first: WorkingCalendar
    """That of the acknowledgement and of the answer before any extension."""
    extensions: tuple[WorkingCalendar, ...] = ()
    """That of each extension."""


def explain(
    policy: Policy, calendar: WorkingCalendar, stage: Stage, counted: Counted | None = None
) -> tuple[Deadline, ...]:
    """Every deadline of a stage in the order made: acknowledgement, answer, then each extension.

    Dates are counted by the calendars that they were set by, which are ``calendar`` unless ``counted`` gives them.
    Where ``calendar``, today's, would now give another date, a note says which day off came later (R124).
    """
    by = counted or Counted(calendar, (calendar,) * len(stage.extensions))
    acknowledge, *answers = deadlines_of(policy, by, stage)
    told = stage.acknowledged_on is not None or bool(stage.extensions)
    return (_noted(acknowledge, calendar, told=False), *(_noted(answer, calendar, told=told) for answer in answers))


def deadlines_of(policy: Policy, by: Counted, stage: Stage) -> tuple[Deadline, ...]:
    """The same deadlines without notes, for whoever wants their dates alone."""
    made = [
        acknowledgement(policy, by.first, stage.number, stage.opened_on),
        response(policy, by.first, stage.number, stage.opened_on, stage.acknowledged_on),
    ]
    for extension, known in zip(stage.extensions, by.extensions, strict=True):
        made.append(extended(policy, known, stage.number, made[-1].on, extension.days))
    return tuple(made)


def _noted(deadline: Deadline, today: WorkingCalendar, *, told: bool) -> Deadline:
    """The deadline with a note on the days off that were added since, if without them it would be another date."""
    if today is deadline.calendar or (now := replace(deadline, calendar=today).on) == deadline.on:
        return deadline
    known, closed = deadline.calendar.closed_days, today.closed_days
    days = (deadline.start + timedelta(days=number) for number in range((now - deadline.start).days + 1))
    since = [closed[day] for day in days if day in closed and day not in known]
    if not since:
        return deadline
    kept = "Kept: the person was told this date" if told else "Counted"
    return replace(deadline, note=f"{deadline.note} {kept} before {_listed(since)} was added.".lstrip())


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _opening(number: int) -> str:
    return "receipt of the complaint" if number == 1 else "receipt of the escalation request"


def _acknowledged_start(acknowledged_on: date | None, latest: date) -> tuple[date, str, str]:
    if acknowledged_on is None:
        return latest, "the last day to acknowledge", "Not acknowledged yet, so this is the latest it can be."
    if acknowledged_on > latest:
        return latest, "the last day to acknowledge", "Acknowledged late, which does not lengthen the stage (R125)."
    return acknowledged_on, "the acknowledgement", ""


def _response_source(policy: Policy, number: int) -> str:
    if policy.clock_starts is ClockStart.ACKNOWLEDGEMENT:
        return "R38" if number == 1 else "R44b"
    return "R75"
