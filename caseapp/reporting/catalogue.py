"""What a summary counts: each measure with its title, its rule in one sentence and its population.

Documents take their headings and their statement of rules from here, so that no figure is printed under a rule
other than the one by which it was counted. The values of Measure are names that scripts rely on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Measure(StrEnum):
    """Every measure, in the order in which totals list them."""

    STAGE1 = "stage1"
    STAGE2 = "stage2"
    TOTAL = "total"
    COMPLAINTS = "complaints"
    ANSWERED = "answered"
    IN_TARGET = "in_target"
    IN_TARGET_PCT = "in_target_pct"
    EXTENDED = "extended"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    ESCALATED = "escalated"
    COMPLIMENTS = "compliments"
    BROUGHT_FORWARD = "brought_forward"
    RECEIVED = "received"
    CLOSED = "closed"
    CARRIED_FORWARD = "carried_forward"


class Unit(StrEnum):
    """The kinds of thing that are counted. Numbers of different kinds are never added together (S1)."""

    STAGE_RECORDS = "stage records"
    COMPLAINTS = "complaints"
    COMPLIMENTS = "compliments"


class Population(StrEnum):
    """What was counted, in the words that a document prints."""

    BEGUN = "stage records begun in the period"
    ANSWERED = "stage records begun in the period and answered"
    OPEN_BEFORE = "stage records open when the period began"
    ENDED = "stage records ended in the period"
    OPEN_AFTER = "stage records open when the period ended"
    COMPLAINTS = "complaints received in the period"
    COMPLIMENTS = "compliments received in the period"

    @property
    def unit(self) -> Unit:
        """The kind of thing in this population."""
        return _UNITS.get(self, Unit.STAGE_RECORDS)


_UNITS = {Population.COMPLAINTS: Unit.COMPLAINTS, Population.COMPLIMENTS: Unit.COMPLIMENTS}

TOTAL_LINE = "total"
"""The name of the line of totals, and the ending of its figures' ids."""
MULTI_SERVICE = "Multi-Service"
"""The line of complaints that concern other services besides their lead service (R82)."""
RESERVED = frozenset({TOTAL_LINE, MULTI_SERVICE.casefold()})
"""Names that no service's line may have, without regard to case."""

SERVICE_MEASURES = (
    Measure.STAGE1,
    Measure.STAGE2,
    Measure.TOTAL,
    Measure.ANSWERED,
    Measure.IN_TARGET,
    Measure.IN_TARGET_PCT,
    Measure.UPHELD,
    Measure.PARTLY_UPHELD,
    Measure.NOT_UPHELD,
    Measure.ESCALATED,
    Measure.COMPLIMENTS,
)
"""What the contract prints for each service."""

COUNTED = tuple(measure for measure in Measure if measure is not Measure.IN_TARGET_PCT)
"""The measures that are counts and so add up over services."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure's words."""

    title: str
    heading: str
    """The title where a column is narrow."""
    population: Population
    rule: str
    """One sentence."""


_EVERY_ATTEMPT = "every attempt, first or reopened, is a record of its own."

DEFINITIONS = {
    Measure.STAGE1: Definition(
        "Stage 1", "Stage 1", Population.BEGUN, f"Stage 1 records begun in the period; {_EVERY_ATTEMPT}"
    ),
    Measure.STAGE2: Definition(
        "Stage 2", "Stage 2", Population.BEGUN, f"Stage 2 records begun in the period; {_EVERY_ATTEMPT}"
    ),
    Measure.TOTAL: Definition(
        "Stage records",
        "Total",
        Population.BEGUN,
        "Stage 1 records and stage 2 records begun in the period, added together; complaints are never added to them.",
    ),
    Measure.COMPLAINTS: Definition(
        "Complaints",
        "Complaints",
        Population.COMPLAINTS,
        "Complaints received in the period, each counted once however many stages or services it had.",
    ),
    Measure.ANSWERED: Definition(
        "Answered",
        "Answered",
        Population.BEGUN,
        "Stage records begun in the period that were answered, in the period or later.",
    ),
    Measure.IN_TARGET: Definition(
        "Answered in target",
        "In target",
        Population.ANSWERED,
        "Stage records begun in the period and answered on or before their due date, which an extension moves.",
    ),
    Measure.IN_TARGET_PCT: Definition(
        "Answered in target, percentage",
        "%",
        Population.ANSWERED,
        "Answered in target as a share of answered, both of stage records begun in the period, in whole per cent "
        "with halves rounded up.",
    ),
    Measure.EXTENDED: Definition(
        "Extended",
        "Extended",
        Population.BEGUN,
        "Stage records begun in the period whose due date was extended, in the period or later.",
    ),
    Measure.UPHELD: Definition(
        "Upheld",
        "Upheld",
        Population.ANSWERED,
        "Answers that upheld the complaint, to stage records begun in the period.",
    ),
    Measure.PARTLY_UPHELD: Definition(
        "Partly upheld",
        "Partly upheld",
        Population.ANSWERED,
        "Answers that upheld the complaint in part, to stage records begun in the period.",
    ),
    Measure.NOT_UPHELD: Definition(
        "Not upheld",
        "Not upheld",
        Population.ANSWERED,
        "Answers that did not uphold the complaint, to stage records begun in the period.",
    ),
    Measure.ESCALATED: Definition(
        "Escalated",
        "Escalated",
        Population.BEGUN,
        "Stage 2 records begun in the period, whenever their stage 1 was answered; this is a count and not a rate.",
    ),
    Measure.COMPLIMENTS: Definition(
        "Compliments", "Compliments", Population.COMPLIMENTS, "Compliments by date of receipt."
    ),
    Measure.BROUGHT_FORWARD: Definition(
        "Brought forward",
        "Brought forward",
        Population.OPEN_BEFORE,
        "Stage records begun before the first day of the period and not ended before it.",
    ),
    Measure.RECEIVED: Definition(
        "Received",
        "Received",
        Population.BEGUN,
        "Stage records begun in the period: the same number as the stage records, as a part of the balance.",
    ),
    Measure.CLOSED: Definition(
        "Closed",
        "Closed",
        Population.ENDED,
        "Stage records ended in the period by an answer, withdrawal, refusal or agreement, whenever they began.",
    ),
    Measure.CARRIED_FORWARD: Definition(
        "Carried forward",
        "Carried forward",
        Population.OPEN_AFTER,
        "Stage records begun by the last day of the period and not ended by the end of that day.",
    ),
}

MULTI_SERVICE_NOTE = (
    "Multi-Service: records of complaints that concern other services too. Each is also counted above under its lead "
    "service, so this line is not part of the total."
)

_MULTI_SERVICE_CLAUSE = (
    "; only those of complaints that concern other services too, which are also counted under their lead service"
)


def definition_for(measure: Measure, name: str) -> Definition:
    """A measure's words for the line ``name``: the Multi-Service line's rule says what it leaves out."""
    definition = DEFINITIONS[measure]
    if name != MULTI_SERVICE:
        return definition
    return replace(definition, rule=f"{definition.rule.removesuffix('.')}{_MULTI_SERVICE_CLAUSE}.")


def statement() -> tuple[str, ...]:
    """The counting rules with which every document ends, a sentence a measure."""
    return tuple(f"{definition.title}: {definition.rule}" for definition in DEFINITIONS.values())
