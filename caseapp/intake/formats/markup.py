"""Reads XML as a stream, and refuses what makes it dangerous: definitions of entities, of which a few fill a memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sized
from xml.parsers import expat

from caseapp.intake.formats.documents import LONGEST_RECORD
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

_ENDS_EARLY = frozenset({"no element found", "unclosed token", "unclosed CDATA section"})

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Markup:
    """One XML text that is being read. Names come without their prefixes."""

    def __init__(self, name: str, *, start: Start, end: End, text: Text) -> None:
        self._name = name
        self._since = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = text

    def feed(self, blocks: Iterator[bytes], done: Sized) -> Iterator[None]:
        """Read block after block; stops after each in which something was ``done``, for it to be taken.

        Raises:
            InvalidInput: it is not XML, defines entities, is cut off, or has a record that is too long.
        """
        for block in blocks:
            self._parse(block, last=False)
            self._since = 0 if done else self._since + len(block)
            if self._since > LONGEST_RECORD:
                raise InvalidInput(
                    f"{self._name} has a record longer than {LONGEST_RECORD:,} bytes; that is no submission."
                )
            if done:
                yield
        self._parse(b"", last=True)
        yield

    def _parse(self, block: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as problem:
            raise self._broken(problem) from None
        except (LookupError, ValueError) as problem:  # an encoding that nobody knows, or that has several bytes
            raise InvalidInput(f"{self._name} cannot be read: {one_line(str(problem))}; save it as UTF-8.") from None

    def _broken(self, problem: expat.ExpatError) -> InvalidInput:
        why = expat.ErrorString(problem.code)
        if why in _ENDS_EARLY:
            return InvalidInput(f"{self._name} ends in the middle, so it is only a part of the file; fetch it again.")
        return InvalidInput(
            f"{self._name} is not XML from line {problem.lineno:,} on ({why}), and nothing after it can be told apart; "
            "fetch it again, or have it mended there."
        )

    def _refuse(self, *_definition: object) -> None:
        raise InvalidInput(
            f"{self._name} defines a document type of its own (<!DOCTYPE), which no export needs and which can be made "
            "to fill the memory; take it out, or ask for a file without it."
        )


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name
