"""The bytes of a file in blocks, for formats that are not made of lines, and what the first of them tell."""

from __future__ import annotations

import codecs
import json
from collections.abc import Generator
from contextlib import closing
from hashlib import sha256

from caseapp.intake.files import TextFile
from caseapp.rules.errors import InvalidInput

BLOCK = 65_536
"""Bytes read at once."""

_SAMPLE = 2_000_000
"""Bytes. What a file is shows in its first line, and a line of JSON may be a whole list."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AFTER_BRACKET = '{[]"-0123456789'
"""What may follow the bracket of a JSON list, and hardly the one that begins the first heading of a CSV file."""


def blocks(file: TextFile) -> Generator[bytes]:
    """Every byte of the file; its digest is known when they have come to an end.

    Raises:
        FileProblem: the file is missing, or cannot be read to its end.
    """
    digest = sha256()
    file.read_bytes = 0
    with file.opened() as source:
        try:
            while block := source.read(BLOCK):
                file.read_bytes += len(block)
                digest.update(block)
                yield block
        except OSError as problem:
            raise file.unreadable(problem) from None
    file.digest = digest.hexdigest()


def document_of(file: TextFile) -> str:
    """``xlsx``, ``xml``, ``json`` or ``jsonl`` if the beginning of the file is that of one, else blank.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        InvalidInput: it is a spreadsheet of a kind that cannot be read.
    """
    start = _start(file)
    if start.startswith(_ZIP):
        return "xlsx"
    if start.startswith(_OLE):
        raise InvalidInput(
            f"{file.name} is an Excel workbook of the old kind (.xls), or one with a password; save it as .xlsx "
            "without a password and import that."
        )
    return _document_in(_text(start))


def _start(file: TextFile) -> bytes:
    with closing(blocks(file)) as found:
        start = b""
        for block in found:
            start += block
            if len(start) >= _SAMPLE or not _may_be_json(start):
                break
    return start


def _may_be_json(start: bytes) -> bool:
    """Whether more than one block is needed to tell a list or an object from lines of objects."""
    return start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{" and b"\n" not in start


def _text(start: bytes) -> str:
    utf_16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return start.decode("utf-16" if utf_16 else "utf-8", errors="replace").lstrip("\ufeff \t\r\n")


def _document_in(text: str) -> str:
    if text.startswith("<"):
        return "xml"
    if text.startswith("[") and text[1:].lstrip()[:1] in _AFTER_BRACKET:
        return "json"
    if not text.startswith("{"):
        return ""
    first, _, rest = text.partition("\n")
    return "jsonl" if _is_object(first) or rest.lstrip().startswith("{") else "json"


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line, parse_int=str), dict)
    except (ValueError, RecursionError):
        return False
