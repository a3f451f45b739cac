"""Planned rows kept in a file of their own, so that a plan of any size needs the same memory.

The file has no name and is gone with the process: it holds what people wrote.
"""

from __future__ import annotations

import pickle
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from tempfile import TemporaryFile
from threading import Lock
from typing import Any, overload

from caseapp.casework.requests import Complainant, Log, SubmissionKey
from caseapp.intake.differences import Difference
from caseapp.intake.plan import Counts, PlannedRow
from caseapp.intake.prepared import Request
from caseapp.intake.reasons import Reason
from caseapp.rules.vocabulary import Verdict

_VERDICTS = tuple(Verdict)
_NUMBERS = {verdict: number for number, verdict in enumerate(_VERDICTS)}
_COMPLAINANT = attrgetter(*(each.name for each in fields(Complainant)))
_LOG_FIELDS = tuple(each.name for each in fields(Log))
_LOG = attrgetter(*_LOG_FIELDS)
_WHO, _KEY, _BATCH = map(_LOG_FIELDS.index, ("complainant", "submission", "batch"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows that were kept together."""

    first: int
    """The place of the first of them."""
    size: int
    starts_at: int


class Spool(Sequence[PlannedRow]):
    """Rows in the order of their file. Reading is for any thread, adding for one."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  # it lasts as long as the plan
        self._lock = Lock()
        self._parts: list[_Part] = []
        self._verdicts = bytearray()
        self.untold = 0
        """How many rows are new and have nothing to be said of them."""
        self._open: tuple[int, list[PlannedRow]] = (-1, [])

    def __del__(self) -> None:
        self._file.close()

    def add(self, planned: Sequence[PlannedRow]) -> None:
        """Keep some more."""
        rows = pickle.dumps([_packed(row) for row in planned], pickle.HIGHEST_PROTOCOL)
        requests = pickle.dumps([_packed_request(row.request) for row in planned], pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._parts.append(_Part(len(self._verdicts), len(planned), self._file.seek(0, 2)))
            self._file.write(rows)
            self._file.write(requests)
        self.untold += sum(row.verdict is Verdict.NEW and not row.remarks for row in planned)
        self._verdicts += bytes(_NUMBERS[row.verdict] for row in planned)

    @property
    def counts(self) -> Counts:
        """How many rows are what."""
        found = {verdict.value: self._verdicts.count(number) for verdict, number in _NUMBERS.items()}
        return Counts(**found)

    def places(self, verdict: Verdict | None) -> array[int]:
        """The places of the rows with one verdict, or of all."""
        if verdict is None:
            return array("q", range(len(self)))
        number = _NUMBERS[verdict]
        return array("q", (place for place, each in enumerate(self._verdicts) if each == number))

    def of(self, verdict: Verdict) -> Iterator[PlannedRow]:
        """The rows with one verdict."""
        number = _NUMBERS[verdict]
        for part, held in enumerate(self._parts):
            if self._verdicts.find(number, held.first, held.first + held.size) >= 0:
                yield from (row for row in self._rows(part) if row.verdict is verdict)

    def chunks(self, batch: int | None = None) -> Iterator[list[PlannedRow]]:
        """All rows, some at a time; what they ask for as part of an import, if its number is given."""
        for part in range(len(self._parts)):
            yield self._rows(part, batch)

    def __len__(self) -> int:
        return len(self._verdicts)

    def __iter__(self) -> Iterator[PlannedRow]:
        for part in range(len(self._parts)):
            yield from self._rows(part)

    @overload
    def __getitem__(self, place: int) -> PlannedRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[PlannedRow]: ...
    def __getitem__(self, place: int | slice) -> PlannedRow | list[PlannedRow]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        part = bisect_right(self._parts, at, key=lambda each: each.first) - 1
        number, rows = self._open
        if number != part:
            rows = self._rows(part)
            self._open = (part, rows)
        return rows[at - self._parts[part].first]

    def _rows(self, part: int, batch: int | None = None) -> list[PlannedRow]:
        with self._lock:
            self._file.seek(self._parts[part].starts_at)
            # Written above, in a file without a name.
            rows, requests = pickle.load(self._file), pickle.load(self._file)  # noqa: S301
        return [_row(packed, request, batch) for packed, request in zip(rows, requests, strict=True)]


class Cases(Mapping[int, str]):
    """For each row that was taken in, its case's reference. Rows come in their order."""

    def __init__(self) -> None:
        self._rows, self._ends, self._end = array("I"), array("Q"), 0
        self._file = TemporaryFile()  # noqa: SIM115  # it lasts as long as the answers

    def __del__(self) -> None:
        self._file.close()

    def add(self, row: int, reference: str) -> None:
        """One more."""
        self._rows.append(row)
        self._end += self._file.write(reference.encode())
        self._ends.append(self._end)

    def __getitem__(self, row: int) -> str:
        place = bisect_right(self._rows, row) - 1
        if place < 0 or self._rows[place] != row:
            raise KeyError(row)
        begun = self._ends[place - 1] if place else 0
        self._file.seek(begun)
        return self._file.read(self._ends[place] - begun).decode()

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


# As little as can be kept: plain values, which are written and read ten times as fast as the objects they make up.


def _packed(row: PlannedRow) -> tuple[Any, ...]:
    key = row.key
    because = tuple((each.words, each.column, each.typed) for each in row.because)
    remarks = tuple((each.words, each.column, each.typed) for each in row.remarks)
    named = (key.source, key.reference, key.digest) if key else None
    differences = tuple((each.field, each.before, each.now) for each in row.differences)
    return row.number, _NUMBERS[row.verdict], because, remarks, named, row.case_id, row.original, differences


def _row(packed: tuple[Any, ...], request: Any, batch: int | None) -> PlannedRow:
    number, verdict, because, remarks, named, case_id, original, differences = packed
    key = SubmissionKey(*named) if named else None
    return PlannedRow(
        number,
        _VERDICTS[verdict],
        tuple(Reason(*each) for each in because) if because else (),
        tuple(Reason(*each) for each in remarks) if remarks else (),
        key,
        _request(request, key, batch) if request is not None else None,
        case_id,
        original,
        tuple(Difference(*each) for each in differences) if differences else (),
    )


def _packed_request(request: Request | None) -> Any:
    if not isinstance(request, Log):
        return request
    values = [*_LOG(request)]
    values[_WHO], values[_KEY], values[_BATCH] = _COMPLAINANT(request.complainant), None, None
    return tuple(values)


def _request(packed: Any, key: SubmissionKey | None, batch: int | None) -> Request:
    if not isinstance(packed, tuple):
        history: Request = packed
        return history
    values = [*packed]
    values[_WHO], values[_KEY], values[_BATCH] = Complainant(*packed[_WHO]), key, batch
    return Log(*values)
