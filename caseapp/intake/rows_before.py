"""The rows of a run that came before, found again by who sent them, in bounded memory.

Nearly all rows are of people who were not met before, so that whole columns of keys are compared at once and only
what comes again is looked at row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from caseapp.casework.requests import Log
from caseapp.store.queries.related import MOST_TEXT, Keys, Link


class Before(NamedTuple):
    """A row that came before."""

    number: int
    file: str
    received_on: date | None
    summary: str
    details: str
    """Their beginning."""


Met = Mapping[int, Sequence[tuple[Link, Before]]]
"""For each place among the rows that were asked about the rows before it of the same person or home."""


class RowsBefore:
    """Remembers the latest rows of a run. What they are compared by differs in no more than capitals."""

    def __init__(self, remembered: int, most: int) -> None:
        self._remembered, self._most = remembered, most
        self._young, self._old = _Rows(0), _Rows(0)
        """The newer rows, and as many older ones at most: whenever the newer are full the older are forgotten."""

    def met(self, some: Sequence[tuple[int, Log]], keys: Keys, file: str) -> Met:
        """The rows before each of these that share a key with it, the latest first; these are remembered now."""
        if self._young.size >= self._remembered:
            self._young, self._old = _Rows(self._young.end), self._young
        first = self._young.end
        self._young.add(some, file)
        met: dict[int, dict[int, Link]] = {}
        for link, column in zip(Link, _columns(some, keys), strict=True):
            for place in self._again(link, column, first):
                for before in self._chain(link, first + place):
                    met.setdefault(place, {}).setdefault(before, link)
        return {place: self._latest(befores) for place, befores in met.items()}

    def _again(self, link: Link, column: Sequence[str], first: int) -> Sequence[int]:
        """The places of rows whose key came before, in order; every key is remembered."""
        young, old = self._young.last[link], self._old.last[link]
        hashed = list(map(hash, column))  # a tenth of the size of the texts
        distinct = set(hashed)
        if len(distinct) == len(hashed) and young.keys().isdisjoint(distinct) and old.keys().isdisjoint(distinct):
            young.update(zip(hashed, range(first, first + len(hashed)), strict=True))
            return ()
        again = []
        for place, key in enumerate(hashed):
            if column[place]:
                before = young.get(key, old.get(key))
                young[key] = first + place
                if before is not None:
                    self._young.older[link, first + place] = before
                    again.append(place)
        return again

    def _chain(self, link: Link, row: int) -> Iterator[int]:
        """The rows before one by the same link, the latest first."""
        for _ in range(self._most):
            row = self._rows_of(row).older.get((link, row), -1)
            if row < self._old.first:
                return
            yield row

    def _latest(self, befores: Mapping[int, Link]) -> list[tuple[Link, Before]]:
        latest = sorted(befores, reverse=True)[: self._most]
        return [(befores[row], self._rows_of(row).row(row)) for row in latest]

    def _rows_of(self, row: int) -> _Rows:
        return self._young if row >= self._young.first else self._old


class _Rows:
    """Some rows that came one after another, each known by its number in the run."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.last: tuple[dict[int, int], ...] = tuple({} for _ in Link)
        """For each link and each key, hashed, the last row that had it."""
        self.older: dict[tuple[Link, int], int] = {}
        """For a row of somebody met before, the row before it by the same link."""
        self._rows: list[tuple[int, str, date | None, str, str]] = []

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self._rows)

    @property
    def end(self) -> int:
        """The number of the row after them."""
        return self.first + len(self._rows)

    def add(self, some: Sequence[tuple[int, Log]], file: str) -> None:
        """More of them. Made into what callers see only when one is met again."""
        most = MOST_TEXT
        self._rows += [(number, file, log.received_on, log.summary[:most], log.details[:most]) for number, log in some]

    def row(self, row: int) -> Before:
        """One of them."""
        return Before(*self._rows[row - self.first])


def _columns(some: Sequence[tuple[int, Log]], keys: Keys) -> Iterator[Sequence[str]]:
    """The keys of each link."""
    people = [log.complainant for _, log in some]
    yield keys.emails
    yield keys.telephones
    yield [
        f"{at} {one.name.lower()}" if at and one.name else "" for at, one in zip(keys.postcodes, people, strict=True)
    ]
    yield [
        f"{at} {one.address.lower()}" if at and one.address else ""
        for at, one in zip(keys.postcodes, people, strict=True)
    ]
