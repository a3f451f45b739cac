"""JSON documents: a list of records, an object that holds such a list, or one record alone; and records line by line.

A document is read as a stream, one record after another, whatever its lines are. A record with a flaw is a broken row.
Where the document itself is broken, nothing after that place can be told apart, so the file is refused.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice

from caseapp.intake.files import TextFile
from caseapp.intake.formats.blocks import blocks
from caseapp.intake.formats.documents import LONGEST_RECORD, Columns, Unreadable
from caseapp.intake.rows import Heading, RawRow
from caseapp.rules.errors import InvalidInput

_SEARCHED = 1_000
"""How many records may be broken before the file is taken for something else."""
_CUT = 12
"""Characters. A mistake so near the end of what was read may be a word that was cut there."""


def heading(file: TextFile) -> Heading:
    """The columns of the first record that can be read.

    Raises:
        InvalidInput: there is none among the first thousand, or the document is broken before it.
    """
    return _heading(file, rows(file))


def line_heading(file: TextFile) -> Heading:
    """The same for JSON Lines."""
    return _heading(file, line_rows(file))


def rows(file: TextFile) -> Generator[RawRow]:
    """Every record; the first is number 1.

    Raises:
        FileProblem: the file cannot be read to its end.
        InvalidInput: it is not JSON in UTF-8 from its beginning to its end, or has no records where the profile says.
    """
    columns, path = Columns(file.profile), records_of(file)
    with closing(blocks(file)) as found:
        for number, (value, flaw, text) in enumerate(_Document(found, file.name).records(path), start=1):
            yield _row(number, value, flaw, _one_line(text), columns)


def line_rows(file: TextFile) -> Generator[RawRow]:
    """Every line as a record, blank ones among them. A single line may be a whole document that holds records."""
    if _is_document(file):
        yield from rows(file)
        return
    columns, reader = Columns(file.profile), _Decoder()
    with closing(file.lines()) as lines:
        for number, line in enumerate(lines, start=1):
            yield _line_row(number, line.rstrip("\r\n"), reader, columns)


def records_of(file: TextFile) -> str:
    """Where the profile of a file says that its records are."""
    document = file.profile.document if file.profile else None
    return document.records if document else ""


def _is_document(file: TextFile) -> bool:
    """Whether the one line of a file is an object with a list of records in it."""
    path = records_of(file)
    if not path:
        return False
    with closing(file.lines()) as lines:
        first, *others = islice((line for line in lines if line.strip()), 2)
    try:
        value, _ = _Decoder().whole(first)
    except (ValueError, RecursionError):
        return False
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return not others and isinstance(value, list)


def _heading(file: TextFile, found: Generator[RawRow]) -> Heading:
    with closing(found):
        for row in islice(found, _SEARCHED):
            if not row.broken and row.cells:
                return Heading(tuple(row.cells))
    raise InvalidInput(f"{file.name} holds no JSON object that can be read; each submission is one object.")


def _row(number: int, value: object, flaw: str, text: str, columns: Columns) -> RawRow:
    if flaw:
        return RawRow(number, {}, text, flaw)
    if not isinstance(value, dict):
        return RawRow(number, {}, text, "The record is not a JSON object; a row begins with { and ends with }")
    try:
        return RawRow(number, columns.cells(value), text)
    except Unreadable as problem:
        return RawRow(number, {}, text, str(problem))


def _line_row(number: int, line: str, reader: _Decoder, columns: Columns) -> RawRow:
    if not line.strip():
        return RawRow(number, {}, line)
    try:
        value, flaw = reader.whole(line)
    except json.JSONDecodeError as problem:
        why = f"The line is not JSON from character {problem.pos + 1} on; each line is one object"
        return RawRow(number, {}, line, why)
    except RecursionError:
        return RawRow(number, {}, line, "The record is nested too deeply; that is no submission")
    return _row(number, value, flaw, line, columns)


def _one_line(text: str) -> str:
    """The record as it was, but on one line: a line end cannot be within a text, so only blanks change."""
    return text.replace("\r", " ").replace("\n", " ") if "\n" in text or "\r" in text else text


class _Decoder:
    """Python's own reader of JSON, which goes on where a record has a flaw and tells of it afterwards."""

    def __init__(self) -> None:
        self._flaw = ""
        # Numbers stay as they are written: a reference or a telephone number is not to be rounded.
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=str, parse_float=str, parse_constant=self._constant
        )

    def at(self, text: str, place: int) -> tuple[object, str, int]:
        """The value that begins at a place, what is wrong with it, and where it ends."""
        self._flaw = ""
        value, end = self._json.raw_decode(text, place)
        return value, self._flaw, end

    def whole(self, text: str) -> tuple[object, str]:
        """The value of a text, and what is wrong with it."""
        self._flaw = ""
        return self._json.decode(text), self._flaw

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self._flaw = "The record has the same key twice; say which value is meant"
        return value

    def _constant(self, _name: str) -> None:
        self._flaw = "The record holds a number that is none; write null"


