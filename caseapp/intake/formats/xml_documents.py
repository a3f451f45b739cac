"""XML documents: records below the root, each an element whose parts and attributes are its columns."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import cast

from caseapp.intake.files import TextFile
from caseapp.intake.formats.blocks import blocks
from caseapp.intake.formats.documents import DEEPEST, Columns, Record, Unreadable
from caseapp.intake.formats.json_documents import records_of
from caseapp.intake.formats.markup import Markup, local
from caseapp.intake.rows import Heading, RawRow
from caseapp.rules.errors import InvalidInput

_TEXT = "text"
"""What the words of an element are called that has parts or attributes beside them."""


def heading(file: TextFile) -> Heading:
    """The columns of the first record that can be read.

    Raises:
        InvalidInput: there is none, or the document is broken before it.
    """
    with closing(rows(file)) as found:
        for row in found:
            if not row.broken and row.cells:
                return Heading(tuple(row.cells))
    raise InvalidInput(f"{file.name} holds no records; a submission is an element with its parts below it.")


def rows(file: TextFile) -> Generator[RawRow]:
    """Every record; the first is number 1.

    ``Document.records`` names the elements from the root down, the root itself left out. Without it the records are
    the root's elements, or the root itself where those hold nothing but text.

    Raises:
        FileProblem: the file cannot be read to its end.
        InvalidInput: it is not XML from its beginning to its end, or defines entities.
    """
    columns, path = Columns(file.profile), records_of(file)
    with closing(blocks(file)) as found:
        for number, record in enumerate(_records(found, file.name, path), start=1):
            yield _row(number, record, columns)


def _row(number: int, record: Record, columns: Columns) -> RawRow:
    text = json.dumps(record, ensure_ascii=False)
    try:
        return RawRow(number, columns.cells(record), text)
    except Unreadable as problem:
        return RawRow(number, {}, text, str(problem))


def _records(found: Iterator[bytes], name: str, path: str) -> Iterator[Record]:
    tree = _Tree(name, path.split(".") if path else [])
    done = tree.done
    markup = Markup(name, start=tree.start, end=tree.end, text=tree.text)
    for _ in markup.feed(found, done):
        yield from done
        done.clear()


@dataclass(slots=True)
class _Element:
    """An element that has begun and not ended."""

    name: str
    parts: dict[str, object] | None = None
    """Its attributes, and the elements in it that have ended; ``None`` when there are none."""
    words: list[str] | None = None


class _Tree:
    """Makes records of elements. What is not in a record is forgotten as soon as it ends."""

    def __init__(self, name: str, path: list[str]) -> None:
        self.done: list[Record] = []
        self._name, self._path = name, path
        self._level = len(path) or 1
        """How far below the root the records are."""
        self._settled = bool(path)
        self._open: list[_Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self._open) > DEEPEST:
            raise InvalidInput(f"{self._name} is nested more than {DEEPEST} deep; that is no file of submissions.")
        element = _Element(local(name) if ":" in name else name)
        if attributes:
            parts = {local(key): value for key, value in attributes.items() if not _is_xmlns(key)}
            element.parts = cast("dict[str, object]", parts) or None
        self._open.append(element)

    def text(self, words: str) -> None:
        """Words within the innermost element."""
        if len(self._open) > self._level or not self._settled:
            element = self._open[-1]
            if element.words is None:
                element.words = [words]
            else:
                element.words.append(words)

    def end(self, _name: str) -> None:
        """The innermost element ends."""
        element = self._open.pop()
        depth = len(self._open)
        if depth == 1 and not self._settled:
            self._settled, self._level = True, 1 if element.parts else 0
        if depth > self._level:
            above = self._open[-1]
            if above.parts is None:
                above.parts = {}
            _add(above.parts, element.name, _value(element))
        elif depth == self._level and self._is_record(element.name):
            value = _value(element)
            self.done.append(value if isinstance(value, dict) else {_TEXT: value} if value else {})

    def _is_record(self, name: str) -> bool:
        return not self._path or [*(above.name for above in self._open[1:]), name] == self._path


def _value(element: _Element) -> str | dict[str, object]:
    """The text of an element, or its parts and what text is beside them."""
    said = "".join(element.words).strip() if element.words else ""
    if element.parts is None:
        return said
    if said:
        _add(element.parts, _TEXT, said)
    return element.parts


def _add(parts: dict[str, object], name: str, value: object) -> None:
    """An element that comes again makes a list."""
    if name not in parts:
        parts[name] = value
        return
    there = parts[name]
    if isinstance(there, list):
        there.append(value)
    else:
        parts[name] = [there, value]


def _is_xmlns(name: str) -> bool:
    return name == "xmlns" or name.startswith(("xmlns:", "xsi:"))
