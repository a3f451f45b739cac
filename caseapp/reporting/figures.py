"""A figure: a number that can say what was counted, by which rule, in which period, and in which cases."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.reporting.catalogue import Definition, Measure, Population
from caseapp.rules.measures import percentage
from caseapp.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report and everything needed to defend it."""

    id: str
    """Measure and line, such as ``in_target_pct.Waste`` or ``stage1.total``."""
    title: str
    value: int | None
    """A count, or a whole percentage; ``None`` for a percentage of nothing."""
    numerator: int | None
    """Only of a percentage."""
    denominator: int | None
    """Only of a percentage."""
    rule: str
    """How it was counted, in one sentence."""
    period: Period
    population: Population
    references: tuple[str, ...]
    """The cases behind it, one entry for each record counted (a percentage: each in its denominator), in order.

    A case with two records counted is there twice, so that the entries add up to the figure.
    """

    @property
    def is_percentage(self) -> bool:
        """Whether the value is a share of a denominator and not a count."""
        return self.denominator is not None

    @property
    def shown(self) -> str:
        """The value as documents print it: ``154``, ``93%``, or ``-`` for a percentage of nothing."""
        if self.value is None:
            return "-"
        return f"{self.value}%" if self.is_percentage else str(self.value)


def count(measure: Measure, name: str, definition: Definition, period: Period, references: tuple[str, ...]) -> Figure:
    """The figure of a count: as many as there are references."""
    return Figure(
        id=f"{measure}.{name}",
        title=f"{definition.title}, {name}",
        value=len(references),
        numerator=None,
        denominator=None,
        rule=definition.rule,
        period=period,
        population=definition.population,
        references=references,
    )


def share(measure: Measure, name: str, definition: Definition, part: Figure, whole: Figure) -> Figure:
    """The figure of a percentage: ``part`` of ``whole``, half up (S24), with the cases of ``whole``."""
    numerator, denominator = len(part.references), len(whole.references)
    return Figure(
        id=f"{measure}.{name}",
        title=f"{definition.title}, {name}",
        value=percentage(numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        rule=definition.rule,
        period=whole.period,
        population=definition.population,
        references=whole.references,
    )
