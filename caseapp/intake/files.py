"""Text files from anywhere, read line by line in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from caseapp.rules.errors import FileProblem, InvalidInput
from caseapp.rules.text import one_line

LONGEST_LINE = 32_000_000
"""Bytes. A longer line is no row of anything, and reading it would fill the memory."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class TextFile:
    """A file of UTF-8 text, with or without a byte order mark."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = ""
        """SHA-256 of the bytes, once ``lines`` has come to the end."""

    @property
    def name(self) -> str:
        """The path as it may be shown."""
        return one_line(str(self.path))

    def lines(self) -> Generator[str]:
        """The lines with their ends, from the first.

        Raises:
            FileProblem: the file is missing, or cannot be read.
            InvalidInput: it is empty, or not UTF-8 text.
        """
        digest, number = sha256(), 0
        with self._opened() as file:
            for number, line in enumerate(self._read(file), start=1):
                digest.update(line)
                yield self._decoded(line, number)
        if not number:
            raise InvalidInput(f"{self.name} is empty; nothing can be imported from it.")
        self.digest = digest.hexdigest()

    def _opened(self) -> BinaryIO:
        if self.path.is_dir():
            raise FileProblem(f"{self.name} is a folder; name a file in it.")
        if self.path.exists() and not self.path.is_file():
            raise FileProblem(f"{self.name} is not an ordinary file; save what it gives in a file and import that.")
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            raise FileProblem(f"There is no file {self.name}; check its name.") from None
        except (OSError, ValueError) as problem:
            raise self._unreadable(problem) from None

    def _read(self, file: BinaryIO) -> Iterator[bytes]:
        try:
            while line := file.readline(LONGEST_LINE + 1):
                yield line
        except OSError as problem:
            raise self._unreadable(problem) from None

    def _unreadable(self, problem: Exception) -> FileProblem:
        why = getattr(problem, "strerror", None) or one_line(str(problem))
        return FileProblem(f"{self.name} cannot be read ({why}); check its permissions.")

    def _decoded(self, line: bytes, number: int) -> str:
        if number == 1:
            line = self._unmarked(line)
        place = f"{self.name}, line {number}"
        if len(line) > LONGEST_LINE:
            raise InvalidInput(f"{place} is longer than {LONGEST_LINE:,} bytes; it is not a file of rows.")
        if b"\0" in line:
            raise InvalidInput(f"{place} holds a NUL byte, so it is not UTF-8 text; save the file as “CSV UTF-8”.")
        try:
            return line.decode()
        except UnicodeDecodeError as problem:
            raise InvalidInput(
                f"{place}: the byte 0x{line[problem.start]:02X} is not UTF-8, and the file may be in Windows-1252; "
                "save it as “CSV UTF-8” and import it again."
            ) from None

    def _unmarked(self, line: bytes) -> bytes:
        if line.startswith(_UTF_16):
            raise InvalidInput(f"{self.name} is in UTF-16; save it as “CSV UTF-8” and import it again.")
        return line.removeprefix(codecs.BOM_UTF8)
