"""Comma-separated rows below a heading.

Read strictly: a row that does not fit its heading, or quotes that do not add up, are reported and never shifted or
repaired by guessing. Line feeds within quoted cells are part of them.
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import compress

from caseapp.intake.files import LONGEST_LINE, TextFile
from caseapp.intake.rows import OWN_PREFIX, Heading, RawRow
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

MOST_COLUMNS = 1_000

_UNCLOSED = "field larger than field limit"
_QUOTES = "The quotes of the row do not add up; a quote within a quoted cell is written twice"
_LINE_END = "The row holds a carriage return outside quotes; save the file with ordinary line ends"


def heading(file: TextFile) -> Heading:
    """The first row that is not blank."""
    with closing(file.lines()) as lines:
        return _Records(lines, file.name).heading().heading


def rows(file: TextFile) -> Generator[RawRow]:
    """Every row below the heading, in the order of the file.

    Raises:
        InvalidInput: the file is not UTF-8 text, or a quote is opened and never closed.
    """
    with closing(file.lines()) as lines:
        records = _Records(lines, file.name)
        columns = records.heading()
        for record in records:
            yield columns.row(record)


@dataclass(frozen=True, slots=True)
class _Record:
    """What the csv module makes of one row; ``broken`` when it makes nothing of it."""

    number: int
    cells: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What stands in which place."""

    heading: Heading
    kept: tuple[bool, ...]
    """For each place whether it is a column of the source, and not one that caseapp added to a rejected row."""

    def row(self, record: _Record) -> RawRow:
        original = self._without_own(record.cells)
        if record.broken:
            return RawRow(record.number, {}, original, record.broken)
        if not any(cell.strip() for cell in record.cells):
            return RawRow(record.number, {}, original)
        if len(record.cells) != len(self.kept):
            return RawRow(record.number, {}, original, self._misfit(len(record.cells)))
        return RawRow(record.number, dict(zip(self.heading.names, original, strict=True)), original)

    def _without_own(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        if all(self.kept):
            return cells
        beyond = cells[len(self.kept) :]
        return (*compress(cells, self.kept), *beyond)

    def _misfit(self, found: int) -> str:
        cells = "cell" if found == 1 else "cells"
        return f"The row has {found} {cells} and the heading {len(self.kept)}; a cell with a comma in it needs quotes"


class _Records:
    """The rows of a file as the csv module reads them, each with its number."""

    def __init__(self, lines: Iterable[str], name: str) -> None:
        csv.field_size_limit(LONGEST_LINE)
        self._name = name
        self._lines = iter(lines)
        self._taken: list[str] = []
        self._line = self._number = 0
        self._ended = False
        self._reader = csv.reader(self._remembered(), strict=True)

    def heading(self) -> _Columns:
        """The columns, from the first row that is not blank."""
        for record in self:
            if record.broken:
                raise InvalidInput(f"{self._name}: the heading cannot be read. {record.broken}.")
            if len(record.cells) > MOST_COLUMNS:
                raise InvalidInput(f"{self._name} has {len(record.cells):,} columns; the most is {MOST_COLUMNS:,}.")
            if any(cell.strip() for cell in record.cells):
                return _columns(record.cells)
        raise InvalidInput(f"{self._name} has no heading; its first row names the columns.")

    def __iter__(self) -> Iterator[_Record]:
        while not self._ended:
            self._taken.clear()
            self._number += 1
            begun = self._line + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as problem:
                yield self._broken(begun, str(problem))
            else:
                if cells is None:
                    return
                yield _Record(self._number, tuple(cells))

    def _remembered(self) -> Iterator[str]:
        for line in self._lines:
            self._line += 1
            self._taken.append(line)
            yield line
        self._ended = True

    def _broken(self, begun: int, problem: str) -> _Record:
        if self._ended or problem.startswith(_UNCLOSED):
            raise InvalidInput(
                f"{self._name}, line {begun}: a quote is opened in this row and never closed, so the rows after it "
                "cannot be told apart; close the quote and import the file again."
            )
        why = _LINE_END if problem.startswith("new-line") else _QUOTES
        return _Record(self._number, ("".join(self._taken).rstrip("\r\n"),), why)


def _columns(written: Sequence[str]) -> _Columns:
    names: list[str] = []
    for place, cell in enumerate(written, start=1):
        names.append(_free(one_line(cell) or f"Column {place}", names))
    kept = tuple(not name.startswith(OWN_PREFIX) for name in names)
    return _Columns(Heading(tuple(compress(names, kept)), tuple(compress(written, kept))), kept)


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, or with a number after it when the form asks the same question twice."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
