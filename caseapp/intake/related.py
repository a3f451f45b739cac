"""Triage: which cases, and which rows before it, a new row may belong with. Suggested in words, nothing is merged.

Of the same person and much the same words within days, two may be one matter sent twice; an officer says whether.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from caseapp.casework.requests import Log
from caseapp.intake.reasons import Reason
from caseapp.intake.rows_before import Before, RowsBefore
from caseapp.rules.text import one_line
from caseapp.store.queries.related import MOST_TEXT, Link, RelatedCase, keys_of, related
from caseapp.store.reader import Reader

RECENT = relativedelta(months=12)
"""How far back a closed case counts."""
SAME_MATTER = timedelta(days=14)
"""Two contacts about one matter are not further apart."""
ALIKE = 80
"""Of 100, from which two texts may be about one matter."""
MOST_NOTED = 3
"""How many cases a row is told of, and how many rows before it."""
REMEMBERED = 10_000
"""Rows of the same run that a row is compared with, the latest."""


class Related:
    """Tells of new rows, some at a time and in the order of the file, what they may be related to."""

    def __init__(self, reader: Reader, today: date, *, remembered: int = REMEMBERED) -> None:
        self._reader, self._today = reader, today
        self._since = today - RECENT
        self._before = RowsBefore(remembered, MOST_NOTED)
        self._file = ""

    def begin(self, file: str) -> None:
        """From here on the rows are of another file of the same run; those before keep the name of theirs."""
        self._file = one_line(file)

    def notes(self, some: Sequence[tuple[int, Log]]) -> Mapping[int, tuple[Reason, ...]]:
        """What to know of rows that are new, by their numbers; rows that are like nothing are not in the answer."""
        people = [log.complainant for _, log in some]
        keys = keys_of(people)
        cases = related(self._reader, people, keys, since=self._since)
        before = self._before.met(some, keys, self._file)
        return {some[place][0]: tuple(self._told(some[place][1], cases, before, place)) for place in {*cases, *before}}

    def _told(
        self,
        log: Log,
        cases: Mapping[int, Sequence[tuple[Link, RelatedCase]]],
        before: Mapping[int, Sequence[tuple[Link, Before]]],
        place: int,
    ) -> Iterator[Reason]:
        row = _Contact(log, self._today, self._file)
        yield from row.of_cases(cases.get(place, ()))
        yield from row.of_rows(before.get(place, ()))


class _Contact:
    """A new row that has something in common with others, and the words about it."""

    def __init__(self, log: Log, today: date, file: str) -> None:
        self._received_on = log.received_on or today
        self._text = _text(log.summary, log.details)
        self._file = file

    def of_cases(self, cases: Sequence[tuple[Link, RelatedCase]]) -> Iterator[Reason]:
        """A sentence for each of the newest cases."""
        for link, case in cases[:MOST_NOTED]:
            if case.restricted:  # neither what it is about nor whose it is (R136)
                yield Reason(f"There is an earlier case, {case.reference}, which is restricted")
                continue
            standing = "open" if case.state.is_open else case.state.words
            said = f"{case.reference} ({standing}, {case.service or 'no service'})"
            yield self._same_matter(link, case.reference, case.received_on, case.text) or _related(link, said)
        if len(cases) > MOST_NOTED:
            yield Reason(f"There are {len(cases) - MOST_NOTED} more cases of the same person or address")

    def of_rows(self, rows: Sequence[tuple[Link, Before]]) -> Iterator[Reason]:
        """A sentence for each of the latest rows before it."""
        for link, row in rows[:MOST_NOTED]:
            said = f"row {row.number} of {row.file}" if row.file != self._file else f"row {row.number}"
            received_on = row.received_on or self._received_on
            yield self._same_matter(link, said, received_on, _text(row.summary, row.details)) or _related(link, said)

    def _same_matter(self, link: Link, what: str, received_on: date, text: str) -> Reason | None:
        """The words if they may be one matter: the same person, days apart, much the same text."""
        apart = self._received_on - received_on
        alike = _likeness(self._text, text) if link.is_person and abs(apart) <= SAME_MATTER else 0
        if not alike:
            return None
        return Reason(f"May be the same matter as {what}, received {_when(apart.days)}, {alike} of 100 alike")


def _text(summary: str, details: str) -> str:
    return f"{summary} {details}"[:MOST_TEXT].strip()


def _related(link: Link, what: str) -> Reason:
    return Reason(f"{link.words.capitalize()} as {what}: perhaps related")


def _when(days: int) -> str:
    if not days:
        return "on the same day"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'earlier' if days > 0 else 'later'}"


def _likeness(one: str, other: str) -> int:
    """How alike two texts are word by word in any order, of 100; 0 below ``ALIKE``, or where one says nothing."""
    if not one or not other:
        return 0
    from rapidfuzz import fuzz, utils

    return int(fuzz.token_sort_ratio(one, other, processor=utils.default_process, score_cutoff=ALIKE))
