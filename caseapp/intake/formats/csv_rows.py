"""Rows of delimited text below a heading.

Read strictly: a row that does not fit its heading, or quotes that do not add up, are reported and never shifted or
repaired by guessing. Line feeds within quoted cells are part of them. Where the profile says so, a file may have no
heading, or a new one after a blank line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import compress

from caseapp.intake.files import TextFile
from caseapp.intake.formats.csv_records import Broken, Records
from caseapp.intake.formats.dialects import dialect_of, known_headings, name_of
from caseapp.intake.profile import Profile
from caseapp.intake.rows import LONGEST_NAME, OWN_PREFIX, Heading, Original, RawRow
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded, one_line

MOST_COLUMNS = 1_000
FEWER = "leave out those that nobody needs, or see whether it is the right file"
"""What to do about too many columns."""


def heading(file: TextFile, profile: Profile | None = None) -> Heading:
    """The columns: those of the first row that is not blank, of every heading in the file, or of the profile.

    Without a profile it is the file's, where that is known.
    """
    with closing(file.blocks()) as blocks:
        return _Table(file, blocks, profile or file.profile).heading()


def rows(file: TextFile, profile: Profile | None = None) -> Generator[RawRow]:
    """Every row that is no heading, in the order of the file.

    Raises:
        InvalidInput: the file is not text, or a quote is opened and never closed.
        FileProblem: the file cannot be read, or changes while it is.
    """
    known = profile or file.profile
    whole = heading(file, known) if known is not None and known.blocks else None
    with closing(file.blocks()) as blocks:
        yield from _Table(file, blocks, known).rows(whole)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What stands in which place."""

    heading: Heading
    kept: tuple[bool, ...]
    """For each place whether it is a column of the source, and not one that caseapp added to a rejected row."""

    def without_own(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells without those of caseapp's own columns."""
        return (*compress(cells, self.kept), *cells[len(self.kept) :])

    def misfit(self, found: int, delimiter: str) -> str:
        """Why a row of so many cells is broken."""
        cells = "cell" if found == 1 else "cells"
        why = f"a cell with a {name_of(delimiter)} in it needs quotes"
        if found < len(self.kept):
            why = "a cell with a line end in it needs quotes, or the row was cut off"
        return f"The row has {found:,} {cells} and the heading {len(self.kept):,}; {why}"


class _Table:
    """One reading of a file."""

    def __init__(self, file: TextFile, blocks: Iterable[list[str]], profile: Profile | None) -> None:
        dialect = dialect_of(file)
        self._file, self._profile, self._delimiter = file, profile, dialect.delimiter
        self._records = Records(blocks, file.name, dialect.delimiter, backslash=dialect.backslash)
        self._cells = iter(self._records)

    def heading(self) -> Heading:
        """The columns; of a file in blocks those of all of them, in the order in which they are met."""
        first, _ = self._columns()
        if self._profile is None or not self._profile.blocks:
            return first.heading
        named = dict(_written(first.heading))
        for row in self._in_blocks(first):
            if isinstance(row, _Columns):
                named |= _written(row.heading)
        return Heading(tuple(named), tuple(named.values()))

    def rows(self, whole: Heading | None) -> Iterator[RawRow]:
        """The rows; ``whole`` are the columns of a file in blocks."""
        columns, row_one = self._columns()
        if whole is not None:
            yield from self._under(whole, columns)
            return
        if row_one is not None:
            yield self._row(columns, row_one)
        yield from self._ordinary(columns)

    def _columns(self) -> tuple[_Columns, list[str] | None]:
        """The columns, and the first row when it is none of their names but a row already."""
        for cells in self._cells:
            if isinstance(cells, Broken):
                raise InvalidInput(f"{self._file.name}: the heading cannot be read. {cells.why}.")
            if len(cells) > MOST_COLUMNS:
                raise InvalidInput(
                    f"{self._file.name} has {len(cells):,} columns; the most is {MOST_COLUMNS:,}; {FEWER}."
                )
            if any(cell.strip() for cell in cells):
                names = self._headless(cells)
                self._require_names(names or cells)
                columns = _columns(names or cells)
                self._records.width = len(columns.kept)
                return columns, cells if names else None
        raise InvalidInput(f"{self._file.name} has no heading; its first row names the columns.")

    def _require_names(self, names: Sequence[str]) -> None:
        longest = max(map(len, names))
        if longest > LONGEST_NAME:
            raise InvalidInput(
                f"{self._file.name}: a cell of its heading has {longest:,} characters, and the name of a column at "
                f"most {LONGEST_NAME:,}; put the names of the columns in the first row."
            )

    def _headless(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The profile's columns, when the first row has as many cells and none of them is a heading."""
        profile = self._profile
        if profile is None or len(cells) != len(profile.headless):
            return ()
        known = known_headings([profile])
        if any(folded(cell) in known for cell in cells if len(cell) <= LONGEST_NAME):
            return ()
        self._file.tell(f"without a heading, so with the columns of {profile.name} in their order")
        return profile.headless

    def _ordinary(self, columns: _Columns) -> Iterator[RawRow]:
        width, names, all_kept = len(columns.kept), columns.heading.names, all(columns.kept)
        records = self._records
        for cells in self._cells:
            if all_kept and len(cells) == width and type(cells) is list:
                original = tuple(cells)
                yield RawRow(records.number, dict(zip(names, original)), original)  # noqa: B905 - as long, just seen
            else:
                yield self._row(columns, cells)

    def _row(self, columns: _Columns, cells: list[str]) -> RawRow:
        number, width = self._records.number, len(columns.kept)
        if isinstance(cells, Broken):
            return RawRow(number, {}, (cells.text,), cells.why)
        if len(cells) != width and any(cell.strip() for cell in cells):
            return RawRow(number, {}, self._misfitting(columns, cells), columns.misfit(len(cells), self._delimiter))
        original = columns.without_own(cells)
        named = zip(columns.heading.names, original, strict=True) if len(cells) == width else ()
        return RawRow(number, dict(named), original)

    def _misfitting(self, columns: _Columns, cells: Sequence[str]) -> Original:
        """The cells in their places; a million of them as the one text that they are."""
        return columns.without_own(cells) if len(cells) <= MOST_COLUMNS else (self._records.text,)

    def _under(self, whole: Heading, first: _Columns) -> Iterator[RawRow]:
        """The rows of a file in blocks, each with its cells under the columns of all of them.

        A row that is broken comes back as one text, so that it fits no heading by accident.
        """
        for row in self._in_blocks(first):
            if isinstance(row, _Columns):
                continue
            if row.broken:
                yield RawRow(row.number, {}, (self._records.text,), row.broken)
            else:
                yield RawRow(row.number, row.cells, tuple(row.cells.get(name, "") for name in whole.names))

    def _in_blocks(self, columns: _Columns) -> Iterator[RawRow | _Columns]:
        """The rows, and the columns wherever they change: after a blank line, with all that tells such a file."""
        after_blank = False
        for cells in self._cells:
            if after_blank and self._is_heading(cells):
                columns = _columns(cells)
                self._records.width = len(columns.kept)
                yield columns
            else:
                yield self._row(columns, cells)
            after_blank = not any(cell.strip() for cell in cells)

    def _is_heading(self, cells: Sequence[str]) -> bool:
        profile = self._profile
        if len(cells) > MOST_COLUMNS or max(map(len, cells), default=0) > LONGEST_NAME:
            return False
        there = {folded(cell) for cell in cells}
        return profile is not None and all(folded(name) in there for name in profile.recognised_by)


def _written(heading: Heading) -> dict[str, str]:
    return dict(zip(heading.names, heading.written, strict=True))


def _columns(written: Sequence[str]) -> _Columns:
    names = _told_apart([one_line(cell) or f"Column {place}" for place, cell in enumerate(written, start=1)])
    kept = tuple(not name.startswith(OWN_PREFIX) for name in names)
    return _Columns(Heading(tuple(compress(names, kept)), tuple(compress(written, kept))), kept)


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, with a number after each that was there before: a form may ask the same question twice."""
    numbers = Counter[str]()
    apart: dict[str, None] = {}
    for name in names:
        free = name
        while free in apart:
            numbers[name] += 1
            free = f"{name} ({numbers[name] + 1})"
        apart[free] = None
    return list(apart)
