"""The rows of an Excel workbook: those of its first visible sheet that has any, below a heading.

A workbook is read as a stream, and nothing in it is worked out: a formula, or the error that one came to, makes its
row a broken one. Dates and times come out as ISO 8601, whatever the sheet shows them like; other numbers as they would
be typed. Hidden rows are rows. Row numbers are the sheet's own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from caseapp.intake.files import TextFile
from caseapp.intake.formats.archive import MOST_INFLATED, Archive, archive, broken
from caseapp.intake.formats.csv_rows import FEWER
from caseapp.intake.formats.markup import Attributes, Markup, local
from caseapp.intake.formats.workbook import Sheet, Workbook
from caseapp.intake.rows import LONGEST_NAME, OWN_PREFIX, Heading, RawRow
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

MOST_COLUMNS = 1_000
"""Of a heading."""

_WIDEST = 16_384
"""Columns of a sheet: XFD is the last."""
_SEARCHED = 1_000
"""How many blank rows may stand above the heading."""
_SHOWN = 3
"""How many cells a reason names."""
_DAY_0 = date(1899, 12, 30)
"""From which days are counted, after 28 February 1900."""
_LAST_DAY = 2_958_465
"""31 December 9999."""

Cells = dict[int, str]
"""The texts of a row by column, from 1; blank ones are left out."""


def heading(file: TextFile) -> Heading:
    """The first row that is not blank, of the sheet that is read.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        InvalidInput: it is no workbook, a broken or dangerous one, or has no heading.
    """
    with archive(file) as parts:
        table = _table(parts)
        sheets = len(table.workbook.sheets)
        file.tell(f"sheet “{one_line(table.sheet.title)}”{f' of {sheets}' if sheets > 1 else ''}")
        return table.columns.heading


def rows(file: TextFile) -> Generator[RawRow]:
    """Every row below the heading. Blank rows count where others follow; a sheet may have a million at its end.

    Raises:
        FileProblem: the file cannot be read.
        InvalidInput: the workbook is broken.
    """
    with archive(file) as parts:
        table = _table(parts)
        blank: list[int] = []
        with closing(_rows_of(table.workbook, table.sheet)) as found:
            for row in found:
                if row.number <= table.heading_number:
                    continue
                if not row.cells:
                    blank.append(row.number)
                    continue
                yield from (RawRow(number, {}, ()) for number in blank)
                blank.clear()
                yield table.columns.row(row)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Cells
    problems: tuple[str, ...]
    """What cannot be read as a text, in a phrase each."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What stands in which place."""

    heading: Heading
    names: Mapping[int, str]
    """Without those that caseapp added to a rejected row."""
    widest: int

    def row(self, row: _Row) -> RawRow:
        cells = row.cells
        original = tuple([cells.get(place, "") for place in self.names])
        if max(cells) > self.widest:
            first = min(place for place in cells if place > self.widest)
            beyond = tuple(cells.get(place, "") for place in range(self.widest + 1, max(cells) + 1))
            misfit = f"The cell {_letters(first)}{row.number} stands under no heading; name its column"
            return RawRow(row.number, {}, original + beyond, _listed([misfit, *row.problems]))
        if row.problems:
            return RawRow(row.number, {}, original, _listed(row.problems))
        return RawRow(row.number, dict(zip(self.heading.names, original, strict=True)), original)


def _listed(problems: Sequence[str]) -> str:
    more = f"; and {len(problems) - _SHOWN} more cells" if len(problems) > _SHOWN else ""
    return f"{'; '.join(problems[:_SHOWN])}{more}"


@dataclass(frozen=True, slots=True)
class _Table:
    workbook: Workbook
    sheet: Sheet
    columns: _Columns
    heading_number: int


def _table(parts: Archive) -> _Table:
    workbook = Workbook(parts)
    for sheet in workbook.sheets:
        first = None if sheet.is_hidden else _first_row(workbook, sheet)
        if first is not None:
            return _Table(workbook, sheet, _columns(first, parts.name), first.number)
    raise InvalidInput(f"{parts.name} has no visible sheet with a heading; its first row names the columns.")


def _first_row(workbook: Workbook, sheet: Sheet) -> _Row | None:
    with closing(_rows_of(workbook, sheet)) as found:
        for searched, row in enumerate(found):
            if row.cells:
                return row
            if searched > _SEARCHED:
                break
    return None


def _columns(row: _Row, name: str) -> _Columns:
    if row.problems:
        raise InvalidInput(f"{name}: the heading cannot be read. {row.problems[0]}.")
    widest = max(row.cells)
    if widest > MOST_COLUMNS:
        raise InvalidInput(f"{name} has {widest:,} columns; the most is {MOST_COLUMNS:,}; {FEWER}.")
    longest = max(map(len, row.cells.values()))
    if longest > LONGEST_NAME:
        raise InvalidInput(
            f"{name}: a cell of its heading, row {row.number}, has {longest:,} characters, and the name of a column at "
            f"most {LONGEST_NAME:,}; put the names of the columns in the first row."
        )
    named: dict[int, str] = {}
    taken: set[str] = set()
    for place in range(1, widest + 1):
        column = _free(one_line(row.cells.get(place, "")) or f"Column {place}", taken)
        taken.add(column)
        if not column.startswith(OWN_PREFIX):
            named[place] = column
    written = tuple(row.cells.get(place, "") for place in named)
    return _Columns(Heading(tuple(named.values()), written), named, widest)


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number after it when the form asks the same question twice."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _rows_of(workbook: Workbook, sheet: Sheet) -> Generator[_Row]:
    reader = _SheetReader(workbook)
    markup = Markup(workbook.archive.name, start=reader.start, end=reader.end, text=reader.text)
    with closing(workbook.archive.blocks(sheet.part, MOST_INFLATED)) as blocks:
        for _ in markup.feed(blocks, reader.done):
            yield from reader.done
            reader.done.clear()


