"""What is said of a figure: its change on the last period, its course, and the rule by which it was counted."""

from __future__ import annotations

from textual.content import Content

from caseapp.reporting.catalogue import DEFINITIONS, TOTAL_LINE, Measure, definition_for
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line
from caseapp.rules.spans import Span
from caseapp.rules.text import one_line
from caseapp.tui.desks.figures import TREND, Levels
from caseapp.tui.widgets.sparkline import sparkline

NONE = "–"
"""What stands for a percentage of nothing, and for a change that cannot be told."""


def label(line: Line) -> str:
    """The name of a line as it is shown."""
    return "All services" if line.name == TOTAL_LINE else one_line(line.name)


def value(figure: Figure) -> str:
    """``12``, ``93%``, or a dash for a percentage of nothing."""
    return NONE if figure.value is None else figure.shown


def change_words(change: int | None, *, is_percentage: bool) -> str:
    """``▲ 3 more``, ``▼ 5 points``, ``= same``, or a dash: arrow, number and word, so that no colour is needed."""
    if change is None:
        return NONE
    if change == 0:
        return "= same"
    arrow = "▲" if change > 0 else "▼"
    more = ("more" if change > 0 else "fewer") if not is_percentage else _points(change)
    return f"{arrow} {abs(change):,} {more}"


def _points(change: int) -> str:
    return "point" if abs(change) == 1 else "points"


def trend(levels: Levels, line: Line, measure: Measure) -> str:
    """A line's course over eight periods; a percentage against a hundred."""
    return sparkline(levels.course(line.name, measure), 100 if measure is Measure.IN_TARGET_PCT else None)


def figure_text(levels: Levels, line: Line, measure: Measure) -> Content:
    """Everything that is said of one figure: value, change, course, rule."""
    figure = line[measure]
    heading = f"{label(line)} · {DEFINITIONS[measure].title}: {value(figure)}{_of(figure)}"
    return Content("\n").join(
        [
            Content.styled(heading, "bold"),
            Content(_change_sentence(levels, line, figure, measure)),
            _course(levels, line, measure),
            Content.styled(f"Rule: {definition_for(measure, line.name).rule}", "$text-muted"),
        ]
    )


def _of(figure: Figure) -> str:
    return f" ({figure.numerator} of {figure.denominator})" if figure.is_percentage else ""


def _change_sentence(levels: Levels, line: Line, figure: Figure, measure: Measure) -> str:
    last, before = levels.summaries[-2].period.label, levels.before(line.name)[measure]
    if not levels.is_over:
        return f"{NONE} Not compared with {last}: {levels.period.label} is not over yet."
    change = levels.change(line.name, measure)
    if change is None:
        empty = levels.period.label if figure.value is None else last
        return f"{NONE} Not compared with {last}: nothing of {empty} was answered, so it has no percentage."
    if change == 0:
        return f"= same as in {last}, which had {value(before)} too."
    words = change_words(change, is_percentage=figure.is_percentage)
    direction = (" up" if change > 0 else " down") if figure.is_percentage and change else ""
    return f"{words}{direction} on {last}, which had {value(before)}."


_PLURALS = {Span.MONTH: "months", Span.QUARTER: "quarters", Span.YEAR: "years"}


def _course(levels: Levels, line: Line, measure: Measure) -> Content:
    values = levels.course(line.name, measure)
    said = " ".join(
        NONE if each is None else f"{each}{'%' if measure is Measure.IN_TARGET_PCT else ''}" for each in values
    )
    return Content.assemble(
        (trend(levels, line, measure), "$text-primary"),
        f"  {said}",
        (f"  the last {TREND} {_PLURALS[levels.span]}", "$text-muted"),
    )


def balance(levels: Levels) -> str:
    """How the open records of the period add up."""
    count = levels.now.totals.count
    return (
        f"Open: {count(Measure.BROUGHT_FORWARD):,} brought forward + {count(Measure.RECEIVED):,} received "
        f"− {count(Measure.CLOSED):,} closed = {count(Measure.CARRIED_FORWARD):,} carried forward"
    )


def is_empty(levels: Levels) -> bool:
    """Whether the period has nothing in it at all."""
    return not any(figure.references for figure in levels.now.totals.figures.values())
