"""Turns what is decided about a case, its dates and topic, into a row with people and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from caseapp.intake.demonstration.dice import Dice
from caseapp.intake.demonstration.narratives import (
    Narratives,
    Told,
    Topic,
    outcome_weights,
    tell_complaint,
    tell_compliment,
)
from caseapp.intake.demonstration.pace import StageDates
from caseapp.intake.demonstration.people import Cast, complainant, email
from caseapp.intake.history import HistoryRow
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.policy import Policies, Policy
from caseapp.rules.vocabulary import Channel, Kind, Outcome

UNSTAFFED = frozenset({Channel.WEB, Channel.EMAIL})
"""Channels by which people write at any hour; the others need somebody at a desk."""
_OVERTURNED = {Outcome.UPHELD: 16, Outcome.PARTLY_UPHELD: 26, Outcome.NOT_UPHELD: 58}
_CONFIRMED = {Outcome.UPHELD: 48, Outcome.PARTLY_UPHELD: 38, Outcome.NOT_UPHELD: 14}


@dataclass(frozen=True, slots=True)
class Outline:
    """A complaint before it has people and words."""

    received_on: date
    channel: Channel
    service: str
    topic: Topic
    several: bool
    """Whether it concerns further services (R82)."""
    policy: Policy
    stages: tuple[StageDates, ...]
    """Stage 1, then stage 2 if it was asked for."""
    assigned: bool = True
    """Whether somebody has the current stage."""


@dataclass(frozen=True, slots=True)
class Author:
    """Writes rows from one stream of chance."""

    dice: Dice
    calendar: WorkingCalendar
    policies: Policies
    cast: Cast
    narratives: Narratives

    def complaint(self, outline: Outline) -> HistoryRow:
        """The row of a complaint."""
        others = self._others(outline.service) if outline.several else ()
        told = tell_complaint(self.dice, self.narratives, outline.service, outline.topic, others)
        row = replace(
            self._contact(Kind.COMPLAINT, outline.received_on, outline.channel, outline.service, told),
            sub_service=outline.topic.sub_service,
            other_services=others,
            policy=outline.policy.code,
        )
        row = self._with_stage1(row, outline, outline.stages[0])
        if len(outline.stages) == 2:
            row = self._with_stage2(row, outline, outline.stages[1])
        return self._concluded(row, outline.topic)

    def compliment(self, received_on: date, channel: Channel, service: str) -> HistoryRow:
        """The row of a compliment, which has no stages."""
        told = tell_compliment(self.dice, self.narratives, service)
        return self._contact(Kind.COMPLIMENT, received_on, channel, service, told)

    def _contact(self, kind: Kind, received_on: date, channel: Channel, service: str, told: Told) -> HistoryRow:
        name = complainant(self.dice, self.cast)
        reachable = channel in UNSTAFFED or self.dice.chance(0.5)
        return HistoryRow(
            reference=None,
            kind=kind,
            received_on=received_on,
            channel=channel,
            service=service,
            sub_service=None,
            other_services=(),
            name=name,
            email=email(name) if reachable else "",
            summary=told.summary,
            policy=None,
            details=told.details,
        )

    def _others(self, service: str) -> tuple[str, ...]:
        """One further service, or two for one complaint in five."""
        near = self.narratives.services[service].goes_with
        first = self.dice.low(len(near))
        count = 2 if self.dice.chance(0.2) else 1
        return (near[first:] + near[:first])[:count]

    def _with_stage1(self, row: HistoryRow, outline: Outline, dates: StageDates) -> HistoryRow:
        assigned = outline.assigned or len(outline.stages) == 2
        handler = self.dice.pick(self.cast.officers[outline.service]) if assigned else None
        return replace(
            row,
            handler=handler,
            stage1_acknowledged_on=dates.acknowledged_on,
            stage1_handler=handler,
            stage1_extended_on=dates.extended_on,
            stage1_extended_to=dates.extended_to,
            stage1_extension_reason=self._reason(dates),
            stage1_responded_on=dates.responded_on,
            stage1_outcome=self.dice.weighted(outcome_weights(outline.topic)) if dates.responded_on else None,
        )

    def _with_stage2(self, row: HistoryRow, outline: Outline, dates: StageDates) -> HistoryRow:
        handler = self.dice.pick(self.cast.reviewers) if outline.assigned else None
        weights = _OVERTURNED if row.stage1_outcome is Outcome.NOT_UPHELD else _CONFIRMED
        return replace(
            row,
            handler=handler,
            stage2_requested_on=dates.opened_on,
            stage2_acknowledged_on=dates.acknowledged_on,
            stage2_handler=handler,
            stage2_extended_on=dates.extended_on,
            stage2_extended_to=dates.extended_to,
            stage2_extension_reason=self._reason(dates),
            stage2_responded_on=dates.responded_on,
            stage2_outcome=self.dice.weighted(weights) if dates.responded_on else None,
        )

    def _reason(self, dates: StageDates) -> str | None:
        return self.dice.pick(self.narratives.extension_reasons) if dates.extended_on else None

    def _concluded(self, row: HistoryRow, topic: Topic) -> HistoryRow:
        """With theme and root cause, which are recorded with an answer."""
        outcome = row.stage2_outcome or row.stage1_outcome
        if outcome is None:
            return row
        found = outcome is not Outcome.NOT_UPHELD
        causes = self.narratives.causes_found if found else self.narratives.causes_not_found
        return replace(row, resolution_theme=topic.theme, root_cause=self.dice.weighted(causes))
