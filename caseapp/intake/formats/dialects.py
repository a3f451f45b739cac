"""What stands between the cells of a text file, and how a quote within a quoted cell is written.

Both are found in the file, said, and may be asked for instead. Where two answers are as good the file is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice

from caseapp.intake.files import LONGEST_LINE, TextFile
from caseapp.intake.formats.csv_records import Broken, Records
from caseapp.intake.profile import Profile
from caseapp.intake.rows import LONGEST_NAME, ROW_COLUMN
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded, one_line

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", ":": "colon", " ": "space"}
_FOUND = (",", ";", "\t", "|")
"""Those that are looked for. Colons and spaces stand in too many headings; they are asked for."""
_ASKED = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "colon": ":", "space": " "}
_QUOTES = ("doubled", "backslash")
_LEFT_ALONE = "quotes left alone after a backslash"
_COMPARED = 20
"""Rows that are held against the heading."""
_ENOUGH = 50
"""Rows that show how quotes are written, after which no more are looked at."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a file are told apart."""

    delimiter: str = ","
    backslash: bool = False
    """Whether a backslash before a quote leaves it, as PHP's fputcsv writes."""


def dialect_of(file: TextFile) -> Dialect:
    """The dialect of a file, looked for once.

    Raises:
        InvalidInput: what was asked for cannot be meant, or the heading makes sense in several ways.
        FileProblem: the file cannot be read.
    """
    if file.dialect is None:
        delimiter = _asked_delimiter(file) or _found_delimiter(file)
        file.dialect = Dialect(delimiter, _asked_quotes(file) or _found_quotes(file, delimiter))
    return file.dialect


def name_of(delimiter: str) -> str:
    """What a delimiter is called, to follow ``a``."""
    return _NAMES.get(delimiter, f"“{delimiter}”")


def known_headings(profiles: Iterable[Profile]) -> frozenset[str]:
    """The headings that the profiles know, folded for comparison."""
    return frozenset(
        folded(heading)
        for profile in profiles
        for headings in (profile.recognised_by, profile.headless, *profile.questions.values())
        for heading in headings
    )


def _asked_delimiter(file: TextFile) -> str:
    asked = file.asked.delimiter
    if asked is None:
        return ""
    delimiter = _ASKED.get(asked.strip().lower(), asked)
    if len(delimiter) != 1 or delimiter in '"\\\r\n\0' or delimiter.isalnum():
        raise InvalidInput(
            f"“{one_line(asked)[:40]}” cannot stand between cells; name one character, or comma, semicolon, tab, pipe, "
            "colon or space."
        )
    file.tell(f"separated by {name_of(delimiter)}s as asked")
    return delimiter


def _asked_quotes(file: TextFile) -> bool:
    asked = file.asked.quotes
    if asked is not None and asked not in _QUOTES:
        raise InvalidInput(f"“{one_line(asked)[:40]}” is no way to write quotes; it is doubled or backslash.")
    if asked is not None:
        file.tell(f"with {'doubled quotes' if asked == 'doubled' else _LEFT_ALONE} as asked")
    return asked == "backslash"


def _found_delimiter(file: TextFile) -> str:
    with closing(file.blocks()) as blocks:
        head = next(blocks, [])
    found = _narrowed(file, [tried for tried in (_Tried(head, delimiter) for delimiter in _FOUND) if tried.width > 1])
    if len(found) > 1:
        ways = " or ".join(f"{name_of(tried.delimiter)}s" for tried in found)
        raise InvalidInput(
            f"{file.name}: the cells of its heading may be separated by {ways}; say which with --delimiter."
        )
    delimiter = found[0].delimiter if found else ","
    if delimiter != ",":
        file.tell(f"separated by {name_of(delimiter)}s")
    return delimiter


class _Tried:
    """The beginning of a file read with one delimiter."""

    def __init__(self, head: list[str], delimiter: str) -> None:
        self.delimiter = delimiter
        rows = _whole_rows(head, delimiter)
        self.heading = rows[0] if rows else []
        self._rows = rows[1:]

    @property
    def width(self) -> int:
        return len(self.heading)

    def is_clean(self) -> bool:
        """Whether no quoted cell of another delimiter's is left standing within a cell."""
        others = [other for other in _FOUND if other != self.delimiter]
        return not any(
            cell.count('"') % 2 or any(f'{other}"' in cell or f'"{other}' in cell for other in others)
            for cell in self.heading
        )

    def fits_rows(self) -> bool:
        """Whether most rows have as many cells as the heading."""
        return sum(len(row) == self.width for row in self._rows) * 2 > len(self._rows)


def _whole_rows(head: list[str], delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(head, delimiter=delimiter, strict=True)
    with suppress(csv.Error):  # the rows before it tell enough, and it is read again with what they tell
        records.extend(islice((row for row in reader if any(cell.strip() for cell in row)), _COMPARED + 1))
    return records


def _narrowed(file: TextFile, tried: list[_Tried]) -> list[_Tried]:
    """Those that are left when each thing that tells them apart was looked at, until there is one."""
    tests: list[Callable[[_Tried], bool]] = [
        lambda one: one.heading[0] == ROW_COLUMN,  # caseapp wrote the heading, whatever stands in its other cells
        lambda one: file.path.suffix.lower() in {".tsv", ".tab"} and one.delimiter == "\t",
        _Tried.is_clean,
        _knowing(file),
        _Tried.fits_rows,
        lambda one: file.profile is not None and one.width == len(file.profile.headless),
    ]
    for test in tests:
        if len(tried) > 1:
            tried = [one for one in tried if test(one)] or tried
    return tried


def _knowing(file: TextFile) -> Callable[[_Tried], bool]:
    known: frozenset[str] = frozenset()

    def knows(tried: _Tried) -> bool:
        nonlocal known
        known = known or known_headings(file.profiles)
        return any(folded(cell) in known for cell in tried.heading if len(cell) <= LONGEST_NAME)

    return knows


def _found_quotes(file: TextFile, delimiter: str) -> bool:
    """Whether PHP wrote the quotes: whether they add up only so more often than they add up as they are."""
    if file.asked.quotes is not None or not file.script.escapes:
        return False
    with closing(file.blocks()) as blocks:
        doubled, left = _evidence(Records(blocks, file.name, delimiter), _only_left(delimiter))
    if left > doubled:
        file.tell(f"with {_LEFT_ALONE} as PHP writes them")
    return left > doubled


def _evidence(records: Records, only_left: re.Pattern[str]) -> tuple[int, int]:
    """How many rows add up as they are in spite of such quotes, and how many would only if those are left alone."""
    doubled = left = width = 0
    try:
        for cells in records:
            width = width or len(cells)
            if isinstance(cells, Broken):
                left += bool(only_left.search(cells.text))
            elif len(cells) == width:
                doubled += any('\\"' in cell for cell in cells)
            if doubled + left == _ENOUGH:
                break
    except InvalidInput:
        left += bool(only_left.search(records.text))
    return doubled, left


def _only_left(delimiter: str) -> re.Pattern[str]:
    """Quotes after a backslash that add up when the first of them is left alone, and not when all are doubled.

    An odd number of them with text behind, or an even number with the end of the cell behind.
    """
    end = rf"[{re.escape(delimiter)}\r\n]"
    return re.compile(rf'\\"(?:"")*(?!"|{end}|\Z)|\\(?:"")+(?={end}|\Z)')
