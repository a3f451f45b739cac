"""In which encoding a text file is: found by looking through the whole of it, said, and never guessed silently.

A file is UTF-8 when all of it is, UTF-16 when it begins with a mark or every other byte is NUL, and Windows-1252 when
it holds bytes that are not UTF-8, none that Windows-1252 leaves undefined, and nothing that is written as UTF-8.
Everything else is refused with the byte and its line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

BLOCK = 1 << 18
"""Bytes read at once."""
MARK = "\ufeff"
"""The byte order mark, once it is decoded."""

_TITLES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "iso8859-1": "ISO-8859-1",
    "iso8859-15": "ISO-8859-15",
    "mac-roman": "Mac OS Roman",
    "cp850": "code page 850",
}
"""What may be asked for, by Python's names. No other codec: some of them unpack, or are no text."""
_NAMES = "utf-8, utf-16, utf-16-le, utf-16-be, windows-1252, iso-8859-1, iso-8859-15, mac-roman and cp850"
_UTF_16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SAVE = "save it as “CSV UTF-8” and import it again"


@dataclass(frozen=True, slots=True)
class Script:
    """How the characters of a file are written."""

    codec: str
    """Python's name of the encoding."""
    said: str
    """A phrase for the person who imports; blank for UTF-8, which is what is expected."""
    line_end: str = "\n"
    """A carriage return for a file that has no line feed at all, as old Macs wrote them."""
    escapes: bool = False
    """Whether a backslash stands before a quote somewhere."""


