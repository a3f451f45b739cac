"""A case as the process sees it: frozen values, no names of complainants, no narrative.

One stage has one clock. Reopening begins another *attempt* at a stage with a clock of its own, so that what
was answered stays answered in the figures of its period (R77).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from caseapp.rules.vocabulary import Ending, Kind, Outcome, State


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one stage (R39, R76)."""

    ordinal: int
    """1 for the stage's first extension; counts on over attempts, so that reopening earns no second one."""
    days: int
    extended_on: date
    extended_to: date
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """How a stage ended, and who ended it."""

    ending: Ending
    outcome: Outcome | None
    """Set exactly when the ending is an answer."""
    decided_on: date
    decided_by: str
    resolution_theme: str | None = None
    """What the complaint was about, in the service's own terms (R86)."""
    root_cause: str | None = None
    """Why it happened, in terms common to all services (R86)."""


@dataclass(frozen=True, slots=True)
class Override:
    """A recorded permission for the stage 1 decider to take stage 2 as well, for a small council."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a person complains of, which every answer finds on (R42)."""

    ordinal: int
    """Its number in the case, from 1."""
    text: str


class Finding(NamedTuple):
    """What an answer found on one point."""

    point: int
    finding: Outcome


@dataclass(frozen=True, slots=True)
class Stage:
    """One attempt at one stage."""

    number: int
    attempt: int
    opened_on: date
    """Receipt of the complaint, of the escalation request, or the reopening: day zero (R115)."""
    acknowledge_by: date
    due_on: date
    """The date by which to answer, before any extension."""
    acknowledged_on: date | None = None
    handler: str | None = None
    extensions: tuple[Extension, ...] = ()
    decision: Decision | None = None
    stage1_attempt: int | None = None
    """For stage 2: the attempt at stage 1 whose answer is reviewed."""
    stage1_decider: str | None = None
    """For stage 2: who gave that answer, and so may not review it (R44d)."""
    override: Override | None = None
    findings: tuple[Finding, ...] = ()
    """One for each point that the case had when this stage was answered, in their order."""

    @property
    def is_open(self) -> bool:
        """Whether the stage still waits for its answer."""
        return self.decision is None

    @property
    def extended_to(self) -> date | None:
        """The date that the latest extension moved the answer to."""
        return self.extensions[-1].extended_to if self.extensions else None

    @property
    def answer_by(self) -> date:
        """The date that counts: the extended one if there is one."""
        return self.extended_to or self.due_on

    @property
    def responded_on(self) -> date | None:
        """The date of the answer; ``None`` for a stage that is open or ended some other way."""
        decision = self.decision
        return decision.decided_on if decision and decision.ending is Ending.ANSWERED else None

    @property
    def outcome(self) -> Outcome | None:
        """The recorded outcome of the answer."""
        return self.decision.outcome if self.decision else None


@dataclass(frozen=True, slots=True)
class Case:
    """What the process needs to know of one case."""

    reference: str
    kind: Kind
    state: State
    version: int
    """How many events the case has; the next one must be this plus one."""
    received_on: date
    policy: str
    service: str | None
    handler: str | None = None
    """Who holds the case now."""
    stages: tuple[Stage, ...] = ()
    """Every attempt in the order begun; the last one is the current one."""
    sub_service: str | None = None
    restricted: bool = False
    """Seen only by whoever handles it and by those who oversee; each look is recorded (R136)."""
    points: tuple[Point, ...] = ()
    """The points of complaint in their order; a case need not have any."""
    id: int = 0
    """The store's number; 0 before the case is stored."""

    @property
    def stage(self) -> Stage | None:
        """The current stage: the last attempt begun."""
        return self.stages[-1] if self.stages else None

    @property
    def due_on(self) -> date | None:
        """When the open stage must be answered; ``None`` when nothing is open."""
        stage = self.stage
        return stage.answer_by if stage and stage.is_open else None

    @property
    def acknowledge_by(self) -> date | None:
        """When the open stage must be acknowledged; ``None`` when it has been or nothing is open."""
        stage = self.stage
        waiting = stage and stage.is_open and stage.acknowledged_on is None
        return stage.acknowledge_by if stage and waiting else None

    @property
    def last_on(self) -> date:
        """The latest date of any event that moved a clock; nothing may be dated before it."""
        return max([self.received_on, *(day for stage in self.stages for day in _dates_of(stage))])

    @property
    def stage1_people(self) -> frozenset[str]:
        """Everyone who handled or decided stage 1 in any of its attempts, and so may not review it (R44d)."""
        names = {stage.stage1_decider for stage in self.stages}
        for stage in self.stages:
            if stage.number == 1:
                names |= {stage.handler, stage.decision.decided_by if stage.decision else None}
        return frozenset(name for name in names if name is not None)

    def attempts_at(self, number: int) -> int:
        """How many attempts at a stage have begun."""
        return sum(stage.number == number for stage in self.stages)

    def extensions_of(self, number: int) -> int:
        """How many extensions a stage has had, over all its attempts."""
        return sum(len(stage.extensions) for stage in self.stages if stage.number == number)


def _dates_of(stage: Stage) -> list[date]:
    dates = [stage.opened_on, *(extension.extended_on for extension in stage.extensions)]
    if stage.acknowledged_on:
        dates.append(stage.acknowledged_on)
    if stage.decision:
        dates.append(stage.decision.decided_on)
    return dates
