"""A summary as JSON in the shape that scripts rely on: period, totals, services, figures, anchor, in that order.

Plain ASCII, with everything else escaped: a hostile name reaches no terminal, and reads back as it was.
Each figure carries the rule by which it was counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from caseapp.reporting.catalogue import SERVICE_MEASURES, Measure
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line, Summary


def as_json(summary: Summary, *, references: bool = False) -> str:
    """The summary; ``references`` adds to each figure the cases behind it."""
    period = summary.period
    content: dict[str, Any] = {
        "period": {"label": period.label, "from": period.first.isoformat(), "to": period.last.isoformat()},
        "totals": _values(summary.totals, Measure),
        "services": [{"service": line.name, **_values(line, SERVICE_MEASURES)} for line in summary.lines],
        "figures": [_figure(figure, references=references) for figure in summary.figures],
    }
    if summary.anchor:
        content["anchor"] = summary.anchor
    return json.dumps(content, indent=2) + "\n"


def _values(line: Line, measures: Iterable[Measure]) -> dict[str, int | None]:
    return {measure.value: line[measure].value for measure in measures}


def _figure(figure: Figure, *, references: bool) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": figure.id,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rule": figure.rule,
    }
    return content | {"references": list(figure.references)} if references else content