def codec_called(name: str) -> str:
    """Python's name of an encoding that somebody asked for.

    Raises:
        InvalidInput: it is none that can be asked for; lists those that can.
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _TITLES:
        raise InvalidInput(f"“{one_line(name)[:40]}” is not an encoding that can be read; those are {_NAMES}.")
    return codec


def script_of(file: BinaryIO, name: str, asked: str | None = None) -> Script:
    """The encoding of a file that is open at its beginning; ``name`` is the file's in sentences.

    Reads it to its end, in blocks: about 0.25 seconds for 100 MB.

    Raises:
        InvalidInput: the file is empty, is no text, or is in no one encoding that can be told.
    """
    head = file.read(BLOCK)
    if not head.removeprefix(codecs.BOM_UTF8) or head in _UTF_16_MARKS:
        raise InvalidInput(f"{name} is empty; nothing can be imported from it.")
    look = _Look(file, name)
    if asked is not None:
        return look.as_asked(asked, head)
    codec, why = _by_its_beginning(head)
    if codec != "utf-8":
        return look.through(codec, f"in {_TITLES[codec]}{why}")
    return look.as_utf_8_or_windows(marked=head.startswith(codecs.BOM_UTF8))


def _by_its_beginning(head: bytes) -> tuple[str, str]:
    marked = _UTF_16_MARKS.get(head[:2])
    if marked:
        return marked, ""
    sample = head[: 4096 - len(head) % 2]
    evens, odds = sample[::2], sample[1::2]
    for codec, blank, written in (("utf-16-le", odds, evens), ("utf-16-be", evens, odds)):
        if blank.count(0) * 2 > len(blank) and not written.count(0):
            return codec, ", because every other byte is NUL"
    return "utf-8", ""


class _Undecodable(Exception):
    """A byte that an encoding does not have, at its place in the file."""

    def __init__(self, offset: int, byte: int, *, cut: bool) -> None:
        super().__init__(offset)
        self.offset, self.byte = offset, byte
        self.cut = cut
        """Whether the file merely ends in the middle of a character."""


class _Look:
    """Looks through one file, from its beginning each time."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name

    def as_asked(self, asked: str, head: bytes) -> Script:
        codec = codec_called(asked).removesuffix("-sig")
        if codec == "utf-16":
            codec, _ = _by_its_beginning(head)
            if codec == "utf-8":
                raise InvalidInput(f"{self._name} has no mark of UTF-16; ask for utf-16-le or utf-16-be.")
        return self.through(codec, f"in {_TITLES[codec]} as asked")

    def through(self, codec: str, said: str) -> Script:
        """The script of a file whose encoding is settled."""
        try:
            return self._decoded(codec, said)
        except _Undecodable as bad:
            raise self._refusal(codec, bad) from None

    def as_utf_8_or_windows(self, *, marked: bool) -> Script:
        try:
            return self._decoded("utf-8", "")
        except _Undecodable as bad:
            if marked or bad.cut:
                raise self._refusal("utf-8", bad) from None
            self._require_windows(bad)
            line = self._line(bad.offset)
            return self.through("cp1252", f"in Windows-1252, because byte 0x{bad.byte:02X} in line {line} is not UTF-8")

    def _decoded(self, codec: str, said: str) -> Script:
        feeds = returns = escapes = False
        before = ""
        for text in self._texts(codec):
            if "\0" in text:
                raise self._nul(codec, _TITLES[codec])
            feeds = feeds or "\n" in text
            returns = returns or (not feeds and "\r" in text)
            escapes = escapes or '\\"' in text or (before == "\\" and text[:1] == '"')
            before = text[-1:]
        return Script(codec, said, "\r" if returns and not feeds else "\n", escapes)

    def _texts(self, codec: str) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(codec)()
        read = 0
        for block in self._blocks():
            pending = decoder.getstate()[0]
            yield self._text(decoder, block, read - len(pending), final=not block)
            read += len(block)

    @staticmethod
    def _text(decoder: codecs.IncrementalDecoder, block: bytes, begins: int, *, final: bool) -> str:
        try:
            return decoder.decode(block, final)
        except UnicodeDecodeError as problem:
            offset = begins + problem.start
            raise _Undecodable(offset, problem.object[problem.start], cut=final) from None

    def _blocks(self) -> Iterator[bytes]:
        """The bytes of the file, and nothing once more for what a decoder has kept back."""
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            yield block
        yield b""

    def _require_windows(self, bad: _Undecodable) -> None:
        read = 0
        for block in self._blocks():
            if b"\0" in block:
                raise self._nul("iso8859-1", "UTF-8")
            undefined = _UNDEFINED.search(block)
            if undefined:
                place = f"line {self._line(read + undefined.start())}"
                raise InvalidInput(
                    f"{self._name}, {place}: the byte 0x{undefined[0][0]:02X} is neither in Windows-1252 nor in this "
                    f"place UTF-8; {_SAVE}, or say how it is written with --encoding."
                )
            read += len(block)
        self._refuse_mixed(bad)

    def _refuse_mixed(self, bad: _Undecodable) -> None:
        """Characters in UTF-8 beside bytes that are not: either reading would spoil the others."""
        decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        lines = 1
        for block in self._blocks():
            text = decoder.decode(block, not block)
            if not text.isascii():
                place = next(place for place, char in enumerate(text) if not char.isascii())
                raise InvalidInput(
                    f"{self._name}, line {self._line(bad.offset)}: the byte 0x{bad.byte:02X} is not UTF-8, but "
                    f"characters in line {lines + _ends(text[:place])} are; {_SAVE}, or say with --encoding "
                    "windows-1252 that it is that throughout."
                )
            lines += _ends(text)

    def _refusal(self, codec: str, bad: _Undecodable) -> InvalidInput:
        place = f"{self._name}, line {self._line(bad.offset, codec)}"
        byte = f"the byte 0x{bad.byte:02X}"
        if bad.cut:
            other = "; if it is in Windows-1252, say so with --encoding" if codec == "utf-8" else ""
            return InvalidInput(
                f"{place}: the file ends in the middle of a character ({byte}) of {_TITLES[codec]}, so it was cut off; "
                f"fetch it again{other}."
            )
        return InvalidInput(f"{place}: {byte} is not {_TITLES[codec]}; {_SAVE}.")

    def _nul(self, codec: str, title: str) -> InvalidInput:
        lines = 1
        for text in self._texts(codec):
            place = text.find("\0")
            if place >= 0:
                lines += _ends(text[:place])
                break
            lines += _ends(text)
        return InvalidInput(
            f"{self._name}, line {lines} holds a NUL byte, so it is not {title} text; save the file as “CSV UTF-8”."
        )

    def _line(self, offset: int, codec: str = "utf-8") -> int:
        """In which line a byte stands, counted from 1."""
        decoder = codecs.getincrementaldecoder(codec)("replace")
        lines, left = 1, offset
        for block in self._blocks():
            lines += _ends(decoder.decode(block[:left]))
            left -= len(block)
            if left <= 0:
                break
        return lines


def _ends(text: str) -> int:
    """How many lines end in it."""
    return text.count("\n") or text.count("\r")
