"""The numbers of the opening screen, line by line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from caseapp.cli.looking import AsJson
from caseapp.cli.session import session, show, show_json

if TYPE_CHECKING:
    from caseapp.store.queries.today import Today


def today(context: typer.Context, as_json: AsJson = False) -> None:
    """What is due, late and new today, and what the next ten working days hold.

    Example: caseapp --as "Jo Finch" today
    """
    from caseapp.store.queries.today import today as numbers_of

    caseapp = session(context).caseapp
    with caseapp.looking() as reader:
        calendar = reader.calendar(reader.policies.on(caseapp.today).division)
        numbers = numbers_of(reader, caseapp.user, caseapp.today, calendar)
    if as_json:
        show_json(asdict(numbers))
    else:
        show("\n".join(_lines(numbers)))


def _lines(numbers: Today) -> list[str]:
    counts = (
        (numbers.open, "open"),
        (numbers.due_today, "due today"),
        (numbers.this_week, "due this week"),
        (numbers.overdue, "overdue"),
        (numbers.unacknowledged, f"awaiting acknowledgement, {numbers.late_acknowledgements:,} of them late"),
        (numbers.mine, "mine"),
        (numbers.unassigned, "handled by nobody"),
        (numbers.stage_2, "at stage 2"),
        (numbers.new, f"new since {numbers.since:%a} {numbers.since}, {numbers.unallocated:,} without a service"),
    )
    ahead = ((day.due, f"due on {day.on:%a} {day.on}") for day in numbers.ahead)
    return [f"{count:>7,}  {words}" for count, words in (*counts, *ahead)]
