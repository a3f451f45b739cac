"""A summary in sentences: a table of numbers says little when it is read aloud cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def summary_lines(document: str) -> Iterator[str]:
    """A line a service, the totals first, then how the open records add up; from ``summary --format json``."""
    summary: Mapping[str, Any] = json.loads(document)
    period, totals = summary["period"], summary["totals"]
    yield f"Summary of {period['label']}, from {period['from']} to {period['to']}."
    yield _line("All services", totals)
    for line in summary["services"]:
        yield _line(line["service"], line)
    yield (
        f"Open stage records: {totals['brought_forward']} brought forward, plus {totals['received']} received, "
        f"minus {totals['closed']} closed, is {totals['carried_forward']} carried forward."
    )
    yield "For the rules of counting, type: summary --format table"


def _line(name: str, counted: Mapping[str, Any]) -> str:
    percent = "" if counted["in_target_pct"] is None else f", which is {counted['in_target_pct']} per cent"
    return (
        f"{name}: {counted['total']} stage records, {counted['stage1']} of stage 1 and {counted['stage2']} of stage 2; "
        f"{counted['answered']} answered, {counted['in_target']} of them in target{percent}; "
        f"{counted['upheld']} upheld, {counted['partly_upheld']} partly upheld, {counted['not_upheld']} not upheld; "
        f"{counted['escalated']} escalated; {counted['compliments']} compliments."
    )
