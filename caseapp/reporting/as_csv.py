"""A summary as CSV for spreadsheets: one header, then rows of one width; the first cell says what a row is.

``service`` rows add up to the ``total`` row. The ``multi-service`` row is apart from it, and the ``counting rule``
and ``events`` rows at the end hold text in the name's column. Cells that a spreadsheet would read as formulas are
neutralised.
"""

from __future__ import annotations

import csv
import io

from caseapp.reporting.catalogue import Measure, statement
from caseapp.reporting.sentences import anchored
from caseapp.reporting.summary import Line, Summary
from caseapp.rules.periods import Period
from caseapp.rules.text import guarded, one_line

_HEADER = ("row", "period", "from", "to", "name", *Measure)


def as_csv(summary: Summary) -> str:
    """The rows, lines ending in a bare line feed; an empty cell is a percentage of nothing."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(_lines(summary))
    writer.writerows(_row("counting rule", summary.period, rule, [""] * len(Measure)) for rule in statement())
    if summary.anchor:
        writer.writerow(_row("events", summary.period, anchored(summary.anchor), [""] * len(Measure)))
    return file.getvalue()


def _lines(summary: Summary) -> list[list[str]]:
    kinds = [("service", line) for line in summary.services] + [("total", summary.totals)]
    if summary.multi_service is not None:
        kinds.append(("multi-service", summary.multi_service))
    return [_row(kind, summary.period, line.name, _values(line)) for kind, line in kinds]


def _values(line: Line) -> list[str]:
    values = (line[measure].value for measure in Measure)
    return ["" if value is None else str(value) for value in values]


def _row(kind: str, period: Period, name: str, values: list[str]) -> list[str]:
    dates = (period.first.isoformat(), period.last.isoformat())
    return [kind, guarded(one_line(period.label)), *dates, guarded(one_line(name)), *values]