class _Document:
    """A document that is read value by value. Only the value at hand and a block or two are in memory."""

    def __init__(self, found: Iterator[bytes], name: str) -> None:
        self._blocks, self._name = found, name
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._decoder = _Decoder()
        self._text, self._place = "", 0
        self._before = self._bytes = self._taken = 0
        self._ended = False

    def records(self, path: str) -> Iterator[tuple[object, str, str]]:
        """Value, flaw and text of every record; ``path`` says where in an object they are."""
        if self._peek() == "[":
            yield from self._items()
        elif self._peek() == "{" and path:
            yield from self._within(path.split("."), path)
        else:
            yield self._value()
        if self._peek():
            raise self._broken("goes on after its end")

    def _within(self, names: list[str], path: str) -> Iterator[tuple[object, str, str]]:
        """The records of an object, at the end of a path of names. What stands beside them is read past."""
        found = False
        for name in self._names():
            if name != names[0]:
                self._value()
                continue
            found = True
            if len(names) > 1 and self._peek() == "{":
                yield from self._within(names[1:], path)
            elif len(names) == 1 and self._peek() == "[":
                yield from self._items()
            else:
                yield self._value()
        if not found:
            raise InvalidInput(f"{self._name} has no {path}, where its profile says that the submissions are.")

    def _names(self) -> Iterator[str]:
        """The names of an object, each to be followed by reading its value."""
        self._take("{")
        while self._peek() != "}":
            name, _, _ = self._value()
            self._take(":")
            yield str(name)
            if self._peek() != "}":
                self._take(",")
        self._take("}")

    def _items(self) -> Iterator[tuple[object, str, str]]:
        self._take("[")
        while self._peek() != "]":
            self._taken += 1
            yield self._value()
            if self._peek() != "]":
                self._take(",")
        self._take("]")

    def _peek(self) -> str:
        """The next character that is not blank; none at the end."""
        while True:
            text, place = self._text, self._place
            while place < len(text) and text[place] in " \t\r\n":
                place += 1
            self._place = place
            if place < len(text) or self._ended:
                return text[place : place + 1]
            self._more(1)

    def _take(self, wanted: str) -> None:
        if self._peek() != wanted:
            raise self._broken(f"“{wanted}” is missing")
        self._place += 1

    def _value(self) -> tuple[object, str, str]:
        """The next value, its flaw and its text."""
        self._peek()
        wanted = 1
        while True:
            try:
                value, flaw, end = self._decoder.at(self._text, self._place)
            except json.JSONDecodeError as problem:
                self._require_cut(problem)
            except RecursionError:
                raise InvalidInput(
                    f"{self._name}, {self._where}, is nested too deeply; that is no submission."
                ) from None
            else:
                if end < len(self._text) or self._ended:
                    text, self._place = self._text[self._place : end], end
                    return value, flaw, text
            self._more(wanted)
            wanted *= 2

    def _require_cut(self, problem: json.JSONDecodeError) -> None:
        """Refuses a mistake, unless it comes of reading only so far."""
        near = problem.msg.startswith("Unterminated string") or problem.pos >= len(self._text) - _CUT
        if self._ended or not near:
            self._place = problem.pos
            raise self._broken("it is not JSON", half=near)

    def _more(self, wanted: int) -> None:
        """Read on, at least so many blocks; what was taken is forgotten."""
        kept = [self._text[self._place :]]
        self._before, self._place = self._before + self._place, 0
        for _ in range(wanted):
            block = next(self._blocks, b"")
            self._ended = not block
            kept.append(self._decoded(block))
            if self._ended:
                break
        self._text = "".join(kept)
        if len(self._text) > LONGEST_RECORD:
            raise InvalidInput(
                f"{self._name}, {self._where}, is longer than {LONGEST_RECORD:,} characters; that is no submission."
            )

    def _decoded(self, block: bytes) -> str:
        try:
            text = self._decode(block, not block)
        except UnicodeDecodeError as problem:
            raise InvalidInput(
                f"{self._name}: the byte 0x{problem.object[problem.start]:02X}, after some {self._bytes:,} others, is "
                "not UTF-8, as JSON always is; save the file as UTF-8 and import it again."
            ) from None
        text = text.removeprefix("\ufeff") if not self._bytes else text
        self._bytes += len(block)
        return text

    @property
    def _where(self) -> str:
        return f"record {self._taken}" if self._taken else "its one record"

    def _broken(self, why: str, *, half: bool = False) -> InvalidInput:
        if self._ended and (half or not self._text[self._place :].strip()):
            return InvalidInput(
                f"{self._name} ends in the middle of {self._where}, so it is only a part of the file; fetch it again."
            )
        place = f"character {self._before + self._place + 1:,}"
        return InvalidInput(
            f"{self._name}, {self._where}: {why} at {place}, and nothing after it can be told apart; "
            "fetch it again, or have it mended there."
        )