class _SheetReader:
    """Makes rows of the elements of a sheet. It is called for every element, so it does little for each."""

    def __init__(self, workbook: Workbook) -> None:
        self.done: list[_Row] = []
        self._values = _Values(workbook)
        self._name = workbook.archive.name
        self._number = self._column = 0
        self._cells: Cells = {}
        self._problems: list[str] = []
        self._kind = self._style = ""
        self._words: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        """Where words go; nowhere between cells, and for how words sound in East Asian files."""
        self._is_sound = False

    def start(self, element: str, attributes: Attributes) -> None:
        """An element begins: a row, a cell, its value ``v``, its text ``t``, or its formula ``f``."""
        if ":" in element:
            element = local(element)
        if element == "c":
            column = _place(attributes["r"].rstrip("0123456789")) if "r" in attributes else self._column + 1
            if not self._column < column <= _WIDEST:
                raise broken(self._name)
            self._column = column
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        elif element in {"v", "t"}:
            self._into = None if self._is_sound else self._words
        elif element == "f":
            self._formula = self._into = ["="]
        elif element == "row":
            self._begin_row(attributes.get("r", ""))
        elif element == "rPh":
            self._is_sound = True

    def text(self, words: str) -> None:
        """Words within an element."""
        if self._into is not None:
            self._into.append(words)

    def end(self, element: str) -> None:
        """An element ends."""
        if ":" in element:
            element = local(element)
        self._into = None
        if element == "c":
            if self._words or self._formula:
                self._end_cell("".join(self._words))
        elif element == "row":
            self.done.append(_Row(self._number, self._cells, tuple(self._problems)))
        elif element == "rPh":
            self._is_sound = False

    def _begin_row(self, written: str) -> None:
        number = int(written) if written.isdecimal() and len(written) < 8 else self._number + 1
        if number <= self._number:
            raise broken(self._name)
        self._number, self._column = number, 0
        self._cells, self._problems = {}, []

    def _end_cell(self, written: str) -> None:
        self._words.clear()
        if self._formula:
            value: str | None = "".join(self._formula)
            self._formula = None
            self._problems.append(
                f"The cell {self._where} holds a formula, which is not worked out; write its value in its place"
            )
        else:
            value = self._values.of(self._kind, self._style, written)
        if value is None:
            self._problems.append(
                f"The cell {self._where} holds the error {one_line(written[:20])}; write what is meant"
            )
        if value != "":
            self._cells[self._column] = written if value is None else value

    @property
    def _where(self) -> str:
        return f"{_letters(self._column)}{self._number}"


class _Values:
    """What the value of a cell means, by its kind and style."""

    def __init__(self, workbook: Workbook) -> None:
        self._shared, self._shown = workbook.shared, workbook.shown
        self._shift = timedelta(days=1_462 if workbook.starts_1904 else 0)
        self._instant: Callable[[str, str], str | None] = lru_cache(maxsize=10_000)(self._dated)

    def of(self, kind: str, style: str, written: str) -> str | None:
        """The value as text; ``None`` if it is an error."""
        if kind == "s":
            return self._shared.text(written)
        if kind == "n":
            shown = self._shown.get(style)
            return self._instant(written, shown) if shown else _number(written)
        if kind == "b":
            return "true" if written == "1" else "false"
        return None if kind == "e" else written

    def _dated(self, written: str, shown: str) -> str | None:
        try:
            days = float(written)
        except ValueError:
            return None
        if not 0 <= days < _LAST_DAY - self._shift.days:
            return None
        seconds = round(days * 86_400)
        if seconds < 86_400 and not self._shift and "d" not in shown:
            return f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        early = timedelta(days=1 if days < 60 and not self._shift else 0)  # 1900 has a 29 February there
        instant = datetime.combine(_DAY_0, time()) + self._shift + early + timedelta(seconds=seconds)
        return instant.date().isoformat() if shown == "d" and instant.time() == time() else instant.isoformat()


def _number(written: str) -> str:
    """A number as it would be typed: 7 and not 7.0, no more digits than tell it from others."""
    if written.isdecimal():
        return written
    try:
        value = float(written)
    except ValueError:
        return written
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


@lru_cache(maxsize=2_000)
def _place(letters: str) -> int:
    """``C`` is 3; 0 if that is no column."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0
    place = 0
    for letter in letters.upper():
        place = 26 * place + ord(letter) - ord("A") + 1
    return place


def _letters(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
