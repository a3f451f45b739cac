"""The parts of a ZIP archive that somebody sent, read with an eye on their sizes.

Small archives can hold enormous parts. What the archive declares is judged before anything is read, and no part is
read beyond the size that it declares: Python's reader stops there and finds that the checksum is another.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256

from caseapp.intake.files import TextFile
from caseapp.intake.formats.blocks import BLOCK
from caseapp.rules.errors import InvalidInput

MOST_INFLATED = 500_000_000
"""Bytes of all parts together once they are unpacked."""
MOST_TIMES = 100
"""How many times its packed size a large part may have; sheets of submissions reach about 20."""
LARGE = 10_000_000
"""Bytes from which on a part is large."""
MOST_PARTS = 5_000

_PROBLEMS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What Python's reader raises over archives that are broken, packed in unknown ways, or protected."""


class Archive:
    """An archive whose sizes are modest."""

    def __init__(self, zipped: zipfile.ZipFile, name: str) -> None:
        self.name = name
        """Of its file, for sentences."""
        self._zipped = zipped
        self._names = frozenset(zipped.namelist())
        self._require_modest()

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def blocks(self, part: str, most: int) -> Generator[bytes]:
        """One part in blocks.

        Raises:
            InvalidInput: the part is not there, broken, or has more than ``most`` bytes.
        """
        if part not in self:
            raise broken(self.name)
        size = self._zipped.getinfo(part).file_size
        if size > most:
            raise InvalidInput(
                f"{self.name} has {size:,} bytes in {part}, of which the most is {most:,}; save the sheet as “CSV "
                "UTF-8” and import that."
            )
        try:
            with self._zipped.open(part) as source:
                while block := source.read(BLOCK):
                    yield block
        except InvalidInput:
            raise
        except _PROBLEMS:
            raise broken(self.name) from None

    def _require_modest(self) -> None:
        parts = self._zipped.infolist()
        if len(parts) > MOST_PARTS:
            raise InvalidInput(f"{self.name} is made of {len(parts):,} parts; the most is {MOST_PARTS:,}.")
        if any(part.flag_bits & 1 for part in parts):
            raise InvalidInput(f"{self.name} is protected by a password; save it without one and import that.")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_INFLATED or any(_is_bomb(part) for part in parts):
            raise InvalidInput(
                f"{self.name} would be {unpacked:,} bytes when unpacked, out of all proportion to its size, as "
                "archives are that were made to fill a memory; save the sheet as “CSV UTF-8” and import that."
            )


@contextmanager
def archive(file: TextFile) -> Generator[Archive]:
    """The archive in a file, open; the file's digest is known afterwards.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        InvalidInput: it is no archive, or one that is not to be unpacked.
    """
    file.read_bytes = 0  # packed bytes do not tell how many rows were read
    with file.opened() as source:
        digest = sha256()
        while block := source.read(BLOCK):
            digest.update(block)
        file.digest = digest.hexdigest()
        try:
            zipped = zipfile.ZipFile(source)
        except _PROBLEMS:
            raise broken(file.name) from None
        with zipped:
            yield Archive(zipped, file.name)


def broken(name: str) -> InvalidInput:
    """The sentence for a workbook that is not whole."""
    return InvalidInput(
        f"{name} is only a part of an Excel workbook, or a broken one; fetch it again, or open it in Excel and save it "
        "anew."
    )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LARGE and part.file_size > MOST_TIMES * part.compress_size
