"""The summary of a period: totals, a line a service, and the Multi-Service line. Pure: records in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from caseapp.reporting.catalogue import COUNTED, MULTI_SERVICE, RESERVED, TOTAL_LINE, Measure, definition_for
from caseapp.reporting.counting import References, Tally, measures_of_contact, measures_of_stage
from caseapp.reporting.figures import Figure, count, share
from caseapp.rules.errors import Imbalance
from caseapp.rules.periods import Period
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.text import one_line

_ATTEMPT = attrgetter("reference", "number", "attempt")
_CONTACT = attrgetter("reference", "received_on", "kind", "service", "multi_service")


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one service, of the Multi-Service line or of the totals: one for each measure."""

    name: str
    figures: Mapping[Measure, Figure]

    def __getitem__(self, measure: Measure) -> Figure:
        return self.figures[measure]

    def count(self, measure: Measure) -> int:
        """The value of a measure that is a count."""
        return self.figures[measure].value or 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a summary's documents print."""

    period: Period
    totals: Line
    services: tuple[Line, ...]
    """By lead service, in alphabetical order; these add up to the totals."""
    multi_service: Line | None
    """Outside the totals, because each of its records is under its lead service too (R82)."""
    anchor: str = ""
    """Where the store's chain of events ended when this was counted, as ``SEQ:HASH``; blank if that is not known."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The services, and the Multi-Service line last where there is one."""
        return self.services if self.multi_service is None else (*self.services, self.multi_service)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure: those of the totals first, then those of each line."""
        return tuple(figure for line in (self.totals, *self.lines) for figure in line.figures.values())


def summarise(
    period: Period,
    stages: Iterable[StageRecord],
    contacts: Iterable[ContactRecord],
    *,
    services: Sequence[str] = (),
    anchor: str = "",
) -> Summary:
    """Count a period.

    Args:
        period: the days to count, both ends included.
        stages: every stage record that overlaps the period, in any order; others are passed over.
        contacts: every contact received in the period, in any order; others are passed over.
        services: services to show even with nothing to count; ``Multi-Service`` shows that line.
        anchor: where the chain of events ended in the view of the store that the records are from.

    Raises:
        Imbalance: a stage record was given twice, so that it would be counted twice.
    """
    tally = Tally()
    for stage in _each_once(stages):
        tally.add(stage, measures_of_stage(stage, period))
    for contact in _first_of_each(contacts):
        tally.add(contact, measures_of_contact(contact, period))
    return Summary(
        period,
        _line(TOTAL_LINE, tally.total, period),
        _services(tally, services, period),
        _multi(tally, services, period),
        anchor,
    )


def _each_once(stages: Iterable[StageRecord]) -> Iterator[StageRecord]:
    """Stage records in order of reference, which makes documents the same byte for byte in whatever order they came."""
    before = None
    for stage in sorted(stages, key=_ATTEMPT):
        key = _ATTEMPT(stage)
        if key == before:
            raise Imbalance(
                f"Attempt {stage.attempt} at stage {stage.number} of {one_line(stage.reference)} was given twice, "
                "so nothing was counted; run “caseapp verify” to check the store."
            )
        before = key
        yield stage


def _first_of_each(contacts: Iterable[ContactRecord]) -> Iterator[ContactRecord]:
    """Contacts in order of reference, the earliest of each: a complaint is counted once."""
    before = None
    for contact in sorted(contacts, key=_CONTACT):
        if contact.reference != before:
            before = contact.reference
            yield contact


def _services(tally: Tally, shown: Sequence[str], period: Period) -> tuple[Line, ...]:
    asked_for = {name for name in shown if name != MULTI_SERVICE}
    names = asked_for | tally.services.keys()
    lines = (_line(_line_name(name), tally.services.get(name, {}), period) for name in names)
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.name)))


def _multi(tally: Tally, shown: Sequence[str], period: Period) -> Line | None:
    wanted = tally.multi_service or MULTI_SERVICE in shown
    return _line(MULTI_SERVICE, tally.multi_service, period) if wanted else None


def _line_name(service: str) -> str:
    """The service's name, told apart from the two lines that are not services."""
    return f"{service} (service)" if service.casefold() in RESERVED else service


def _line(name: str, references: References, period: Period) -> Line:
    counts = {
        measure: count(measure, name, definition_for(measure, name), period, tuple(references.get(measure, ())))
        for measure in COUNTED
    }
    measure = Measure.IN_TARGET_PCT
    of_answered = share(
        measure, name, definition_for(measure, name), counts[Measure.IN_TARGET], counts[Measure.ANSWERED]
    )
    figures = counts | {measure: of_answered}
    return Line(name, {each: figures[each] for each in Measure})
