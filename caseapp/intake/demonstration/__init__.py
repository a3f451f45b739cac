"""The demonstration caseload: invented cases whose counts are the council's published ones, and a live worklist.

Two past years are made so that their figures come out as printed; the months up to today are made so that every
part of the worklist has something in it. The same date and seed give the same cases on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from caseapp.intake.demonstration.author import Author
from caseapp.intake.demonstration.dice import Dice
from caseapp.intake.demonstration.live import live_rows
from caseapp.intake.demonstration.narratives import read_narratives
from caseapp.intake.demonstration.past import past_rows
from caseapp.intake.demonstration.people import read_cast
from caseapp.intake.demonstration.published import PublishedYear, read_published
from caseapp.intake.history import HistoryRow
from caseapp.resources import fixtures_dir
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.errors import InvalidInput
from caseapp.rules.policy import Policies

EARLIEST_TODAY = date(2025, 1, 1)
"""By then the last case of the published years has been answered, and the live ones fall under one policy."""


def generate(
    today: date, calendar: WorkingCalendar, policies: Policies, *, data: Path | None = None, seed: int = 1
) -> Iterator[HistoryRow]:
    """Every case of the demonstration in order of receipt, none dated after ``today``.

    The past years do not depend on ``today``. ``data`` is the folder of figures, people and narratives, by default
    the one shipped. The calendar must reach from April 2022 to some weeks after ``today``.

    Raises:
        InvalidInput: ``today`` is before ``EARLIEST_TODAY``.
        OutsideCalendar: the calendar is too short.
        FileProblem: a file of ``data`` is missing or cannot be read.
        Imbalance: the files of ``data`` contradict each other.
    """
    if today < EARLIEST_TODAY:
        raise InvalidInput(f"The demonstration caseload begins on {EARLIEST_TODAY}; {today} is too early for it.")
    folder = data or fixtures_dir() / "demonstration"
    years = read_published(folder)
    narratives, cast = read_narratives(folder), read_cast(folder)

    def author(stream: int) -> Author:
        return Author(Dice(stream), calendar, policies, cast, narratives)

    for year in years:
        yield from past_rows(author(_past_stream(seed, year)), year)
    yield from live_rows(author(_live_stream(seed, today)), years[-1], today, folder)


def _past_stream(seed: int, year: PublishedYear) -> int:
    return seed * 10_000 + year.period.first.year


def _live_stream(seed: int, today: date) -> int:
    return seed * 10_000_000 + today.toordinal()
