"""Text files from anywhere, read in blocks of lines and in bounded memory."""

from __future__ import annotations

import codecs
import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from caseapp.intake.encodings import BLOCK, MARK, Script, script_of
from caseapp.rules.errors import FileProblem, InvalidInput
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.intake.formats.dialects import Dialect
    from caseapp.intake.profile import Profile

LONGEST_LINE = 16_000_000
"""Characters. A longer line, or row, is no row of anything, and reading it would fill the memory."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who imports says about how a file is written, instead of having it found out."""

    encoding: str | None = None
    """Such as ``windows-1252``."""
    delimiter: str | None = None
    """What stands between cells: a character or its name, such as ``semicolon``."""
    quotes: str | None = None
    """``doubled``, or ``backslash`` for what PHP writes."""


class TextFile:
    """A file of text in an encoding that is found out, or asked for.

    ``profiles`` are those that may read it: a single one when it was named or recognised.
    """

    def __init__(self, path: Path, asked: Asked | None = None, profiles: Sequence[Profile] = ()) -> None:
        self.path, self.asked = path, asked or Asked()
        self.profiles = tuple(profiles)
        self.digest = ""
        """SHA-256 of the bytes, once ``lines`` or ``blocks`` has come to the end."""
        self.read_bytes = 0
        """Of the reading that is under way, or else of the last; nought where bytes tell nothing, as in a workbook."""
        self.dialect: Dialect | None = None
        """How its cells are told apart, once that was found out."""
        self._script: Script | None = None
        self._state: tuple[int, ...] = ()
        self._told: dict[str, None] = {}

    @property
    def name(self) -> str:
        """The path as it may be shown."""
        return one_line(str(self.path))

    @property
    def profile(self) -> Profile | None:
        """The profile that reads the file, where that is known."""
        return self.profiles[0] if len(self.profiles) == 1 else None

    @property
    def told(self) -> tuple[str, ...]:
        """What was found out about how it is written, in phrases, without what is expected of any file."""
        return tuple(self._told)

    def tell(self, phrase: str) -> None:
        """Note something for the person who imports; once, however often it is found."""
        self._told[phrase] = None

    @property
    def script(self) -> Script:
        """Its encoding and line ends, looked for once.

        Raises:
            FileProblem: the file is missing, or cannot be read.
            InvalidInput: it is empty, or not text in an encoding that can be told.
        """
        if self._script is None:
            with self.opened() as file:
                self._state = _state(file)
                try:
                    self._script = script_of(file, self.name, self.asked.encoding)
                except OSError as problem:
                    raise self.unreadable(problem) from None
            self._tell_script(self._script)
        return self._script

    def lines(self) -> Generator[str]:
        """The lines with their ends, from the first; what it raises is what ``blocks`` does."""
        for block in self.blocks():
            yield from block

    def blocks(self) -> Generator[list[str]]:
        """The lines with their ends, many at once. A byte order mark is not part of the first.

        Raises:
            FileProblem: the file is missing, cannot be read, or changes while it is.
            InvalidInput: it is empty, not text, or has a line longer than any row.
        """
        end, rest, number = self.script.line_end, "", 0
        for text in self._texts():
            *whole, rest = (rest + text).split(end)
            if len(rest) > LONGEST_LINE:
                raise self._too_long(number + len(whole) + 1)
            if whole:
                number += len(whole)
                yield [line + end for line in whole]
        if rest:
            yield [rest]

    def _texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.script.codec)()
        first = True
        for data in self._bytes():
            try:
                text = decoder.decode(data, not data)
            except UnicodeDecodeError:
                raise self._changed() from None
            yield text.removeprefix(MARK) if first else text
            first = False

    def _bytes(self) -> Iterator[bytes]:
        """The bytes of the file, and nothing once more at its end; the same ones that were looked through."""
        digest, left = sha256(), self._state[0]
        self.read_bytes = 0
        with self.opened() as file:
            try:
                self._require_unchanged(file)
                while left >= 0 and (data := file.read(BLOCK)):
                    left -= len(data)
                    self.read_bytes += len(data)
                    digest.update(data)
                    yield data
                self._require_unchanged(file)
            except OSError as problem:
                raise self.unreadable(problem) from None
        self.digest = digest.hexdigest()
        yield b""

    def _tell_script(self, script: Script) -> None:
        if script.said:
            self.tell(script.said)
        if script.line_end == "\r":
            self.tell("with carriage returns for line ends")

    def opened(self) -> BinaryIO:
        """The file for reading bytes, from its first.

        Raises:
            FileProblem: it is missing, no ordinary file, or cannot be read.
        """
        if self.path.is_dir():
            raise FileProblem(f"{self.name} is a folder; name a file in it.")
        if self.path.exists() and not self.path.is_file():
            raise FileProblem(f"{self.name} is not an ordinary file; save what it gives in a file and import that.")
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            raise FileProblem(f"There is no file {self.name}; check its name.") from None
        except (OSError, ValueError) as problem:
            raise self.unreadable(problem) from None

    def unreadable(self, problem: Exception) -> FileProblem:
        """The sentence for a file that the system does not let be read."""
        why = getattr(problem, "strerror", None) or one_line(str(problem))
        return FileProblem(f"{self.name} cannot be read ({why}); check its permissions.")

    def _require_unchanged(self, file: BinaryIO) -> None:
        if _state(file) != self._state:
            raise self._changed()

    def _changed(self) -> FileProblem:
        return FileProblem(f"{self.name} has changed while it was read; import it again when it is whole.")

    def _too_long(self, number: int) -> InvalidInput:
        return InvalidInput(
            f"{self.name}, line {number} is longer than {LONGEST_LINE:,} characters; it is not a file of rows."
        )


def _state(file: BinaryIO) -> tuple[int, ...]:
    """What tells a file that was changed, or replaced by another of its name, from the one that it was."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino
