"""What must agree before a summary is rendered. A summary that does not is refused, with the figures named.

The published reports that this application replaces have totals that their parts do not make and percentages that
their denominators cannot give (S8, S10, S16, S20); each check here stands against one kind of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from caseapp.reporting.catalogue import COUNTED, DEFINITIONS, Measure
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line, Summary
from caseapp.rules.errors import Imbalance
from caseapp.rules.measures import nearest_count, percentage
from caseapp.rules.text import one_line

_EQUATIONS = (
    ((Measure.STAGE1, Measure.STAGE2), (Measure.TOTAL,)),
    ((Measure.UPHELD, Measure.PARTLY_UPHELD, Measure.NOT_UPHELD), (Measure.ANSWERED,)),
    ((Measure.BROUGHT_FORWARD, Measure.RECEIVED), (Measure.CLOSED, Measure.CARRIED_FORWARD)),
    ((Measure.RECEIVED,), (Measure.TOTAL,)),
    ((Measure.ESCALATED,), (Measure.STAGE2,)),
)
"""Both sides come to the same on every line."""

_LIMITS = (
    (Measure.IN_TARGET, Measure.ANSWERED),
    (Measure.ANSWERED, Measure.TOTAL),
    (Measure.EXTENDED, Measure.TOTAL),
)
"""The first is never more than the second."""

_SHOWN = 5


def check(summary: Summary) -> None:
    """Let a summary pass whose figures agree.

    Raises:
        Imbalance: some do not; the sentence names them with their values, the first five disagreements at most.
    """
    found = list(_disagreements(summary))
    if not found:
        return
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise Imbalance(
        f"The summary was not made, because its figures disagree: {one_line('; '.join(found[:_SHOWN]))}{more}. "
        "Run “caseapp verify” to check the store."
    )


def _disagreements(summary: Summary) -> Iterator[str]:
    for line in (summary.totals, *summary.lines):
        yield from _equations(line)
        yield from _limits(line)
        yield from _share(line)
        for figure in line.figures.values():
            yield from _cases(figure)
        yield from _populations(line)
    yield from _parts(summary)
    yield from _multi_service(summary)


def _equations(line: Line) -> Iterator[str]:
    for left, right in _EQUATIONS:
        yield from _units([line[measure] for measure in (*left, *right)])
        one, other = (sum(map(line.count, side)) for side in (left, right))
        if one != other:
            yield f"{_sum(line, left, one)} is not {_sum(line, right, other)}"


def _limits(line: Line) -> Iterator[str]:
    for less, more in _LIMITS:
        if line.count(less) > line.count(more):
            yield f"{_named(line[less])} is more than {_named(line[more])}"


def _share(line: Line) -> Iterator[str]:
    figure, part, whole = line[Measure.IN_TARGET_PCT], line[Measure.IN_TARGET], line[Measure.ANSWERED]
    if (figure.numerator, figure.denominator) != (part.value, whole.value):
        yield f"{figure.id} is {figure.numerator} of {figure.denominator}, not {_named(part)} of {_named(whole)}"
    numerator, denominator = figure.numerator or 0, figure.denominator or 0
    if not _possible(figure.value, denominator):
        yield f"{figure.id} {figure.shown} is not a possible proportion of {denominator}"
    elif figure.value != percentage(numerator, denominator):
        yield f"{figure.id} {figure.shown} is not {numerator} of {denominator}"


def _possible(percent: int | None, denominator: int) -> bool:
    if percent is None or denominator == 0:
        return percent is None and denominator == 0
    return 0 <= percent <= 100 and percentage(nearest_count(percent, denominator), denominator) == percent


def _cases(figure: Figure) -> Iterator[str]:
    expected = figure.denominator if figure.is_percentage else figure.value
    if len(figure.references) != expected:
        yield f"{_named(figure)} has {len(figure.references)} records behind it and not {expected}"


def _populations(line: Line) -> Iterator[str]:
    for measure, figure in line.figures.items():
        expected = DEFINITIONS[measure].population
        if figure.population is not expected:
            yield f"{_named(figure)} counts {figure.population} and not {expected}"


def _parts(summary: Summary) -> Iterator[str]:
    for measure in COUNTED:
        parts, whole = [line[measure] for line in summary.services], summary.totals[measure]
        yield from _units([whole, *parts])
        added = sum(line.count(measure) for line in summary.services)
        if added != whole.value:
            yield f"{_named(whole)} is not the {added} that its services add up to"


def _multi_service(summary: Summary) -> Iterator[str]:
    if summary.multi_service is None:
        return
    for measure in COUNTED:
        if summary.multi_service.count(measure) > summary.totals.count(measure):
            yield f"{_named(summary.multi_service[measure])} is more than {_named(summary.totals[measure])}"


def _units(figures: Iterable[Figure]) -> Iterator[str]:
    """Complaints and stage records are never added together (S1)."""
    first, *others = figures
    for figure in others:
        if figure.population.unit is not first.population.unit:
            units = f"{first.population.unit} and {figure.population.unit}"
            yield f"{_named(first)} and {_named(figure)} are {units}, which are never added together"


def _sum(line: Line, measures: Sequence[Measure], result: int) -> str:
    terms = " + ".join(_named(line[measure]) for measure in measures)
    return f"{terms} = {result}" if len(measures) > 1 else terms


def _named(figure: Figure) -> str:
    return f"{figure.id} {figure.shown}"
