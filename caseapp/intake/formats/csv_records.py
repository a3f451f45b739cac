"""Lines of delimited text taken apart into rows by Python's own csv module, strictly.

A row that cannot be taken apart is handed on as ``Broken`` with its text, and the rows after it are read. With
``backslash`` a backslash before a quote leaves the quote alone, as PHP's fputcsv writes it: such a quote is doubled
before the csv module sees it, so that it is read as it stands. Where that quote stands at the end of a cell it may
as well close a cell that ends in a backslash; the one reading that fits the heading is taken, and a row for which
there is not exactly one is broken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain, product

from caseapp.intake import files
from caseapp.rules.errors import InvalidInput

_QUOTES = "The quotes of the row do not add up; a quote within a quoted cell is written twice"
_LINE_END = "The row holds a carriage return outside quotes; save the file with ordinary line ends"
_TWO_WAYS = "A backslash stands before a quote at the end of a cell, which can be read in two ways; remove it"
_ENDLESS = "field larger than field limit"
"""How the csv module begins to say that a cell is longer than ``LONGEST_LINE``."""
_MOST_DOUBTS = 3
"""Places in one line that are tried both ways."""
_LONGEST_DOUBT, _MOST_LINES = 100_000, 20
"""Characters and lines of a row up to which that is tried, so that no row takes long."""


class Broken(list[str]):
    """A row that cannot be taken apart, or in more than one way; without cells."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__()
        self.why, self.text = why, text


class Records:
    """The rows of a file, counted from 1."""

    def __init__(self, blocks: Iterable[list[str]], name: str, delimiter: str, *, backslash: bool = False) -> None:
        csv.field_size_limit(files.LONGEST_LINE)
        self.number = 0
        """Of the row that was handed on last."""
        self.width: int | None = None
        """How many cells a row is to have, where that is known."""
        self._name = name
        self._mend = _Mend(delimiter) if backslash else None
        self._mended: list[str] = []
        """The lines of the row in hand, mended; none where nothing is."""
        self._doubtful = False
        """Whether one of them can be read in two ways."""
        self._feed = _Feed(blocks, self.unclosed)
        lines = map(self._with_mended, self._feed.lines()) if backslash else self._feed.lines()
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)

    def __iter__(self) -> Generator[list[str]]:
        """The cells of each row; a blank line has none.

        Raises:
            InvalidInput: a quote is opened and never closed.
        """
        while not self._feed.ended:
            try:
                for cells in self._reader:
                    self.number += 1
                    yield self._checked(cells) if self._mended else cells
                    self._begin()
            except csv.Error as problem:
                self.number += 1
                yield self._broken(str(problem))
                self._begin()

    @property
    def text(self) -> str:
        """The row that was handed on last, as it stands in the file."""
        return self._feed.held(self._reader.line_num).rstrip("\r\n")

    def unclosed(self) -> InvalidInput:
        """The refusal of a file in which a quote swallows every row after it."""
        return InvalidInput(
            f"{self._name}, line {self._feed.begun + 1}: a quote is opened in this row and never closed, so the rows "
            "after it cannot be told apart; close the quote, or fetch the file again if it was cut off."
        )

    def _begin(self) -> None:
        """Whatever is read from here on belongs to the next row."""
        self._feed.begun = self._reader.line_num
        self._mended.clear()
        self._doubtful = False

    def _with_mended(self, line: str) -> str:
        """The next line as the csv module is to see it."""
        if self._mend is not None and '\\"' in line:
            before = "".join(self._mended)
            is_short = len(before) <= _LONGEST_DOUBT and len(self._mended) <= _MOST_LINES and not self._doubtful
            line, doubtful = self._mend.line(before, line, self.width if is_short else None)
            self._doubtful = self._doubtful or doubtful
        self._mended.append(line)
        return line

    def _checked(self, cells: list[str]) -> list[str]:
        if self._doubtful:
            return Broken(_TWO_WAYS, self.text)
        whole = (
            self._mend is None or not any('"' in cell for cell in cells) or self._mend.is_whole("".join(self._mended))
        )
        return cells if whole else Broken(_QUOTES, self.text)

    def _broken(self, problem: str) -> Broken:
        if self._feed.ended or problem.startswith(_ENDLESS):
            raise self.unclosed()
        return Broken(_LINE_END if problem.startswith("new-line") else _QUOTES, self.text)


class _Feed:
    """Hands lines to the csv module and keeps those of the row in hand."""

    def __init__(self, blocks: Iterable[list[str]], unclosed: Callable[[], InvalidInput]) -> None:
        self.begun = 0
        """How many lines were read before the row in hand."""
        self.ended = False
        self._blocks, self._unclosed = blocks, unclosed
        self._held: list[str] = []
        self._dropped = 0

    def lines(self) -> Iterator[str]:
        return chain.from_iterable(self._taken())

    def held(self, upto: int) -> str:
        return "".join(self._held[self.begun - self._dropped : upto - self._dropped])

    def _taken(self) -> Iterator[list[str]]:
        for block in self._blocks:
            kept = self._held[self.begun - self._dropped :]
            if sum(map(len, kept)) > files.LONGEST_LINE:
                raise self._unclosed()
            self._dropped, self._held = self.begun, kept + block
            yield block
        self.ended = True


class _Mend:
    """Doubles the quotes that PHP left alone."""

    def __init__(self, delimiter: str) -> None:
        between = re.escape(delimiter)
        quoted, bare = r'"[^"]*(?:""[^"]*)*', rf'[^"{between}\r\n]*'
        cell = rf'(?:{quoted}"|{bare})'
        self._delimiter = delimiter
        self._within = re.compile(rf'\\"(?![{between}\r\n]|\Z)')
        self._at_the_end = re.compile(rf'(?<=\\)"(?=[{between}\r\n]|\Z)')
        self._whole = re.compile(rf"{cell}(?:{between}{cell})*[\r\n]*")
        self._begun = re.compile(rf"(?:{cell}{between})*{quoted}")

    def line(self, before: str, line: str, width: int | None) -> tuple[str, bool]:
        """A line with ordinary quotes, and whether it can be read otherwise; ``before`` is what its row has already."""
        mended = self._within.sub(r'\\""', line)
        pieces = self._at_the_end.split(mended)
        if len(pieces) == 1:
            return mended, False
        if width is not None and len(pieces) <= _MOST_DOUBTS + 1:
            fitting = [text for text in _readings(pieces) if self._fits(before + text, width)]
            if len(fitting) == 1:
                return fitting[0], False
        return mended, True

    def is_whole(self, row: str) -> bool:
        """Whether every quote of a row belongs to a quoted cell, as it does in whatever PHP writes."""
        return self._whole.fullmatch(row) is not None

    def _fits(self, text: str, width: int) -> bool:
        """Whether a text is a row of that many cells, or may be the beginning of one."""
        if self._whole.fullmatch(text):
            return self._cells(text) == width
        return self._begun.fullmatch(text) is not None and self._cells(text) <= width

    def _cells(self, text: str) -> int:
        return len(next(csv.reader([text], delimiter=self._delimiter), []))


def _readings(pieces: list[str]) -> Iterator[str]:
    """The line with each of its doubtful quotes closing a cell, or standing in it."""
    for quotes in product(('"', '""'), repeat=len(pieces) - 1):
        yield "".join(chain.from_iterable(zip(pieces, (*quotes, ""), strict=True)))
